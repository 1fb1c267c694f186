// AVX2 with FMA: Haswell, Zen and later.
#ifdef __x86_64__
#include <immintrin.h>
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC target("avx2,fma")
#endif
#define ISA avx2
#define LANES 8
#define REGISTERS 16
#include "kernel.h"
#ifdef __clang__
#pragma clang attribute pop
#endif
#endif
