// Runs every operation of program-f32 that this machine can run against plain loops in double precision. What is not the
// output's own must stay as it is: all floats of the arena are compared, and the user's arrays are cut to size, so that
// the sanitizers that sanitize.sh builds it with see the first byte outside. Then a program, shared by several threads.
// Prints how many agreed; exits 1 at the first that did not.

#include "../../main/native/program.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <functional>
#include <vector>

using namespace espalier;

namespace {

const int SLACK = 1024;
uint64_t state = 7529536;

uint32_t bits() {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 20);
}

int upTo(int most) {
    return (int)(bits() % (uint32_t)(most + 1));
}

float value() {
    return (float)((bits() % 4000 + 100) / 1000.0 * (bits() % 2 ? 1 : -1));
}

// What an element should be, and how far it may be off.
struct Expected {
    double value, off;
};

typedef std::function<Expected(int c, int y, int x, int lane)> Definition;

struct Region {
    Size size;
    Place place;
};

struct Arena {
    int lanes;
    std::vector<float> floats;

    explicit Arena(int l) : lanes(l), floats(SLACK, NAN) {}

    // A region behind the others, with gaps between rows and channels or without, filled with values.
    Region region(Size size) {
        const bool gaps = upTo(1);
        Region r = {size, {}};
        r.place.pitch = (size.width + (gaps ? upTo(3) : 0)) * lanes;
        r.place.plane = size.height * r.place.pitch + (gaps ? upTo(20) : 0) * lanes;
        r.place.start = (int64_t)(floats.size() + upTo(7) * (lanes == 1 ? 1 : lanes));
        floats.resize(r.place.start + size.channels * r.place.plane, NAN);
        each(r, [&](int c, int y, int x, int lane) { at(r, c, y, x, lane) = value(); });
        return r;
    }
    float& at(const Region& r, int c, int y, int x, int lane) {
        return floats[r.place.start + c * r.place.plane + y * r.place.pitch + (int64_t)x * lanes + lane];
    }
    template <class F>
    void each(const Region& r, F f) {
        for (int c = 0; c < r.size.channels; c++)
            for (int y = 0; y < r.size.height; y++)
                for (int x = 0; x < r.size.width; x++)
                    for (int lane = 0; lane < lanes; lane++) f(c, y, x, lane);
    }
};

struct Check {
    const char* isa;
    const Ops& ops;
    int count;
};

bool close(float found, Expected e) {
    return isnan(e.value) ? isnan(found) : isinf(e.value) ? found == e.value : fabs(found - e.value) <= e.off;
}

// The operation, part by part, on an arena without room to spare; everything is compared.
void agree(Check& check, const char* what, Arena arena, const Region& out, const Definition& definition,
           const std::function<void(float* arena, int part, int parts)>& run) {
    arena.floats.resize(arena.floats.size() + SLACK, NAN);
    Arena expected = arena;
    std::vector<Expected> elements;
    arena.each(out, [&](int c, int y, int x, int lane) { elements.push_back(definition(c, y, x, lane)); });
    for (int parts : {1, 3, 8}) {
        Arena found = arena;
        for (int part = 0; part < parts; part++) run(found.floats.data(), part, parts);
        const Expected* next = elements.data();
        found.each(out, [&](int c, int y, int x, int lane) {
            const Expected e = *next++;
            const float f = found.at(out, c, y, x, lane);
            if (!close(f, e)) {
                printf("%s: %s, %d lanes, %d parts, [%d x %d x %d]: (%d, %d, %d) lane %d is %.9g, expected %.9g\n",
                       check.isa, what, found.lanes, parts, out.size.channels, out.size.height, out.size.width, c, y, x,
                       lane, f, e.value);
                exit(1);
            }
            found.at(out, c, y, x, lane) = expected.at(out, c, y, x, lane);
        });
        if (memcmp(found.floats.data(), expected.floats.data(), found.floats.size() * sizeof(float)) != 0) {
            printf("%s: %s, %d lanes, %d parts: wrote outside of its region\n", check.isa, what, found.lanes, parts);
            exit(1);
        }
        check.count++;
    }
}

