// Products with vectors down the rows of a dense matrix, for few positions: P positions times a panel of R vectors of rows
// keeps P x R sums in registers, loads R vectors of weights and P inputs for each column, and multiplies all with all.
#pragma once

#include "across.h"

namespace espalier {
namespace ISA {
namespace {

// Where the sums of one strip and panel go, and what is added on the way.
struct Finish {
    const Product* product;
    const Piece* pieces;                // of the strip
    const float* bias;                  // of the panel, null after the first tile
    const float* addend;                // of the panel
    float* out;                         // of the panel
    int32_t rows;                       // of the panel, less where the matrix ends
    Activation activation;
};

INLINE void finishOne(const Finish& f, int row, const Piece& piece, float sum) {
    float* const to = f.out + (int64_t)row * f.product->frame.outPlane + piece.out;
    sum += f.bias == nullptr ? *to : f.bias[row];
    if (f.bias != nullptr && f.product->added) sum += f.addend[(int64_t)row * f.product->frame.addendPlane + piece.addend];
    *to = activated(sum, f.activation);
}

// Rows of 4 positions that lie side by side, from sums that lie `step` floats apart by position.
INLINE void finishFour(const Finish& f, int row, const Piece& piece, const float* sums, int step) {
    Four rows[4];
    UNROLLED for (int i = 0; i < 4; i++) rows[i] = *(const Four*)(sums + i * step);
    transpose(rows);
    UNROLLED for (int i = 0; i < 4; i++) {
        float* const to = f.out + (int64_t)(row + i) * f.product->frame.outPlane + piece.out;
        Four sum = rows[i];
        sum += f.bias == nullptr ? (Four)*(const UnalignedFour*)to : f.bias[row + i] - Four{};
        if (f.bias != nullptr && f.product->added) {
            sum += *(const UnalignedFour*)(f.addend + (int64_t)(row + i) * f.product->frame.addendPlane + piece.addend);
        }
        *(UnalignedFour*)to = activated(sum, f.activation);
    }
}

void finish(const Finish& f, int positions, const float* sums, int step) {
    for (int i = 0; i < positions;) {
        const Piece& piece = f.pieces[i];
        const bool four = i + 4 <= positions && f.pieces[i + 3].out == piece.out + 3
            && (!f.product->added || f.pieces[i + 3].addend == piece.addend + 3);
        const int whole = four ? f.rows & ~3 : 0;
        const int count = four ? 4 : 1;
        for (int row = 0; row < whole; row += 4) finishFour(f, row, piece, sums + i * step + row, step);
        for (int j = i; j < i + count; j++) {
            for (int row = whole; row < f.rows; row++) finishOne(f, row, f.pieces[j], sums[j * step + row]);
        }
        i += count;
    }
}

template <int P, int R>
OWN_FUNCTION void multiplyDown(const Work& work, const Strip& strip, const Band& band, int panel) {
    constexpr int SETS = sets(P * R);
    const Product& p = *work.product;
    const float* x[P];
    UNROLLED for (int i = 0; i < P; i++) x[i] = work.in + p.places[strip.first + i];
    const Blocks blocks = work.blocks[band.first + panel];
    const int32_t* offset = p.offsets + blocks.first;
    const int32_t* const stop = p.offsets + blocks.end;
    const float* value = p.values + blocks.values;
    Vector sums[SETS][P][R] = {};
    for (; stop - offset >= SETS; offset += SETS, value += SETS * R * LANES) {
        UNROLLED for (int s = 0; s < SETS; s++) {
            const int64_t at = offset[s];
            Vector w[R];
            UNROLLED for (int r = 0; r < R; r++) w[r] = *(const Vector*)(value + (s * R + r) * LANES);
            UNROLLED for (int i = 0; i < P; i++) {
                const Vector input = all(x[i][at]);
                UNROLLED for (int r = 0; r < R; r++) sums[s][i][r] += w[r] * input;
            }
        }
    }
    if (SETS > 1) {
        for (; offset < stop; offset++, value += R * LANES) {
            UNROLLED for (int i = 0; i < P; i++) {
                const Vector input = all(x[i][offset[0]]);
                UNROLLED for (int r = 0; r < R; r++) sums[0][i][r] += *(const Vector*)(value + r * LANES) * input;
            }
        }
        UNROLLED for (int s = 1; s < SETS; s++) {
            UNROLLED for (int i = 0; i < P; i++) {
                UNROLLED for (int r = 0; r < R; r++) sums[0][i][r] += sums[s][i][r];
            }
        }
    }
    Vector results[P][R];
    UNROLLED for (int i = 0; i < P; i++) {
        UNROLLED for (int r = 0; r < R; r++) results[i][r] = sums[0][i][r];
    }
    const int row = band.row + panel * R * LANES;
    const int left = p.rows - row;
    const Finish f = {&p,
                      p.pieces + strip.first,
                      work.fresh ? work.bias + row : nullptr,
                      work.addend + (int64_t)row * p.frame.addendPlane,
                      work.out + (int64_t)row * p.frame.outPlane,
                      left < R * LANES ? left : R * LANES,
                      work.activation};
    finish(f, P, (const float*)results, R * LANES);
}

typedef void (*MultiplyDown)(const Work&, const Strip&, const Band&, int);

// Sums, weights, and where the instruction cannot take it from memory, the input.
constexpr bool fitsDown(int p, int r) {
    return r <= 4 ? p * r + r + (LANES == 16 ? 0 : 1) < REGISTERS : r == 8 && p == 1;
}

template <int P, int R, bool FITS>
struct EntryDown {
    static constexpr MultiplyDown down = nullptr;
};
template <int P, int R>
struct EntryDown<P, R, true> {
    static constexpr MultiplyDown down = multiplyDown<P, R>;
};

#define PAIR(P, R) EntryDown<P, R, fitsDown(P, R)>::down
#define ROW(P) {PAIR(P, 1), PAIR(P, 2), PAIR(P, 3), PAIR(P, 4), PAIR(P, 5), PAIR(P, 6), PAIR(P, 7), PAIR(P, 8)}
const MultiplyDown DOWN_KERNELS[8][8] = {ROW(1), ROW(2), ROW(3), ROW(4), ROW(5), ROW(6), ROW(7), ROW(8)};
#undef ROW
#undef PAIR

int32_t mostPositions(int32_t vectors) {
    int p = 8;
    while (p > 0 && !fitsDown(p, vectors)) p--;
    return p;
}

void down(const Product& p, const Operands& operands, int part, int parts) {
    for (int group = 0; group < p.groups; group++) {
        const float* const in = operands.in + group * p.groupStride;
        const int64_t row = (int64_t)group * p.rows;
        for (int tile = 0; tile < p.tiles; tile++) {
            const Work work = {&p,
                         in,
                         operands.addend + row * p.frame.addendPlane,
                         operands.out + row * p.frame.outPlane,
                         p.blocks + ((size_t)tile * p.groups + group) * p.panels,
                         p.bias + row,
                         tile == 0,
                         tile == p.tiles - 1 ? p.activation : NONE};
            for (int b = 0; b < p.bandCount; b++) {
                const Band& band = p.bands[b];
                const int end = share(band.panels, part + 1, parts);
                for (int panel = share(band.panels, part, parts); panel < end; panel++) {
                    for (int s = 0; s < p.stripCount; s++) {
                        const Strip& strip = p.strips[s];
                        DOWN_KERNELS[strip.vectors - 1][band.height / LANES - 1](work, strip, band, panel);
                    }
                }
            }
        }
    }
}

}  // namespace
}  // namespace ISA
}  // namespace espalier
