// A sparse matrix packed for one number of columns, and what the kernels need to multiply by it.
//
// C-like C++ on purpose: no exceptions, no run-time types, no standard library, so that the shared object needs the C
// library alone.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace espalier {

enum Activation : int32_t { NONE = 0, RELU = 1 };

struct Plan;

// One part of a product, of `parts` that may run at the same time. `scratch` holds scratchFloats(plan) values.
typedef void (*Kernel)(const Plan& plan, const float* in, float* out, float* scratch, int part, int parts);

// An instruction set that a plan can be made for.
struct Isa {
    int32_t lanes;                      // floats in a vector register
    int32_t registers;                  // vector registers
    Kernel kernel;
};

namespace isa {
extern const Isa base, avx2, avx512, neon;
}

// The matrix in blocks of `height` rows x 1 column; height 1 is CSR. Its columns are cut into tiles, so that the rows of
// the input which a tile reads stay in a cache, and so that an index fits 16 bits.
struct Plan {
    const Isa* isa;
    int32_t rows, inner, columns;       // [rows x inner] * [inner x columns]
    int32_t height;                     // rows of a block: 1, 4 or 8
    int32_t panels;                     // rows / height, rounded up
    int32_t tile, tiles;                // columns in a tile; inner / tile, rounded up
    int32_t vectors;                    // most vector registers that a row of a strip takes
    int32_t together;                   // strips packed at a time
    Activation activation;
    int32_t* pointers;                  // [tiles x (panels + 1)] where a panel's blocks start
    uint16_t* indices;                  // [blocks] column within its tile
    float* values;                      // [blocks x height]
    float* bias;                        // [panels x height], zeros where there is none
    void* scratch[16];                  // free ones, one taken for each part that runs
};

// The matrix as it comes: `pointers` [panels + 1], `indices` and `values` as in the plan but for the tiles. Null when
// memory ran out.
Plan* prepare(const Isa& isa, int32_t rows, int32_t inner, int32_t columns, int32_t height, const int32_t* pointers,
              const int32_t* indices, const float* values, const float* bias, Activation activation);

// Runs one part; false when memory ran out.
bool run(Plan& plan, const float* in, float* out, int part, int parts);

// How many parts are worth running at the same time.
int32_t usefulParts(const Plan& plan);

void release(Plan* plan);

}  // namespace espalier