Size drawnSize(int lanes) {
    const int widths[] = {1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 24, 33};
    return lanes == 1 ? Size{1 + upTo(6), 1 + upTo(8), widths[upTo(11)]} : Size{1 + upTo(4), 1 + upTo(4), widths[upTo(6)]};
}

float nanSometimes(float v) {
    return bits() % 40 == 0 ? NAN : bits() % 40 == 0 ? INFINITY : v;
}

int outputs(int size, int cells, int stride, int before, int dilation) {
    const int free = size + 2 * before - (cells - 1) * dilation - 1;
    const int most = free < 0 ? 1 : free / stride + 1;
    return (most - 1) * stride - before < size ? most : 1;
}

void checkPool(Check& check, int lanes, int width) {
    Arena arena(lanes);
    Size size = drawnSize(lanes);
    if (width > 0) size = {1, 2, width};
    const Region in = arena.region(size);
    arena.each(in, [&](int c, int y, int x, int lane) { float& v = arena.at(in, c, y, x, lane); v = nanSometimes(v); });
    const bool pairs = bits() % 3 == 0;
    Window w = {1 + upTo(2), 1 + upTo(2), 1 + upTo(2), 1 + upTo(2), 0, 0, 1 + upTo(1), 1 + upTo(1)};
    if (pairs) w = {2, 2, 2, 2, 0, 0, 1, 1};
    if (bits() % 5 == 0 || width > 0) w = {size.height, size.width, 1, 1, 0, 0, 1, 1};
    if (!pairs) w.top = upTo(w.height - 1), w.left = upTo(w.width - 1);
    const Region out = arena.region({size.channels, outputs(size.height, w.height, w.strideY, w.top, w.dilationY),
                                     outputs(size.width, w.width, w.strideX, w.left, w.dilationX)});
    for (PoolKind kind : {POOL_MAX, POOL_MEAN, POOL_MEAN_WITH_PADDING, POOL_SUM}) {
        Pool op = {lanes, kind, w, size, out.size, in.place, out.place, nullptr, nullptr, nullptr};
        if (!prepare(op)) exit(1);
        agree(check, "pool", arena, out, [&](int c, int y, int x, int lane) {
            double most = -INFINITY, sum = 0, sizes = 0;
            int cells = 0;
            for (int i = 0; i < w.height; i++) {
                for (int k = 0; k < w.width; k++) {
                    const int row = y * w.strideY - w.top + i * w.dilationY, column = x * w.strideX - w.left + k * w.dilationX;
                    if (row < 0 || row >= size.height || column < 0 || column >= size.width) continue;
                    const double v = arena.at(in, c, row, column, lane);
                    most = isnan(v) || isnan(most) ? NAN : v > most ? v : most;
                    sum += v;
                    sizes += fabs(v);
                    cells++;
                }
            }
            const double divisor = kind == POOL_MEAN ? (cells < 1 ? 1 : cells) : kind == POOL_SUM ? 1 : w.height * w.width;
            return kind == POOL_MAX ? Expected{most, 0} : Expected{sum / divisor, (cells + 3) * 1.2e-7 * sizes / divisor};
        }, [&](float* a, int part, int parts) { check.ops.pool(op, a, part, parts); });
        discard(op);
    }
}

void checkCombine(Check& check, int lanes) {
    const Size size = drawnSize(lanes);
    const int count = 1 + upTo(3);
    for (Operation operation : {ADD, SUBTRACT, MULTIPLY, MEAN, MAX}) {
        for (Activation activation : {NONE, RELU}) {
            Arena arena(lanes);
            std::vector<Region> in;
            std::vector<Place> places;
            for (int i = 0; i < (operation == SUBTRACT ? 2 : count); i++) {
                in.push_back(arena.region(size));
                const Region& r = in.back();
                arena.each(r, [&](int c, int y, int x, int lane) { float& v = arena.at(r, c, y, x, lane); v = nanSometimes(v); });
                places.push_back(in.back().place);
            }
            const Region out = upTo(1) ? in[0] : arena.region(size);
            const Combine op = {lanes, operation, activation, size, (int)in.size(), places.data(), out.place};
            agree(check, "combine", arena, out, [&](int c, int y, int x, int lane) {
                double v = arena.at(in[0], c, y, x, lane), sizes = fabs(v);
                for (size_t i = 1; i < in.size(); i++) {
                    const double w = arena.at(in[i], c, y, x, lane);
                    sizes = operation == MULTIPLY ? sizes * fabs(w) : sizes + fabs(w);
                    v = operation == MULTIPLY ? v * w : operation == SUBTRACT ? v - w
                        : operation == MAX ? (isnan(v) || isnan(w) ? NAN : v > w ? v : w) : v + w;
                }
                if (operation == MEAN) v /= in.size();
                return Expected{activation == RELU && v < 0 ? 0 : v, 5e-7 * sizes};
            }, [&](float* a, int part, int parts) { check.ops.combine(op, a, part, parts); });
        }
    }
}

