// Products of CSR rows for one position: a vector holds as many rows as it has lanes, and each lane gathers the input that its
// row wants next. Rows of about the same length lie side by side, so that few lanes have nothing to do.
#pragma once

#include "vector.h"

namespace espalier {
namespace ISA {
namespace {

// Gathers of 8 lanes and fewer take as long as their lanes one by one.
constexpr bool GATHERS = LANES == 16;

#if LANES == 16
INLINE Vector gathered(const float* from, __mmask16 lanes, __m512i at) {
    return (Vector)_mm512_mask_i32gather_ps(_mm512_setzero_ps(), lanes, at, from, 4);
}

OWN_FUNCTION void sideBySide(const Product& p, const Operands& operands, int part, int parts) {
    const float* const x = operands.in + p.places[0];
    const Piece piece = p.pieces[0];
    const __m512i outPlane = _mm512_set1_epi32(p.frame.outPlane);
    const __m512i addendPlane = _mm512_set1_epi32(p.frame.addendPlane);
    // In turn, since those that come first are the longest.
    for (int panel = part; panel < p.panels; panel += parts) {
        const Blocks blocks = p.blocks[panel];
        const int32_t* offset = p.offsets + blocks.first;
        const float* value = p.values + blocks.values;
        const __m512i lengths = _mm512_loadu_si512(p.lengths + panel * LANES);
        const int steps = (blocks.end - blocks.first) / LANES;
        const int shortest = p.lengths[panel * LANES + LANES - 1];
        Vector sums[2] = {};
        int step = 0;
        for (; step + 2 <= shortest; step += 2, offset += 2 * LANES, value += 2 * LANES) {
            UNROLLED for (int s = 0; s < 2; s++) {
                sums[s] += load(value + s * LANES) * gathered(x, ALL, _mm512_loadu_si512(offset + s * LANES));
            }
        }
        for (; step < steps; step++, offset += LANES, value += LANES) {
            const __mmask16 left = _mm512_cmpgt_epi32_mask(lengths, _mm512_set1_epi32(step));
            const Vector input = gathered(x, left, _mm512_loadu_si512(offset));
            sums[0] = (Vector)_mm512_mask3_fmadd_ps((__m512)load(value), (__m512)input, (__m512)sums[0], left);
        }
        const __mmask16 rows = (__mmask16)first(p.rows - panel * LANES);
        const __m512i row = _mm512_loadu_si512(p.order + panel * LANES);
        Vector sum = sums[0] + sums[1] + load(p.bias + panel * LANES, rows);
        if (p.added) sum += gathered(operands.addend + piece.addend, rows, _mm512_mullo_epi32(row, addendPlane));
        _mm512_mask_i32scatter_ps(operands.out + piece.out, rows, _mm512_mullo_epi32(row, outPlane),
                                  (__m512)activated(sum, p.activation), 4);
    }
}
#else
void sideBySide(const Product&, const Operands&, int, int) {}
#endif

}  // namespace
}  // namespace ISA
}  // namespace espalier
