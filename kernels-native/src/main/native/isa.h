// What is compiled once for each instruction set; the program asks the processor when it runs.
#pragma once

#include "product.h"

namespace espalier {

struct Isa {
    int32_t lanes;                      // floats in a vector register
    int32_t registers;                  // vector registers
    bool gathers;                       // whether there is a kernel for rows side by side
    // Whether there is a kernel across positions for panels of this height and strips of so many vectors, and fewer.
    bool (*multiplies)(int32_t height, int32_t vectors);
    // How many positions a kernel down the rows takes at a time, for panels of so many vectors; 0: no such panels.
    int32_t (*mostPositions)(int32_t vectors);
    // One part of a product, of `parts`; `scratch` holds scratchFloats(product) values.
    void (*product)(const Product& product, const Operands& operands, float* scratch, int part, int parts);
};

namespace isa {
extern const Isa base, avx2, avx512, neon;
}

}  // namespace espalier
