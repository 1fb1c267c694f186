// A matrix times a window that slides over the input: what convolutions, dense layers and plain products are.
//
//   out[r](y, x) = activation(bias[r] + addend[r](y, x) + sum over k of matrix[r][k] * in[offset[k] + y * pitch + x])
//
// Positions (y, x) are floats: a row holds all lanes of its first position, then of the next. Outputs are cut into vectors
// once, when the product is made; a kernel knows nothing of windows.
//
// C-like C++ on purpose: no exceptions, no run-time types, no standard library, so that the shared object needs the C
// library alone.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace espalier {

struct Isa;

enum Activation : int32_t { NONE = 0, RELU = 1 };

// The matrix as it comes: in blocks of `height` rows x 1 column, CSR where the height is 1; dense where it is 0, `values`
// then being row-major. With several groups the rows are those of all, the columns those of one.
struct Matrix {
    int32_t rows, inner, height;
    const int32_t* pointers;            // [panels + 1]
    const int32_t* indices;             // [blocks] columns, rising within a panel
    const float* values;                // [blocks x height]
};

// Where outputs lie, in floats.
struct Frame {
    int32_t rows, length;               // rows of outputs of each row of the matrix, and floats in one
    int32_t inPitch, outPitch, addendPitch;
    int32_t outPlane, addendPlane;      // from one row of the matrix to the next
};

// What a product needs besides the matrix.
struct Setting {
    const int32_t* offsets;             // [inner] in floats
    const float* bias;                  // [rows], null: zeros
    Activation activation;
    bool added;                         // whether there is an addend
    bool exact;                         // whether nothing may be read beyond the input's last float
    int32_t groups;
    int64_t groupStride;                // floats from the input of one group to that of the next
    Frame frame;
};

// A part of a vector of outputs that lies together: where its first lane would be, and which lanes are meant.
struct Piece {
    int32_t out, addend;
    uint32_t lanes;
};

// How a strip's vectors lie.
enum Lie : int32_t {
    RAGGED = 0,                         // in pieces
    WHOLE = 1,                          // each has one piece, of all lanes
    RUN = 2                             // and they lie side by side, where they are read and where they go
};

// Neighbouring vectors that a kernel computes at the same time.
struct Strip {
    int32_t first, vectors;
    Lie lie;
};

// Panels of the same height: their first row in the group, and their place among the group's panels.
struct Band {
    int32_t height, row, first, panels;
};

// The blocks of a panel in a tile: offsets [first, end), and where the values begin.
struct Blocks {
    int64_t values;
    int32_t first, end;
};

// How outputs become vectors.
enum Way : int32_t {
    ACROSS = 0,                         // along positions; rows of a panel share what is loaded
    DOWN = 1,                           // along rows, a dense matrix: positions share what is loaded
    COLUMN = 2,                         // along the rows of a block, for one position
    SIDE_BY_SIDE = 3                    // along rows of CSR, each gathering its own inputs, for one position
};

struct Product {
    const Isa* isa;
    Way way;
    Activation activation;
    bool added;
    int32_t rows, inner;                // of a group
    int32_t groups;
    int64_t groupStride;
    Frame frame;

    int32_t bandCount, panels;          // of a group
    Band bands[16];
    int32_t tiles, tile;                // the columns are cut into tiles of so many
    bool tilesFirst;                    // all strips of one tile before the next tile
    Blocks* blocks;                     // [tiles x groups x panels]
    int32_t* offsets;
    float* values;
    float* bias;                        // [rows of all groups]
    int32_t* order;                     // [panels x lanes] rows side by side, longest first; their bias lies so too
    int32_t* lengths;                   // [panels x lanes] weights of each, 0 beyond the last row

    int32_t vectors, stripCount;
    int32_t* places;                    // [vectors] in the input
    int32_t* firstPiece;                // [vectors + 1]
    Piece* pieces;
    Strip* strips;
    int32_t together;                   // strips that a panel goes over before the next panel
    int32_t ahead;                      // rows from the outputs written to those fetched, 0: none are
    int32_t packed;                     // floats of a packed row, 0: the input is read where it lies
    int32_t* sources;                   // [inner] where packed rows come from; offsets are then those of packed rows
    void* scratch[16];                  // free ones, one taken for each part that runs
};

// The start of each region.
struct Operands {
    const float* in;
    const float* addend;
    float* out;
};

// Null when memory ran out.
Product* prepare(const Isa& isa, const Matrix& matrix, const Setting& setting);

// Runs one part of `parts` that may run at the same time; false when memory ran out.
bool run(Product& product, const Operands& operands, int part, int parts);

// How many parts are worth running at the same time.
int32_t usefulParts(const Product& product);

void release(Product* product);

}  // namespace espalier
