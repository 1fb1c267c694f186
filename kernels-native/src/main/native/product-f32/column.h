// Sparse products for one position, a batch of one example: a vector goes down a block's rows.
#pragma once

#include "down.h"

namespace espalier {
namespace ISA {
namespace {

template <int HEIGHT>
struct Block {
    typedef float Type __attribute__((vector_size(HEIGHT * 4)));
    typedef float Stored __attribute__((vector_size(HEIGHT * 4), aligned(4), may_alias));
};
template <>
struct Block<1> {
    typedef float Type;
    typedef float Stored;
};

template <int HEIGHT>
OWN_FUNCTION void multiplyColumn(const Product& p, const Operands& operands, int part, int parts) {
    typedef typename Block<HEIGHT>::Type Sum;
    typedef typename Block<HEIGHT>::Stored Stored;
    constexpr int SETS = HEIGHT == 1 ? 8 : 4;
    const float* const x = operands.in + p.places[0];
    const int end = share(p.panels, part + 1, parts);
    for (int panel = share(p.panels, part, parts); panel < end; panel++) {
        const Blocks blocks = p.blocks[panel];
        const int32_t* offset = p.offsets + blocks.first;
        const int32_t* const stop = p.offsets + blocks.end;
        const float* value = p.values + blocks.values;
        Sum sums[SETS] = {};
        for (; stop - offset >= SETS; offset += SETS, value += SETS * HEIGHT) {
            UNROLLED for (int s = 0; s < SETS; s++) sums[s] += *(const Stored*)(value + s * HEIGHT) * x[offset[s]];
        }
        if (SETS == 8 && stop - offset >= 4) {
            UNROLLED for (int s = 0; s < 4; s++) sums[s] += *(const Stored*)(value + s * HEIGHT) * x[offset[s]];
            offset += 4;
            value += 4 * HEIGHT;
        }
        for (; offset < stop; offset++, value += HEIGHT) sums[0] += *(const Stored*)value * x[*offset];
        UNROLLED for (int s = SETS / 2; s > 0; s /= 2) {
            UNROLLED for (int i = 0; i < s; i++) sums[i] += sums[i + s];
        }
        const Sum sum = sums[0];
        const int row = panel * HEIGHT;
        const int left = p.rows - row;
        const Finish f = {&p,
                          p.pieces,
                          p.bias + row,
                          operands.addend + (int64_t)row * p.frame.addendPlane,
                          operands.out + (int64_t)row * p.frame.outPlane,
                          left < HEIGHT ? left : HEIGHT,
                          p.activation};
        float results[HEIGHT];
        memcpy(results, &sum, sizeof(results));
        for (int h = 0; h < f.rows; h++) finishOne(f, h, p.pieces[0], results[h]);
    }
}

void column(const Product& p, const Operands& operands, int part, int parts) {
    switch (p.bands[0].height) {
        case 1: multiplyColumn<1>(p, operands, part, parts); break;
        case 4: multiplyColumn<4>(p, operands, part, parts); break;
        default: multiplyColumn<8>(p, operands, part, parts); break;
    }
}

}  // namespace
}  // namespace ISA
}  // namespace espalier