void checkMove(Check& check, int lanes) {
    Arena arena(lanes);
    const Size size = drawnSize(lanes);
    const Region in = arena.region(size);
    Size to = {size.channels, 1 + upTo(10), 1 + upTo(35)};
    Move op = {lanes, upTo(4) - 2, upTo(4) - 2, 1 + upTo(2), 1 + upTo(2), size, to, in.place, {}};
    if (bits() % 3 == 0) op = {lanes, 0, 0, 1, 1, size, to = size, in.place, {}};
    const Region out = arena.region(to);
    op.out = out.place;
    agree(check, "move", arena, out, [&](int c, int y, int x, int lane) {
        const int row = op.startY + y * op.stepY, column = op.startX + x * op.stepX;
        const bool outside = row < 0 || row >= size.height || column < 0 || column >= size.width;
        return Expected{outside ? 0 : arena.at(in, c, row, column, lane), 0};
    }, [&](float* a, int part, int parts) { check.ops.move(op, a, part, parts); });
}

void checkScale(Check& check, int lanes) {
    for (Activation activation : {NONE, RELU}) {
        Arena arena(lanes);
        Size size = drawnSize(lanes);
        if (upTo(1)) size = {1 + upTo(70), 1, 1};
        const Region in = arena.region(size);
        const Region out = upTo(1) ? in : arena.region(size);
        std::vector<float> scale(size.channels + TOGETHER_LANES), shift(size.channels + TOGETHER_LANES);
        for (float& s : scale) s = value();
        for (float& s : shift) s = value();
        const Scale op = {lanes, activation, size, in.place, out.place, scale.data(), shift.data()};
        agree(check, "scale", arena, out, [&](int c, int y, int x, int lane) {
            const double scaled = (double)scale[c] * arena.at(in, c, y, x, lane);
            const double v = scaled + shift[c];
            return Expected{activation == RELU && v < 0 ? 0 : v, 3e-7 * (fabs(scaled) + fabs(shift[c]))};
        }, [&](float* a, int part, int parts) { check.ops.scale(op, a, part, parts); });
    }
}

double applied(Function function, double x, double alpha) {
    switch (function) {
        case F_RELU: return x < 0 ? 0 : x;
        case RELU6: return x < 0 ? 0 : x > 6 ? 6 : x;
        case LEAKY_RELU: return x < 0 ? alpha * x : x;
        case ELU: return x < 0 ? alpha * expm1(x) : x;
        case TANH: return tanh(x);
        case SIGMOID: return 1 / (1 + exp(-x));
        case HARD_SIGMOID: return 0.2 * x + 0.5 < 0 ? 0 : 0.2 * x + 0.5 > 1 ? 1 : 0.2 * x + 0.5;
        case SOFTPLUS: return x > 30 ? x : log1p(exp(x));
        case SOFTSIGN: return x / (1 + fabs(x));
        case SWISH: return x / (1 + exp(-x));
        case CUBE: return x * x * x;
        case GELU: return x / (1 + exp(-1.702 * x));
        case HARD_TANH: return x < -1 ? -1 : x > 1 ? 1 : x;
        case MISH: return x * tanh(applied(SOFTPLUS, x, 0));
        case RATIONAL_TANH: {
            const double y = fabs(2 * x / 3);
            return 1.7159 * (x < 0 ? -1 : 1) * (1 - 1 / (1 + y + y * y + 1.41645 * y * y * y * y));
        }
        case RECTIFIED_TANH: return x < 0 ? 0 : tanh(x);
        case SELU: return 1.0507009873554805 * (x < 0 ? 1.6732632423543773 * expm1(x) : x);
        default: return x <= alpha ? 0 : x;
    }
}

