// A register of floats, and what the processor does with one. Part of kernel.h.

typedef float Vector __attribute__((vector_size(LANES * 4)));
typedef int32_t Ints __attribute__((vector_size(LANES * 4)));
typedef uint32_t Bits __attribute__((vector_size(LANES * 4)));
typedef float Unaligned __attribute__((vector_size(LANES * 4), aligned(4), may_alias));

#define ALWAYS __attribute__((always_inline))
#define INLINE ALWAYS inline
#define UNROLLED _Pragma("GCC unroll 16")

// Elements of two vectors, counted through both.
#ifdef __clang__
#define SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (Ints){__VA_ARGS__})
#endif

#if LANES == 4
#define EVEN 0, 2, 4, 6
#define ODD 1, 3, 5, 7
#define ONES_LOW 0, 4, 1, 5
#define ONES_HIGH 2, 6, 3, 7
#define TWOS_LOW 0, 1, 4, 5
#define TWOS_HIGH 2, 3, 6, 7
#elif LANES == 8
#define EVEN 0, 2, 4, 6, 8, 10, 12, 14
#define ODD 1, 3, 5, 7, 9, 11, 13, 15
#define ONES_LOW 0, 8, 1, 9, 4, 12, 5, 13
#define ONES_HIGH 2, 10, 3, 11, 6, 14, 7, 15
#define TWOS_LOW 0, 1, 8, 9, 4, 5, 12, 13
#define TWOS_HIGH 2, 3, 10, 11, 6, 7, 14, 15
#define FOURS_LOW 0, 1, 2, 3, 8, 9, 10, 11
#define FOURS_HIGH 4, 5, 6, 7, 12, 13, 14, 15
#else
#define EVEN 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
#define ODD 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31
#define ONES_LOW 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29
#define ONES_HIGH 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31
#define TWOS_LOW 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define TWOS_HIGH 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define FOURS_LOW 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define FOURS_HIGH 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define EIGHTS_LOW 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define EIGHTS_HIGH 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31
#endif

INLINE Vector all(float x) {
    return x - Vector{};
}

INLINE Vector loaded(const float* at) {
    return *(const Unaligned*)at;
}

INLINE void put(float* at, Vector v) {
    *(Unaligned*)at = v;
}

#if LANES == 8
INLINE __m256i first(int count) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
#endif

// The first `count` floats, zeros after; reads no others.
INLINE Vector loadedSome(const float* at, int count) {
#if LANES == 16
    return (Vector)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), at);
#elif LANES == 8
    return (Vector)_mm256_maskload_ps(at, first(count));
#else
    Vector v = {};
    for (int i = 0; i < count; i++) v[i] = at[i];
    return v;
#endif
}

// Writes the first `count` floats and no others.
INLINE void putSome(float* at, Vector v, int count) {
#if LANES == 16
    _mm512_mask_storeu_ps(at, (__mmask16)((1u << count) - 1), (__m512)v);
#elif LANES == 8
    _mm256_maskstore_ps(at, first(count), (__m256)v);
#else
    for (int i = 0; i < count; i++) at[i] = v[i];
#endif
}

// a > b ? a : b, so b where either is NaN; one instruction on x86, which GCC does not find by itself.
INLINE Vector largerOrSecond(Vector a, Vector b) {
#if LANES == 16
    return (Vector)_mm512_maskz_max_ps((__mmask16)-1, (__m512)a, (__m512)b);
#elif LANES == 8
    return (Vector)_mm256_max_ps((__m256)a, (__m256)b);
#elif defined(__x86_64__)
    return (Vector)_mm_max_ps((__m128)a, (__m128)b);
#else
    return a > b ? a : b;
#endif
}

// The larger, NaN where either is.
INLINE Vector larger(Vector a, Vector b) {
    return a != a ? a : largerOrSecond(a, b);
}

// NaN stays.
INLINE Vector activated(Vector x, bool relu) {
    return relu ? largerOrSecond(Vector{}, x) : x;
}

// Row i's element j becomes row j's element i.
INLINE void transpose(Vector (&m)[LANES]) {
    UNROLLED for (int i = 0; i < LANES; i += 4) {
        const Vector a = SHUFFLE(m[i], m[i + 1], ONES_LOW);
        const Vector b = SHUFFLE(m[i], m[i + 1], ONES_HIGH);
        const Vector c = SHUFFLE(m[i + 2], m[i + 3], ONES_LOW);
        const Vector d = SHUFFLE(m[i + 2], m[i + 3], ONES_HIGH);
        m[i] = SHUFFLE(a, c, TWOS_LOW);
        m[i + 1] = SHUFFLE(a, c, TWOS_HIGH);
        m[i + 2] = SHUFFLE(b, d, TWOS_LOW);
        m[i + 3] = SHUFFLE(b, d, TWOS_HIGH);
    }
#if LANES >= 8
    UNROLLED for (int i = 0; i < LANES; i++) {
        if ((i & 4) == 0) {
            const Vector a = m[i];
            m[i] = SHUFFLE(a, m[i + 4], FOURS_LOW);
            m[i + 4] = SHUFFLE(a, m[i + 4], FOURS_HIGH);
        }
    }
#endif
#if LANES >= 16
    UNROLLED for (int i = 0; i < 8; i++) {
        const Vector a = m[i];
        m[i] = SHUFFLE(a, m[i + 8], EIGHTS_LOW);
        m[i + 8] = SHUFFLE(a, m[i + 8], EIGHTS_HIGH);
    }
#endif
}
