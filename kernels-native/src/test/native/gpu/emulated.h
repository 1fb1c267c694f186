// The kernels on this machine, one group at a time.
#pragma once

#include <cstdint>

// The number of a kernel; -1 if there is none of this name.
int emulatedKernel(const char* name);

void emulate(int kernel, float* arena, const int* ints, const float* floats, const int64_t* args, int64_t first,
             int64_t groups);
