// What a program does besides products: one operation on regions of an arena of floats.
//
// A region holds [channels][height][width] positions of `lanes` floats, one for each example that is computed side by
// side: 1, vectors going along rows, or LANES_TOGETHER, vectors going along examples. What lies between rows and between
// channels belongs to others and is not touched.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "../product.h"

namespace espalier {

const int32_t TOGETHER_LANES = 16;

struct Size {
    int32_t channels, height, width;
};

// Where a region's elements lie, in floats: the first, and the steps to the next row and the next channel.
struct Place {
    int64_t start, pitch, plane;
};

// As org.espalier.kernels.Assembler counts them.
enum PoolKind : int32_t { POOL_MAX, POOL_MEAN, POOL_MEAN_WITH_PADDING, POOL_SUM };
enum Operation : int32_t { ADD, SUBTRACT, MULTIPLY, MEAN, MAX };
enum Function : int32_t {
    F_RELU, RELU6, LEAKY_RELU, ELU, TANH, SIGMOID, HARD_SIGMOID, SOFTPLUS, SOFTSIGN, SWISH, CUBE, GELU, HARD_TANH, MISH,
    RATIONAL_TANH, RECTIFIED_TANH, SELU, THRESHOLDED_RELU
};

struct Window {
    int32_t height, width, strideY, strideX, top, left, dilationY, dilationX;
};

// The cells of a window along one dimension that lie inside of the input.
struct Cells {
    int32_t first, count;
};

struct Pool {
    int32_t lanes;
    PoolKind kind;
    Window window;
    Size from, size;
    Place in, out;
    Cells* rows;            // [size.height] that an output's window sees
    Cells* columns;         // [size.width]
    float* divisors;        // [size.width + TOGETHER_LANES]; for a mean without padding times the rows
};

// Fills in what follows from the sizes; false when memory ran out.
bool prepare(Pool& pool);
void discard(Pool& pool);

struct Combine {
    int32_t lanes;
    Operation operation;
    Activation activation;
    Size size;
    int32_t count;
    Place* in;              // [count]
    Place out;
};

// out(c, y, x) = in(c, startY + y * stepY, startX + x * stepX), zero where that is outside.
struct Move {
    int32_t lanes;
    int32_t startY, startX, stepY, stepX;
    Size from, size;
    Place in, out;
};

struct Scale {
    int32_t lanes;
    Activation activation;
    Size size;
    Place in, out;
    float *scale, *shift;   // [size.channels + TOGETHER_LANES]
};

struct Apply {
    int32_t lanes;
    Function function;
    float alpha;
    Size size;
    Place in, out;
};

struct Soften {
    int32_t lanes;
    Size size;
    Place in, out;
};

// Between examples as the user has them, [examples][channels][height][width], and a region.
struct Edge {
    int32_t lanes;
    Size size;
    Place place;
};

// The operations for one instruction set. Each does one part, of `parts` that may run at the same time. An arena has room
// to read a few vectors beyond its regions; what is not the region's own is never written.
struct Ops {
    void (*pool)(const Pool&, float* arena, int part, int parts);
    void (*combine)(const Combine&, float* arena, int part, int parts);
    void (*move)(const Move&, float* arena, int part, int parts);
    void (*scale)(const Scale&, float* arena, int part, int parts);
    void (*apply)(const Apply&, float* arena, int part, int parts);
    void (*soften)(const Soften&, float* arena, int part, int parts);
    // `examples` at most lanes; the lanes left become zero.
    void (*load)(const Edge&, const float* from, int examples, float* arena);
    void (*store)(const Edge&, const float* arena, int examples, float* to);
};

namespace ops {
extern const Ops base, avx2, avx512, neon;
}

}  // namespace espalier
