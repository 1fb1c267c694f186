// Runs every product kernel that this machine can run against double sums. Plain products on memory cut to size, so that the
// sanitizers that sanitize.sh builds it with see the first byte outside; windows on an arena of which nothing but the
// output may change. Prints how many agreed; exits 1 at the first that did not.

#include "../../main/native/isa.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vector>

using namespace espalier;

namespace {

const int SLACK = 1024;                 // floats that a kernel may read before and after a window's regions
uint64_t state = 7529536;

double uniform() {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (double)(state >> 11) / 9007199254740992.0;
}

int upTo(int most) {
    return (int)(uniform() * (most + 1));
}

float value() {
    return (float)((0.1 + 1.9 * uniform()) * (uniform() < 0.5 ? 1 : -1));
}

std::vector<float> values(size_t count) {
    std::vector<float> drawn(count);
    for (float& v : drawn) v = value();
    return drawn;
}

// A matrix in the form that a height stands for, and dense.
struct Drawn {
    int rows, inner, height;
    std::vector<float> dense, stored;
    std::vector<int32_t> pointers, indices;

    Drawn(int r, int k, int h, double density) : rows(r), inner(k), height(h), dense((size_t)r * k), pointers{0} {
        const int step = h == 0 ? 1 : h;
        for (int top = 0; top < rows; top += step) {
            for (int column = 0; column < inner; column++) {
                if (uniform() >= density) continue;
                indices.push_back(column);
                for (int i = top; i < top + step; i++) {
                    stored.push_back(i < rows ? value() : 0);
                    if (i < rows) dense[(size_t)i * inner + column] = stored.back();
                }
            }
            pointers.push_back((int32_t)indices.size());
        }
    }

    Matrix matrix() const {
        if (height == 0) return {rows, inner, 0, nullptr, nullptr, dense.data()};
        return {rows, inner, height, pointers.data(), indices.data(), stored.data()};
    }
};

bool close(float found, double sum, double sizes, int terms, Activation activation) {
    const double expected = activation == RELU && sum < 0 ? 0 : sum;
    return fabs(found - expected) <= 4.0 * (terms + 3) * 1.2e-7 * sizes;
}

bool plain(const char* name, const Isa& isa, const Drawn& m, int columns, Activation activation, int parts) {
    const std::vector<float> bias = values(m.rows), in = values((size_t)m.inner * columns);
    std::vector<float> out((size_t)m.rows * columns, NAN);
    std::vector<int32_t> offsets(m.inner);
    for (int k = 0; k < m.inner; k++) offsets[k] = k * columns;
    const Frame frame = {1, columns, columns, columns, 0, columns, 0};
    Product* product = prepare(isa, m.matrix(), {offsets.data(), bias.data(), activation, false, true, 1, 0, frame});
    if (product == nullptr) return false;
    for (int part = 0; part < parts; part++) run(*product, {in.data(), nullptr, out.data()}, part, parts);
    release(product);
    for (int row = 0; row < m.rows; row++) {
        for (int column = 0; column < columns; column++) {
            double sum = bias[row], sizes = fabs(sum);
            for (int k = 0; k < m.inner; k++) {
                const double term = (double)m.dense[(size_t)row * m.inner + k] * in[(size_t)k * columns + column];
                sum += term;
                sizes += fabs(term);
            }
            const float found = out[(size_t)row * columns + column];
            if (!close(found, sum, sizes, m.inner, activation)) {
                printf("%s, height %d: [%d x %d] * %d columns, out[%d, %d] is %g, expected %g\n", name, m.height, m.rows,
                       m.inner, columns, row, column, found, sum);
                return false;
            }
        }
    }
    return true;
}

// A region of an arena, with gaps between its rows and channels or without.
struct Region {
    int64_t start;
    int32_t pitch, plane;