// Small and large numbers too, and what is none.
void checkApply(Check& check, int lanes) {
    const float special[] = {0, -0.0f, NAN, INFINITY, -INFINITY, 1e-40f, -1e-40f, 88, 89, -88, -104, -200, 1e30f, -1e30f};
    const Size size = upTo(1) ? drawnSize(lanes) : Size{10, 5, 11};
    for (int f = F_RELU; f <= THRESHOLDED_RELU; f++) {
        Arena arena(lanes);
        const Region in = arena.region(size);
        arena.each(in, [&](int c, int y, int x, int lane) {
            float& v = arena.at(in, c, y, x, lane);
            v = bits() % 8 == 0 ? special[upTo(13)] : v * powf(10, (float)upTo(4) - 2.5f);
        });
        const Region out = upTo(1) ? in : arena.region(size);
        const Apply op = {lanes, (Function)f, 0.3f, size, in.place, out.place};
        agree(check, "apply", arena, out, [&](int c, int y, int x, int lane) {
            const double v = applied((Function)f, arena.at(in, c, y, x, lane), 0.3f);
            return Expected{fabs(v) > 3e38 ? copysign(INFINITY, v) : v, 2e-6 * (fabs(v) + 0.1)};
        }, [&](float* a, int part, int parts) { check.ops.apply(op, a, part, parts); });
    }
}

void checkSoften(Check& check, int lanes) {
    Arena arena(lanes);
    Size size = drawnSize(lanes);
    size.channels = 1 + upTo(40);
    if (upTo(1)) size = {1 + upTo(200), 1, 1};
    const Region in = arena.region(size);
    const Region out = upTo(1) ? in : arena.region(size);
    const Soften op = {lanes, size, in.place, out.place};
    agree(check, "soften", arena, out, [&](int c, int y, int x, int lane) {
        double most = -INFINITY, sum = 0;
        for (int i = 0; i < size.channels; i++) most = fmax(most, arena.at(in, i, y, x, lane));
        for (int i = 0; i < size.channels; i++) sum += exp(arena.at(in, i, y, x, lane) - most);
        const double share = exp(arena.at(in, c, y, x, lane) - most) / sum;
        return Expected{share, 4e-6 * share + 1e-7};
    }, [&](float* a, int part, int parts) { check.ops.soften(op, a, part, parts); });
}

void checkEdges(Check& check, int lanes) {
    Arena arena(lanes);
    Size size = drawnSize(lanes);
    if (bits() % 3 == 0) size = {1 + upTo(70), 1, 1};
    const Region place = arena.region(size);
    const int examples = lanes == 1 ? 1 : 1 + upTo(lanes - 1);
    const size_t values = (size_t)size.channels * size.height * size.width;
    std::vector<float> user(examples * values);
    for (float& v : user) v = value();
    const auto users = [&](int c, int y, int x, int lane) {
        return lane * values + ((size_t)c * size.height + y) * size.width + x;
    };
    const Edge edge = {lanes, size, place.place};
    agree(check, "load", arena, place, [&](int c, int y, int x, int lane) {
        return Expected{lane < examples ? user[users(c, y, x, lane)] : 0, 0};
    }, [&](float* a, int part, int) { if (part == 0) check.ops.load(edge, user.data(), examples, a); });
    std::vector<float> stored(examples * values, NAN);
    arena.floats.resize(arena.floats.size() + SLACK, NAN);
    check.ops.store(edge, arena.floats.data(), examples, stored.data());
    arena.each(place, [&](int c, int y, int x, int lane) {
        if (lane < examples && stored[users(c, y, x, lane)] != arena.at(place, c, y, x, lane)) {
            printf("%s: store, %d lanes: (%d, %d, %d) of example %d is wrong\n", check.isa, lanes, c, y, x, lane);
            exit(1);
        }
    });
    check.count++;
}

