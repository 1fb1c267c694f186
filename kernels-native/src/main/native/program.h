// A whole network: operations on one arena, run one after the other by one thread or by several that share each.
#pragma once

#include "isa.h"
#include "program-f32/ops.h"

namespace espalier {

struct Program;
struct Workspace;

// A matrix times a window that slides over a region: what Instruction.Product says, in floats. Blocks of `height` rows
// x 1 column, CSR where that is 1; dense and row-major where it is 0.
struct Weights {
    int32_t rows, columns, height, groups;
    int64_t groupStride;
    Activation activation;
    bool added;
    int32_t lanes;
    Size size;                          // of the output
    Place in, addend, out;
    const int32_t *pointers, *indices;
    const float* values;
    const int32_t* offsets;             // [columns]
    const float* bias;                  // [rows], null: zeros
};

// An empty program on an arena of so many floats, with room for `operations`, of which `threads` may share each. Null when
// memory ran out, as of what follows false.
Program* newProgram(const Isa& isa, const Ops& ops, int32_t lanes, int64_t floats, int32_t operations, int32_t threads,
                    Size inSize, Place in, Size outSize, Place out);

// Adds one more operation. What is pointed to is copied.
bool add(Program& program, const Weights& weights);
bool add(Program& program, Pool pool);
bool add(Program& program, Combine combine);
bool add(Program& program, const Move& move);
bool add(Program& program, Scale scale);
bool add(Program& program, const Apply& apply);
bool add(Program& program, const Soften& soften);

int32_t lanesOf(const Program& program);

// Whether a workspace is worth other threads' help.
bool worthHelp(const Program& program);

// An arena, zero where nothing has been computed yet; null when memory ran out. Any thread may take one.
Workspace* take(Program& program);
void give(Program& program, Workspace* workspace);

// Takes the input in, `examples` at most as many as lanes.
void takeIn(const Program& program, Workspace& workspace, const float* from, int32_t examples);

// Operations [first, end); false when memory ran out. While the workspace is open, threads in `help` take parts of them.
bool run(Program& program, Workspace& workspace, int32_t first, int32_t end);

// Gives the output out.
void giveOut(const Program& program, Workspace& workspace, float* to, int32_t examples);

// Lets helpers in, and sends them away. `help` returns once the workspace is closed, or at once where it is.
void open(Workspace& workspace);
void close(Workspace& workspace);
void help(Program& program, Workspace& workspace);

// A region as [examples][channels][height][width], and back.
void fetch(const Program& program, Workspace& workspace, Size size, Place place, float* to, int32_t examples);
void bring(const Program& program, Workspace& workspace, Size size, Place place, const float* from, int32_t examples);

// With every workspace that was given back.
void release(Program* program);

}  // namespace espalier
