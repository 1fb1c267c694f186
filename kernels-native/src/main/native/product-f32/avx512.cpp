// AVX-512: Skylake servers, Zen 4 and later.
#ifdef __x86_64__
#include <immintrin.h>
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"))), apply_to = function)
#else
#pragma GCC target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")
#endif
#define ISA avx512
#define LANES 16
#define REGISTERS 32
#include "kernel.h"
#ifdef __clang__
#pragma clang attribute pop
#endif
#endif