struct Shared {
    Program* program;
    Workspace* workspace;
};

void* helper(void* shared) {
    help(*((Shared*)shared)->program, *((Shared*)shared)->workspace);
    return nullptr;
}

// A convolution, a maximum, a function, run alone and by three: the same floats, bit by bit.
void checkSharing(Check& check, const Isa& isa, int lanes) {
    const int side = lanes == 1 ? 38 : 14;
    const Size in = {8, side + 2, side + 2}, middle = {16, side, side}, out = {16, side / 2, side / 2};
    const int columns = in.channels * 9;
    const auto place = [&](Size s, int64_t start) {
        return Place{start * lanes, (int64_t)s.width * lanes, (int64_t)s.width * s.height * lanes};
    };
    const Place first = place(in, SLACK), second = place(middle, 20000), third = place(out, 60000);
    std::vector<float> weights(middle.channels * columns);
    std::vector<int32_t> offsets;
    for (float& w : weights) w = value();
    for (int c = 0; c < in.channels; c++)
        for (int y = 0; y < 3; y++)
            for (int x = 0; x < 3; x++) offsets.push_back(((c * in.height + y) * in.width + x) * lanes);
    Program* program = newProgram(isa, check.ops, lanes, 80000 * lanes, 3, 3, in, first, out, third);
    Weights w = {};
    w.rows = middle.channels;
    w.columns = columns;
    w.groups = 1;
    w.activation = RELU;
    w.lanes = lanes;
    w.size = middle;
    w.in = first;
    w.out = second;
    w.values = weights.data();
    w.offsets = offsets.data();
    const Pool pool = {lanes, POOL_MAX, {2, 2, 2, 2, 0, 0, 1, 1}, middle, out, second, third, nullptr, nullptr, nullptr};
    if (!add(*program, w) || !add(*program, pool) || !add(*program, Apply{lanes, TANH, 0, out, third, third})) exit(1);
    std::vector<float> input(lanes * in.channels * in.height * in.width);
    for (float& v : input) v = value() * 0.01f;
    std::vector<float> alone(lanes * out.channels * out.height * out.width), together(alone.size(), NAN);
    Workspace* workspace = take(*program);
    takeIn(*program, *workspace, input.data(), lanes);
    run(*program, *workspace, 0, 3);
    giveOut(*program, *workspace, alone.data(), lanes);
    for (int round = 0; round < 5; round++) {
        Shared shared = {program, workspace};
        pthread_t threads[2];
        open(*workspace);
        for (pthread_t& thread : threads) pthread_create(&thread, nullptr, helper, &shared);
        takeIn(*program, *workspace, input.data(), lanes);
        run(*program, *workspace, 0, 3);
        giveOut(*program, *workspace, together.data(), lanes);
        close(*workspace);
        for (pthread_t& thread : threads) pthread_join(thread, nullptr);
        if (memcmp(alone.data(), together.data(), alone.size() * sizeof(float)) != 0) {
            printf("%s: three threads, %d lanes: not what one thread computes\n", check.isa, lanes);
            exit(1);
        }
        check.count++;
    }
    give(*program, workspace);
    release(program);
}

void check(const char* name, const Isa& isa, const Ops& ops) {
    Check check = {name, ops, 0};
    for (int lanes : {1, TOGETHER_LANES}) {
        for (int i = 0; i < 25; i++) {
            checkPool(check, lanes, 0);
            checkCombine(check, lanes);
            checkMove(check, lanes);
            checkScale(check, lanes);
            checkApply(check, lanes);
            checkSoften(check, lanes);
            checkEdges(check, lanes);
        }
        checkPool(check, lanes, 1500);
        checkSharing(check, isa, lanes);
    }
    printf("%s: %d operations agree\n", name, check.count);
}

}  // namespace

int main() {
#if defined(__x86_64__)
    check("base", isa::base, ops::base);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) check("avx2", isa::avx2, ops::avx2);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")) {
        check("avx512", isa::avx512, ops::avx512);
    }
#elif defined(__aarch64__)
    check("neon", isa::neon, ops::neon);
#endif
    return 0;
}
