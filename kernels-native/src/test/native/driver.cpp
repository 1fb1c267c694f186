// Runs every kernel this machine can run against double sums, on memory cut to size, so that the sanitizers that
// sanitize.sh builds it with see the first byte outside. Prints how many products agreed; exits 1 at the first that did
// not.

#include "../../main/native/plan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vector>

using namespace espalier;

namespace {

uint64_t state = 7529536;

double uniform() {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (double)(state >> 11) / 9007199254740992.0;
}

float value() {
    return (float)((0.1 + 1.9 * uniform()) * (uniform() < 0.5 ? 1 : -1));
}

struct Matrix {
    int rows, inner, height;
    std::vector<float> dense, values;
    std::vector<int32_t> pointers, indices;
};

Matrix drawn(int rows, int inner, int height, double density) {
    Matrix m{rows, inner, height, std::vector<float>((size_t)rows * inner), {}, {0}, {}};
    for (int top = 0; top < rows; top += height) {
        for (int column = 0; column < inner; column++) {
            if (uniform() < density) {
                m.indices.push_back(column);
                for (int h = 0; h < height; h++) {
                    const float v = top + h < rows ? value() : 0;
                    if (top + h < rows) m.dense[(size_t)(top + h) * inner + column] = v;
                    m.values.push_back(v);
                }
            }
        }
        m.pointers.push_back((int32_t)m.indices.size());
    }
    return m;
}

bool agrees(const char* name, const Isa& isa, const Matrix& m, int columns, Activation activation, int parts) {
    std::vector<float> bias, in, out((size_t)m.rows * columns, NAN);
    for (int i = 0; i < m.rows; i++) bias.push_back(value());
    for (size_t i = 0; i < (size_t)m.inner * columns; i++) in.push_back(value());
    Plan* plan = prepare(isa, m.rows, m.inner, columns, m.height, m.pointers.data(), m.indices.data(), m.values.data(),
                         bias.data(), activation);
    if (plan == nullptr) return false;
    for (int part = 0; part < parts; part++) run(*plan, in.data(), out.data(), part, parts);
    release(plan);
    for (int row = 0; row < m.rows; row++) {
        for (int column = 0; column < columns; column++) {
            double sum = bias[row], sizes = fabs(bias[row]);
            for (int k = 0; k < m.inner; k++) {
                const double product = (double)m.dense[(size_t)row * m.inner + k] * in[(size_t)k * columns + column];
                sum += product;
                sizes += fabs(product);
            }
            if (activation == RELU && sum < 0) sum = 0;
            const float found = out[(size_t)row * columns + column];
            if (!(fabs(found - sum) <= 4.0 * (m.inner + 2) * 1.2e-7 * sizes)) {
                printf("%s, %d rows a block: [%d x %d] * %d columns, out[%d, %d] is %g, expected %g\n", name, m.height,
                       m.rows, m.inner, columns, row, column, found, sum);
                return false;
            }
        }
    }
    return true;
}

int check(const char* name, const Isa& isa) {
    const int sizes[][2] = {{1, 1}, {1, 37}, {37, 1}, {13, 7}, {31, 29}, {9, 300}, {5, 5000}};
    const int columns[] = {1, 2, 3, 4, 5, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 300};
    const int heights[] = {1, 4, 8};
    const double densities[] = {0, 0.05, 0.5, 1};
    int count = 0;
    for (const auto& size : sizes) {
        for (int height : heights) {
            for (double density : densities) {
                const Matrix m = drawn(size[0], size[1], height, density);
                for (int n : columns) {
                    for (int parts : {1, 3}) {
                        if (!agrees(name, isa, m, n, n % 2 ? RELU : NONE, parts)) exit(1);
                        count++;
                    }
                }
            }
        }
    }
    printf("%s: %d products agree\n", name, count);
    return count;
}

}  // namespace

int main() {
#if defined(__x86_64__)
    check("base", isa::base);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) check("avx2", isa::avx2);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) check("avx512", isa::avx512);
#elif defined(__aarch64__)
    check("neon", isa::neon);
#endif
    return 0;
}
