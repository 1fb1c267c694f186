// out = activation(matrix * in + bias), for whatever instruction set the including file has chosen by
//
//   ISA        its name, also the namespace
//   LANES      floats in a vector register
//   REGISTERS  vector registers
//
// The output is cut into strips of columns, at most plan.vectors registers wide. For plan.together strips the input's rows
// are packed side by side (a power-of-two row length would otherwise put them all into the same few cache sets), and every
// panel of the matrix goes over them, strip by strip, with its sums in registers.

#include "../plan.h"

#include <string.h>

namespace espalier {
namespace ISA {
namespace {

typedef float Vector __attribute__((vector_size(LANES * 4)));
typedef float Unaligned __attribute__((vector_size(LANES * 4), aligned(4), may_alias));

// Loops over compile-time counts must vanish: a loop left over keeps the sums in memory. The disassembly test looks.
#define UNROLLED _Pragma("GCC unroll 16")

// A multiply-add takes about 4 cycles and two start in each: 8 sums keep the units busy. Where a strip has fewer, several
// sets of sums take turns.
constexpr int sets(int sums) {
    return sums >= 5 ? 1 : sums >= 3 ? 2 : 4;
}

// NaN < 0 is false, so NaN stays.
template <typename T>
__attribute__((always_inline)) inline T activated(T sum, Activation activation) {
    return activation == RELU ? (sum < 0 ? T{} : sum) : sum;
}

// Which of `count` things the given part does: [first, end).
inline int share(int64_t count, int part, int parts) {
    return (int)(count * part / parts);
}

// The start of one row's sums: the bias, or what earlier tiles have left in the output. Of a row that is not WHOLE only
// `width` columns are there.
template <int N, bool WHOLE>
__attribute__((always_inline)) inline void begin(bool fresh, float bias, const float* from, int width, Vector (&sums)[N]) {
    if (fresh) {
        UNROLLED for (int n = 0; n < N; n++) sums[n] = bias - Vector{};
    } else {
        float row[N * LANES];
        if (!WHOLE) from = (const float*)memcpy(row, from, width * sizeof(float));
        UNROLLED for (int n = 0; n < N; n++) sums[n] = *(const Unaligned*)(from + n * LANES);
    }
}

template <int N, bool WHOLE>
__attribute__((always_inline)) inline void store(const Vector (&sums)[N], Activation activation, float* to, int width) {
    float row[N * LANES];
    float* const at = WHOLE ? to : row;
    UNROLLED for (int n = 0; n < N; n++) *(Unaligned*)(at + n * LANES) = activated(sums[n], activation);
    if (!WHOLE) memcpy(to, row, width * sizeof(float));
}

// One tile of panels [first, end) times `count` strips of N vectors, each packed with row length N * LANES and `step`
// floats after the one before. Strips that are not WHOLE have `width` columns.
template <int HEIGHT, int N, bool WHOLE>
__attribute__((noinline)) void multiply(const Plan& plan, int tile, const float* packed, size_t step, int count,
                                        float* out, int width, int first, int end) {
    constexpr int SETS = sets(HEIGHT * N);
    const int32_t* starts = plan.pointers + (size_t)tile * (plan.panels + 1);
    const bool fresh = tile == 0;
    const Activation activation = tile == plan.tiles - 1 ? plan.activation : NONE;
    for (int panel = first; panel < end; panel++) {
        const int top = panel * HEIGHT;
        const int height = plan.rows - top < HEIGHT ? plan.rows - top : HEIGHT;
        const uint16_t* const stop = plan.indices + starts[panel + 1];
        for (int strip = 0; strip < count; strip++) {
            float* const at = out + (size_t)top * plan.columns + strip * (N * LANES);
            const float* const b = packed + strip * step;
            Vector sums[SETS][HEIGHT][N] = {};
            UNROLLED for (int h = 0; h < HEIGHT; h++) {
                if (HEIGHT == 1 || h < height) begin<N, WHOLE>(fresh, plan.bias[top + h], at + (size_t)h * plan.columns, width, sums[0][h]);
            }
            if (panel + 1 < end) {      // the next sums' places, or the stores wait for memory
                UNROLLED for (int h = 0; h < HEIGHT; h++) {
                    UNROLLED for (int n = 0; n < N * LANES; n += 16) {
                        __builtin_prefetch(at + (size_t)(h + HEIGHT) * plan.columns + n, 1);
                    }
                }
            }
            const uint16_t* index = plan.indices + starts[panel];
            const float* value = plan.values + (size_t)starts[panel] * HEIGHT;
            for (; stop - index >= SETS; index += SETS, value += SETS * HEIGHT) {
                UNROLLED for (int s = 0; s < SETS; s++) {
                    const float* row = b + (size_t)index[s] * (N * LANES);
                    UNROLLED for (int h = 0; h < HEIGHT; h++) {
                        const Vector w = value[s * HEIGHT + h] - Vector{};
                        UNROLLED for (int n = 0; n < N; n++) sums[s][h][n] += w * *(const Unaligned*)(row + n * LANES);
                    }
                }
            }
            if (SETS > 1) {
                for (; index < stop; index++, value += HEIGHT) {
                    const float* row = b + (size_t)index[0] * (N * LANES);
                    UNROLLED for (int h = 0; h < HEIGHT; h++) {
                        const Vector w = value[h] - Vector{};
                        UNROLLED for (int n = 0; n < N; n++) sums[0][h][n] += w * *(const Unaligned*)(row + n * LANES);
                    }
                }
                UNROLLED for (int s = 1; s < SETS; s++) {
                    UNROLLED for (int h = 0; h < HEIGHT; h++) {
                        UNROLLED for (int n = 0; n < N; n++) sums[0][h][n] += sums[s][h][n];
                    }
                }
            }
            UNROLLED for (int h = 0; h < HEIGHT; h++) {
                if (HEIGHT == 1 || h < height) store<N, WHOLE>(sums[0][h], activation, at + (size_t)h * plan.columns, width);
            }
        }
    }
}

// Rows of the input cut into `count` strips, each side by side and filled up with zeros to whole vectors.
template <int N>
void pack(const float* in, size_t from, int rows, int width, int count, size_t step, float* packed) {
    for (int row = 0; row < rows; row++, in += from, packed += N * LANES) {
        for (int strip = 0; strip < count; strip++) {
            const float* source = in + strip * (N * LANES);
            float* to = packed + strip * step;
            const int left = width - strip * (N * LANES);
            if (left >= N * LANES) {
                UNROLLED for (int n = 0; n < N; n++) *(Vector*)(to + n * LANES) = *(const Unaligned*)(source + n * LANES);
            } else {
                memcpy(to, source, left * sizeof(float));
                memset(to + left, 0, (N * LANES - left) * sizeof(float));
            }
        }
    }
}

template <int HEIGHT, int N>
void tiles(const Plan& plan, const float* in, float* out, float* scratch, int width, int count, int first, int end) {
    const size_t step = (size_t)plan.tile * (N * LANES);
    for (int tile = 0; tile < plan.tiles; tile++) {
        const int64_t top = (int64_t)tile * plan.tile;
        const int rows = plan.inner - top < plan.tile ? (int)(plan.inner - top) : plan.tile;
        const float* packed = scratch;
        if (plan.columns == N * LANES) {
            packed = in + (size_t)top * plan.columns;   // one strip is the whole input: it lies side by side already
        } else if (first < end) {
            pack<N>(in + (size_t)top * plan.columns, plan.columns, rows, width, count, step, scratch);
        }
        const int whole = width / (N * LANES);
        const int left = width % (N * LANES);
        if (whole > 0) multiply<HEIGHT, N, true>(plan, tile, packed, step, whole, out, 0, first, end);
        if (left > 0) {
            multiply<HEIGHT, N, false>(plan, tile, packed + whole * step, step, 1, out + whole * (N * LANES), left, first, end);
        }
    }
}

template <int HEIGHT, int MOST>
void strips(const Plan& plan, const float* in, float* out, float* scratch, int part, int parts) {
    const int vectors = (int)(((int64_t)plan.columns + LANES - 1) / LANES);
    const int all = (vectors + plan.vectors - 1) / plan.vectors;
    // Strips as equal as can be, the wider ones first: 9 vectors are 5 and 4, not 8 and 1.
    const int narrow = vectors / all;
    const int wide = vectors % all;
    // Parts take strips; where there are fewer strips than parts, all take every strip and share the panels.
    const bool byStrip = all >= parts;
    const int firstStrip = byStrip ? share(all, part, parts) : 0;
    const int endStrip = byStrip ? share(all, part + 1, parts) : all;
    const int first = byStrip ? 0 : share(plan.panels, part, parts);
    const int end = byStrip ? plan.panels : share(plan.panels, part + 1, parts);
    for (int strip = firstStrip; strip < endStrip;) {
        const int stop = strip < wide && wide < endStrip ? wide : endStrip;
        const int count = stop - strip < plan.together ? stop - strip : plan.together;
        const int n = narrow + (strip < wide ? 1 : 0);
        const int from = (narrow * strip + (strip < wide ? strip : wide)) * LANES;
        const int width = plan.columns - from < count * n * LANES ? plan.columns - from : count * n * LANES;
        switch (n) {
#define WIDTH(N) \
    case N: \
        if (N <= MOST) tiles<HEIGHT, (N <= MOST ? N : 1)>(plan, in + from, out + from, scratch, width, count, first, end); \
        break;
            WIDTH(1) WIDTH(2) WIDTH(3) WIDTH(4) WIDTH(5) WIDTH(6) WIDTH(7) WIDTH(8)
#undef WIDTH
            default: break;
        }
        strip += count;
    }
}

template <int HEIGHT>
struct Block {
    typedef float Type __attribute__((vector_size(HEIGHT * 4)));
    typedef float Stored __attribute__((vector_size(HEIGHT * 4), aligned(4), may_alias));
};
template <>
struct Block<1> {
    typedef float Type;
    typedef float Stored;
};

// One column, which is a batch of one example: a vector goes down a block's rows.
template <int HEIGHT>
__attribute__((noinline)) void column(const Plan& plan, const float* in, float* out, int part, int parts) {
    typedef typename Block<HEIGHT>::Type Sum;
    typedef typename Block<HEIGHT>::Stored Stored;
    constexpr int SETS = 8;
    const int end = share(plan.panels, part + 1, parts);
    for (int panel = share(plan.panels, part, parts); panel < end; panel++) {
        Sum sums[SETS] = {};
        sums[0] = *(const Stored*)(plan.bias + (size_t)panel * HEIGHT);
        for (int tile = 0; tile < plan.tiles; tile++) {
            const int32_t* starts = plan.pointers + (size_t)tile * (plan.panels + 1) + panel;
            const float* x = in + (size_t)tile * plan.tile;
            const uint16_t* index = plan.indices + starts[0];
            const uint16_t* const stop = plan.indices + starts[1];
            const float* value = plan.values + (size_t)starts[0] * HEIGHT;
            for (; stop - index >= SETS; index += SETS, value += SETS * HEIGHT) {
                UNROLLED for (int s = 0; s < SETS; s++) sums[s] += *(const Stored*)(value + s * HEIGHT) * x[index[s]];
            }
            for (; index < stop; index++, value += HEIGHT) sums[0] += *(const Stored*)value * x[*index];
        }
        const Sum sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
        const Sum result = activated(sum, plan.activation);
        const int top = panel * HEIGHT;
        const int height = plan.rows - top < HEIGHT ? plan.rows - top : HEIGHT;
        memcpy(out + top, &result, height * sizeof(float));
    }
}

template <int HEIGHT, int MOST>
void product(const Plan& plan, const float* in, float* out, float* scratch, int part, int parts) {
    if (plan.columns == 1) {
        column<HEIGHT>(plan, in, out, part, parts);
    } else {
        strips<HEIGHT, MOST>(plan, in, out, scratch, part, parts);
    }
}

void kernel(const Plan& plan, const float* in, float* out, float* scratch, int part, int parts) {
    switch (plan.height) {
        case 1: product<1, 8>(plan, in, out, scratch, part, parts); break;
        case 4: product<4, REGISTERS >= 32 ? 4 : 2>(plan, in, out, scratch, part, parts); break;
        default: product<8, REGISTERS >= 32 ? 2 : 1>(plan, in, out, scratch, part, parts); break;
    }
}

}  // namespace
}  // namespace ISA

namespace isa {
const Isa ISA = {LANES, REGISTERS, espalier::ISA::kernel};
}

}  // namespace espalier
