// Vectors of whatever instruction set the including file has chosen by
//
//   ISA        its name, also the namespace
//   LANES      floats in a vector register
//   REGISTERS  vector registers
#pragma once

#include "../isa.h"
#include "../memory.h"

#include <string.h>
#if LANES > 4
#include <immintrin.h>
#endif

namespace espalier {
namespace ISA {
namespace {

typedef float Vector __attribute__((vector_size(LANES * 4)));
typedef float Unaligned __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef int32_t Integers __attribute__((vector_size(LANES * 4)));

// Loops over compile-time counts must vanish: a loop left over keeps the sums in memory. The disassembly test looks.
#define UNROLLED _Pragma("GCC unroll 32")
#define INLINE __attribute__((always_inline)) inline
#define OWN_FUNCTION __attribute__((noinline))

// Whatever the masks' bits above LANES say.
constexpr uint32_t ALL = LANES == 32 ? ~0u : (1u << LANES) - 1;

INLINE Vector load(const float* from) {
    return *(const Unaligned*)from;
}

INLINE void store(float* to, Vector v) {
    *(Unaligned*)to = v;
}

INLINE Vector all(float x) {
    return x - Vector{};
}

// Stops the compiler from keeping one register for each address that is a constant away from this one.
template <typename T>
INLINE T* oneRegister(T* pointer) {
    asm("" : "+r"(pointer));
    return pointer;
}

#if LANES == 8
alignas(32) const int32_t BITS[LANES] = {1, 2, 4, 8, 16, 32, 64, 128};

// The bits are loaded anew each time, or the compiler would keep them in a register that the sums need.
INLINE __m256i maskOf(uint32_t lanes) {
    const __m256i bit = *(const __m256i*)oneRegister(BITS);
    return _mm256_cmpeq_epi32(_mm256_and_si256(_mm256_set1_epi32((int)lanes), bit), bit);
}
#endif

// The lanes of the mask from memory, zeros in the others, whose memory is not touched.
INLINE Vector load(const float* from, uint32_t lanes) {
#if LANES == 16
    return (Vector)_mm512_maskz_loadu_ps((__mmask16)lanes, from);
#elif LANES == 8
    return (Vector)_mm256_maskload_ps(from, maskOf(lanes));
#else
    Vector v = {};
    UNROLLED for (int lane = 0; lane < LANES; lane++) {
        if (lanes >> lane & 1) v[lane] = from[lane];
    }
    return v;
#endif
}

INLINE void store(float* to, Vector v, uint32_t lanes) {
#if LANES == 16
    _mm512_mask_storeu_ps(to, (__mmask16)lanes, (__m512)v);
#elif LANES == 8
    _mm256_maskstore_ps(to, maskOf(lanes), (__m256)v);
#else
    UNROLLED for (int lane = 0; lane < LANES; lane++) {
        if (lanes >> lane & 1) to[lane] = v[lane];
    }
#endif
}

// The mask of the first lanes.
INLINE uint32_t first(int count) {
    return count >= LANES ? ALL : (1u << count) - 1;
}

typedef float Four __attribute__((vector_size(16)));
typedef float UnalignedFour __attribute__((vector_size(16), aligned(4), may_alias));

// Four rows of four floats become four columns.
INLINE void transpose(Four (&rows)[4]) {
    const Four ab = __builtin_shufflevector(rows[0], rows[1], 0, 4, 1, 5);
    const Four cd = __builtin_shufflevector(rows[2], rows[3], 0, 4, 1, 5);
    const Four AB = __builtin_shufflevector(rows[0], rows[1], 2, 6, 3, 7);
    const Four CD = __builtin_shufflevector(rows[2], rows[3], 2, 6, 3, 7);
    rows[0] = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
    rows[1] = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
    rows[2] = __builtin_shufflevector(AB, CD, 0, 1, 4, 5);
    rows[3] = __builtin_shufflevector(AB, CD, 2, 3, 6, 7);
}

// NaN < 0 is false, so NaN stays.
template <typename T>
INLINE T activated(T sum, Activation activation) {
    return activation == RELU ? (sum < 0 ? T{} : sum) : sum;
}

// A multiply-add takes about 4 cycles and two start in each: 8 sums keep the units busy. Where a kernel has fewer, several
// sets of sums take turns.
constexpr int sets(int sums) {
    return sums >= 5 ? 1 : sums >= 3 ? 2 : sums == 2 ? 4 : 8;
}

}  // namespace
}  // namespace ISA
}  // namespace espalier