    Region(int64_t at, int rows, int length, int lanes)
        : start(at), pitch(length + upTo(3) * lanes), plane(pitch * rows + upTo(2) * lanes) {}
};

struct Window {
    int channels, rows, columns, height, width, outChannels, groups, lanes;
    bool added;
};

bool slides(const char* name, const Isa& isa, const Window& w, int format, double density, int parts) {
    const int length = w.columns * w.lanes;
    const int inLength = (w.columns + w.width - 1) * w.lanes;
    const int inRows = w.rows + w.height - 1;
    const Region in(SLACK, inRows, inLength, w.lanes);
    const Region addend(in.start + (int64_t)w.channels * in.plane, w.rows, length, w.lanes);
    const Region apart(addend.start + (int64_t)w.outChannels * addend.plane, w.rows, length, w.lanes);
    const Region out = w.added && upTo(1) == 0 ? addend : apart;       // a residual may be added where it lies
    std::vector<float> arena = values(apart.start + (size_t)w.outChannels * apart.plane + SLACK);
    const std::vector<float> before = arena, bias = values(w.outChannels);
    const int channels = w.channels / w.groups;
    std::vector<int32_t> offsets;
    for (int c = 0; c < channels; c++) {
        for (int y = 0; y < w.height; y++) {
            for (int x = 0; x < w.width; x++) offsets.push_back(c * in.plane + y * in.pitch + x * w.lanes);
        }
    }
    const int inner = (int)offsets.size();
    const Drawn m(w.outChannels, inner, format, density);
    const Activation activation = upTo(1) ? RELU : NONE;
    const Frame frame = {w.rows, length, in.pitch, out.pitch, addend.pitch, out.plane, addend.plane};
    Product* product = prepare(isa, m.matrix(), {offsets.data(), bias.data(), activation, w.added, false, w.groups,
                                                 (int64_t)channels * in.plane, frame});
    if (product == nullptr) return false;
    float* const a = arena.data();
    for (int part = 0; part < parts; part++) run(*product, {a + in.start, a + addend.start, a + out.start}, part, parts);
    release(product);
    std::vector<float> rest = arena;
    for (int r = 0; r < w.outChannels; r++) {
        const int64_t group = in.start + (int64_t)(r / (w.outChannels / w.groups)) * channels * in.plane;
        for (int y = 0; y < w.rows; y++) {
            for (int x = 0; x < length; x++) {
                double sum = bias[r];
                if (w.added) sum += before[addend.start + (int64_t)r * addend.plane + y * addend.pitch + x];
                double sizes = fabs(bias[r]) + fabs(sum - bias[r]);
                for (int k = 0; k < inner; k++) {
                    const double term =
                            (double)m.dense[(size_t)r * inner + k] * before[group + offsets[k] + y * in.pitch + x];
                    sum += term;
                    sizes += fabs(term);
                }
                const size_t at = out.start + (int64_t)r * out.plane + y * out.pitch + x;
                if (!close(arena[at], sum, sizes, inner, activation)) {
                    printf("%s, height %d: %d x %d x %d lanes, window %d x %d of %d channels, out[%d, %d, %d] is %g, "
                           "expected %g\n", name, format, w.rows, w.columns, w.lanes, w.height, w.width, w.channels, r, y, x,
                           arena[at], sum);
                    return false;
                }
                rest[at] = before[at];
            }
        }
    }
    if (memcmp(rest.data(), before.data(), rest.size() * sizeof(float)) == 0) return true;
    printf("%s, height %d: a window of %d x %d, %d lanes, wrote where it should not\n", name, format, w.rows, w.columns, w.lanes);
    return false;
}

void check(const char* name, const Isa& isa) {
    const int sizes[][2] = {{1, 1}, {1, 37}, {37, 1}, {13, 7}, {31, 29}, {9, 300}, {5, 2500}};
    const int columns[] = {1, 2, 3, 4, 5, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 300};
    int count = 0;
    for (const auto& size : sizes) {
        for (int height : {0, 1, 4, 8}) {
            for (double density : {0.0, 0.05, 0.5, 1.0}) {
                const Drawn m(size[0], size[1], height, density);
                for (int n : columns) {
                    for (int parts : {1, 3}) {
                        if (!plain(name, isa, m, n, n % 2 ? RELU : NONE, parts)) exit(1);
                        count++;
                    }
                }
            }
        }
    }
    for (int i = 0; i < 600; i++) {
        Window w = {1 + upTo(9), 1 + upTo(9), 1 + upTo(20), 1 + upTo(3), 1 + upTo(3), 1 + upTo(40), 1, upTo(1) ? 16 : 1, upTo(1) == 1};
        if (upTo(5) == 0) w.rows = w.columns = 1;
        if (i % 20 == 0) w.channels = 150 + upTo(100);
        const int height = (int[]){0, 1, 4, 8}[i % 4];
        if (height == 0 && upTo(2) == 0) {
            w.groups = 1 + upTo(3);
            w.channels *= w.groups;
            w.outChannels *= w.groups;
        }
        if (!slides(name, isa, w, height, (double[]){0.05, 0.3, 1}[i % 3], 1 + upTo(3))) exit(1);
        count++;
    }
    printf("%s: %d products agree\n", name, count);
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
