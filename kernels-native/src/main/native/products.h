// Products of a program, made ready for one instruction set.
#pragma once

#include "program.h"

namespace espalier {

struct PreparedProduct;

// Null when memory ran out.
PreparedProduct* prepareProduct(const Isa& isa, const Weights& weights);

// False when memory ran out.
bool runProduct(PreparedProduct& product, float* arena, int part, int parts);

// How many parts are worth running at the same time.
int32_t usefulParts(const PreparedProduct& product);

void release(PreparedProduct* product);

}  // namespace espalier
