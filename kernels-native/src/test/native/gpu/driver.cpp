// Runs every kernel, or the one that ONLY names, on awkward sizes and compares the whole arena with plain loops: driver KERNELS_FILE [OPENCL_LIBRARY]
// Built with -DEMULATED it runs them as C++, else by OpenCL, through the same code as the backend.
#include "../../../main/native/gpu/driver.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#ifdef EMULATED
#include "emulated.h"
#endif

using namespace espalier::gpu;
using std::vector;

namespace {

constexpr int GROUP = 128;
const char* const NAMES[] = {"product_csr", "product_csr4", "product_blocks4", "product_blocks8", "product_n_of_m",
                             "product_dense", "pool", "combine", "move", "scale", "apply", "soften", "load", "store",
                             "clear"};
constexpr int KERNELS = sizeof NAMES / sizeof NAMES[0];

uint64_t seed = 42;

double drawn() {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(seed >> 40) / (1 << 23) - 1;
}

// Tables end where the last array ends, so that a read beyond it is one beyond the buffer.
struct Case {
    const char* kernel;
    vector<float> arena;
    vector<float> expected;
    vector<int> ints;
    vector<float> floats;
    vector<int64_t> args;
    int64_t groups = 0;
};

struct Region {
    int64_t start, channels, height, width, pitch, plane, lanes;

    int64_t at(int64_t c, int64_t y, int64_t x, int64_t lane) const {
        return (start + c * plane + y * pitch + x) * lanes + lane;
    }
    int64_t end() const {
        return start + channels * plane;
    }
};

Region region(int64_t start, int64_t channels, int64_t height, int64_t width, int64_t lanes) {
    return {start, channels, height, width, width + 2, (width + 2) * (height + 1), lanes};
}

void fill(Case& c, int64_t positions, int64_t lanes) {
    c.arena.resize((size_t)(positions * lanes));
    for (auto& x : c.arena) {
        x = (float)drawn();
    }
    c.expected = c.arena;
}

int64_t over(int64_t items, int64_t each) {
    return (items + each - 1) / each;
}

#ifdef EMULATED
void run(Case& c) {
    emulate(emulatedKernel(c.kernel), c.arena.data(), c.ints.data(), c.floats.data(), c.args.data(), 3, c.groups);
}
#else
Device* device;
Problem problem;

void must(bool ok) {
    if (!ok) {
        printf("%s\n", problem.text);
        exit(2);
    }
}

template <class T>
Memory uploaded(const vector<T>& values) {
    Memory memory = 0;
    int64_t bytes = (int64_t)(sizeof(T) * std::max<size_t>(1, values.size()));
    must(opencl.allocate(*device, bytes, memory, problem));
    if (!values.empty()) {
        must(opencl.upload(*device, memory, 0, values.data(), bytes, problem));
    }
    return memory;
}

void run(Case& c) {
    Memory buffers[] = {uploaded(c.arena), uploaded(c.ints), uploaded(c.floats), uploaded(c.args)};
    int64_t kernel = 0;
    while (strcmp(NAMES[kernel], c.kernel) != 0) {
        kernel++;
    }
    must(opencl.launch(*device, buffers, {kernel, 3, c.groups}, GROUP, problem));
    must(opencl.download(*device, buffers[0], 0, c.arena.data(), (int64_t)(4 * c.arena.size()), problem));
    for (Memory memory : buffers) {
        opencl.release(*device, memory);
    }
}
#endif

int wrong = 0;

void check(Case& c) {
    const char* only = getenv("ONLY");
    if (only != nullptr && strcmp(only, c.kernel) != 0) {
        return;
    }
    c.args.insert(c.args.begin(), 3, -1);
    run(c);
    int off = 0;
    for (size_t i = 0; i < c.arena.size(); i++) {
        if (c.arena[i] != c.expected[i] && !(std::fabs(c.arena[i] - c.expected[i]) <= 1e-4 * (1 + std::fabs(c.expected[i])))) {
            if (off++ == 0) {
                printf("%s: float %zu is %g, expected %g\n", c.kernel, i, (double)c.arena[i], (double)c.expected[i]);
            }
        }
    }
    wrong += off;
}

// ---- Products

void product(const char* kernel, int64_t rows, int64_t inner, int64_t height, int64_t width, int64_t lanes, int density,
             bool addend, int64_t groups = 1) {
    Case c{};
    c.kernel = kernel;
    bool blocks = strncmp(kernel, "product_blocks", 14) == 0;
    bool nOfM = strcmp(kernel, "product_n_of_m") == 0;
    bool tiled = strcmp(kernel, "product_dense") == 0;
    bool dense = density == 100;
    int64_t high = blocks ? kernel[14] - '0' : 1;
    Region in = region(7, inner * groups, height, width, lanes);
    Region out = region(in.end() + 5, rows, height, width, lanes);
    Region add = region(out.end() + 3, rows, height, width, lanes);
    fill(c, add.end(), lanes);
    vector<double> weights((size_t)(rows * inner));
    const int64_t n = 2, m = 4;
    vector<int> pointers = {0}, columns, order, words;
    vector<float> values;
    if (nOfM) {
        int64_t slot = 0;
        words.assign((size_t)over(rows * over(inner, m) * n, 4), 0);
        for (int64_t r = 0; r < rows; r++) {
            for (int64_t g = 0; g < over(inner, m); g++) {
                for (int64_t s = 0; s < n; s++, slot++) {
                    int64_t place = s == 0 ? 0 : 1 + g % 3;
                    float w = g * m + place < inner && r % 3 != 1 ? (float)drawn() : 0;
                    values.push_back(w);
                    words[(size_t)(slot / 4)] |= (int)(place << (slot % 4 * 8));
                    if (w != 0) {
                        weights[(size_t)(r * inner + g * m + place)] = w;
                    }
                }
            }
        }
    } else {
        for (int64_t panel = 0; panel < over(rows, high); panel++) {
            for (int64_t k = 0; k < inner; k++) {
                // The first row is empty, the last is full.
                bool last = panel == over(rows, high) - 1;
                if (dense || last || (panel > 0 && (drawn() + 1) * 50 < density)) {
                    columns.push_back((int)k);
                    for (int64_t r = 0; r < high; r++) {
                        float w = panel * high + r < rows ? (float)drawn() : 0;
                        values.push_back(w);
                        if (panel * high + r < rows) {
                            weights[(size_t)((panel * high + r) * inner + k)] = w;
                        }
                    }
                }
            }
            pointers.push_back((int)columns.size());
        }
    }
    for (int64_t i = over(rows, high) - 1; i >= 0; i--) {
        order.push_back((int)i);
    }
    int64_t count = height * width * lanes;
    int64_t tile = 1;
    while (tile < count && tile < GROUP) {
        tile *= 2;
    }
    auto put = [&](const vector<int>& part) {
        int64_t at = (int64_t)c.ints.size();
        c.ints.insert(c.ints.end(), part.begin(), part.end());
        return at;
    };
    int64_t orderAt = put(order), pointersAt = put(pointers), wordsAt = put(words);
    vector<int> places;
    if (nOfM || dense) {
        for (int64_t k = 0; k < inner; k++) {
            places.push_back((int)(k * in.plane * lanes));
        }
    } else {
        for (int k : columns) {
            places.push_back((int)(k * in.plane * lanes));
        }
    }
    int64_t placesAt = put(places);
    for (int64_t r = 0; r < rows; r++) {
        c.floats.push_back((float)drawn());
    }
    int64_t valuesAt = rows;
    c.floats.insert(c.floats.end(), values.begin(), values.end());
    c.args = {count,
              width * lanes,
              rows,
              in.start * lanes,
              in.pitch * lanes,
              out.start * lanes,
              out.pitch * lanes,
              out.plane * lanes,
              addend ? add.start * lanes : -1,
              add.pitch * lanes,
              add.plane * lanes,
              addend ? 1 : 0,
              0,
              GROUP / tile,
              orderAt,
              pointersAt,
              placesAt,
              valuesAt,
              rows / groups,
              inner * in.plane * lanes,
              nOfM || dense ? inner : 0,
              n,
              m,
              wordsAt};
    c.groups = tiled ? groups * over(rows / groups, 32) * over(count, 64)
        : strcmp(kernel, "product_csr4") == 0 ? rows * over(count, 4 * GROUP)
                                              : over(rows, high) * over(count, tile);
    for (int64_t r = 0; r < rows; r++) {
        for (int64_t y = 0; y < height; y++) {
            for (int64_t x = 0; x < width; x++) {
                for (int64_t l = 0; l < lanes; l++) {
                    double sum = c.floats[(size_t)r];
                    for (int64_t k = 0; k < inner; k++) {
                        sum += weights[(size_t)(r * inner + k)]
                            * c.arena[(size_t)in.at(r / (rows / groups) * inner + k, y, x, l)];
                    }
                    sum += addend ? c.arena[(size_t)add.at(r, y, x, l)] : 0;
                    c.expected[(size_t)out.at(r, y, x, l)] = (float)(addend && sum < 0 ? 0 : sum);
                }
            }
        }
    }
    check(c);
}

// ---- Element by element

using Value = std::function<double(const Case&, int64_t c, int64_t y, int64_t x, int64_t lane)>;

void elements(const char* kernel, Case& c, const Region& out, const Region& in, int64_t kind, vector<int64_t> more,
              const Value& value, bool flat = false) {
    int64_t l = out.lanes;
    int64_t count = (flat ? 1 : out.channels) * out.height * out.width * l;
    c.kernel = kernel;
    c.args = {count,         out.width * l, out.height,   out.start * l, out.pitch * l,
              out.plane * l, in.start * l,  in.pitch * l, in.plane * l,  kind};
    c.args.insert(c.args.end(), more.begin(), more.end());
    c.groups = over(count, GROUP);
    for (int64_t ch = 0; ch < out.channels; ch++) {
        for (int64_t y = 0; y < out.height; y++) {
            for (int64_t x = 0; x < out.width; x++) {
                for (int64_t lane = 0; lane < l; lane++) {
                    c.expected[(size_t)out.at(ch, y, x, lane)] = (float)value(c, ch, y, x, lane);
                }
            }
        }
    }
    check(c);
}

void pools(int64_t lanes) {
    Region in = region(3, 3, 5, 7, lanes);
    Region out = region(in.end() + 4, 3, 4, 5, lanes);
    for (int kind = 0; kind < 4; kind++) {
        Case c{};
        fill(c, out.end(), lanes);
        elements("pool", c, out, in, kind, {lanes, in.height, in.width, 3, 2, 2, 1, 1, 3, 1, 1},
                 [&](const Case& k, int64_t ch, int64_t y, int64_t x, int64_t lane) {
                     double most = -INFINITY, sum = 0;
                     int cells = 0;
                     for (int64_t i = 0; i < 3; i++) {
                         for (int64_t j = 0; j < 2; j++) {
                             int64_t row = 2 * y - 1 + i, column = x - 1 + 3 * j;
                             if (row >= 0 && row < in.height && column >= 0 && column < in.width) {
                                 double cell = k.arena[(size_t)in.at(ch, row, column, lane)];
                                 most = std::fmax(most, cell);
                                 sum += cell;
                                 cells++;
                             }
                         }
                     }
                     return kind == 0 ? most : kind == 1 ? sum / std::max(cells, 1) : kind == 2 ? sum / 6 : sum;
                 });
    }
}

double function(int kind, double x, double alpha) {
    switch (kind) {
        case 0: return std::fmax(x, 0);
        case 1: return std::fmin(std::fmax(x, 0), 6);
        case 2: return x < 0 ? alpha * x : x;
        case 3: return x < 0 ? alpha * std::expm1(x) : x;
        case 4: return std::tanh(x);
        case 5: return 1 / (1 + std::exp(-x));
        case 6: return std::fmin(std::fmax(0.2 * x + 0.5, 0), 1);
        case 7: return std::log1p(std::exp(x));
        case 8: return x / (1 + std::fabs(x));
        default: return x / (1 + std::exp(-x));
    }
}

// Between a region and examples one after the other, and zeros.
void ends(int64_t lanes) {
    Region r = region(3, 5, 3, 7, lanes);
    int64_t values = r.channels * r.height * r.width;
    int64_t staging = r.end() * lanes;
    for (bool load : {true, false}) {
        Case c{};
        fill(c, r.end() + values, lanes);
        c.kernel = load ? "load" : "store";
        int64_t to = load ? r.start * lanes : staging, from = load ? staging : r.start * lanes;
        c.args = {values * lanes, r.width, r.height, to,   r.pitch * lanes, r.plane * lanes,
                  from,           r.pitch * lanes, r.plane * lanes, 0, lanes, r.channels};
        c.groups = over(values * lanes, GROUP);
        for (int64_t i = 0; i < values * lanes; i++) {
            int64_t e = i % values;
            int64_t in = r.at(e / (r.height * r.width), e / r.width % r.height, e % r.width, i / values);
            int64_t at = load ? in : staging + i, of = load ? staging + i : in;
            c.expected[(size_t)at] = c.arena[(size_t)of];
        }
        check(c);
    }
    Case z{};
    fill(z, 333, 1);
    z.kernel = "clear";
    z.args = {322, 0, 0, 11};
    z.groups = 3;
    std::fill(z.expected.begin() + 11, z.expected.end(), 0.0f);
    check(z);
}

void others(int64_t lanes) {
    Region in = region(3, 5, 3, 7, lanes);
    Region second = region(in.end(), 5, 3, 7, lanes);
    Region out = region(second.end() + 2, 5, 3, 7, lanes);
    for (int kind = 0; kind < 5; kind++) {
        Case c{};
        fill(c, out.end(), lanes);
        elements("combine", c, out, in, kind, {1, 1, second.start * lanes, second.pitch * lanes, second.plane * lanes},
                 [&](const Case& k, int64_t ch, int64_t y, int64_t x, int64_t l) {
                     double p = k.arena[(size_t)in.at(ch, y, x, l)], q = k.arena[(size_t)second.at(ch, y, x, l)];
                     double both[] = {p + q, p - q, p * q, (p + q) / 2, std::fmax(p, q)};
                     return std::fmax(both[kind], 0);
                 });
    }
    for (int kind = 0; kind < 10; kind++) {
        Case c{};
        fill(c, out.end(), lanes);
        for (auto& x : c.arena) {
            x *= 8;
        }
        c.expected = c.arena;
        c.floats = {0.25f};
        elements("apply", c, out, in, kind, {0}, [&](const Case& k, int64_t ch, int64_t y, int64_t x, int64_t l) {
            return function(kind, k.arena[(size_t)in.at(ch, y, x, l)], 0.25);
        });
    }
    Case m{};
    fill(m, out.end(), lanes);
    elements("move", m, out, in, 0, {lanes, in.height, in.width, -1, 2, 2, 1},
             [&](const Case& k, int64_t ch, int64_t y, int64_t x, int64_t l) {
                 int64_t row = -1 + 2 * y, column = 2 + x;
                 bool inside = row >= 0 && row < in.height && column < in.width;
                 return inside ? k.arena[(size_t)in.at(ch, row, column, l)] : 0.0;
             });
    Case s{};
    fill(s, out.end(), lanes);
    s.floats = {1, 2, 3, 4, 5, -1, -2, -3, 4, 5};
    elements("scale", s, out, in, 0, {0, 0, 5}, [&](const Case& k, int64_t ch, int64_t y, int64_t x, int64_t l) {
        return k.floats[(size_t)ch] * (double)k.arena[(size_t)in.at(ch, y, x, l)] + k.floats[(size_t)ch + 5];
    });
    Case e{};
    fill(e, out.end(), lanes);
    elements("soften", e, out, in, 0, {in.channels}, [&](const Case& k, int64_t ch, int64_t y, int64_t x, int64_t l) {
        double sum = 0;
        for (int64_t i = 0; i < in.channels; i++) {
            sum += std::exp((double)k.arena[(size_t)in.at(i, y, x, l)]);
        }
        return std::exp((double)k.arena[(size_t)in.at(ch, y, x, l)]) / sum;
    }, true);
    ends(lanes);
}


void products() {
    product("product_csr", 5, 300, 1, 1, 1, 50, true);   // one column, more than one tile
    product("product_csr", 3, 140, 3, 5, 1, 30, false);  // slices
    product("product_csr", 4, 150, 5, 9, 3, 60, true);   // 135 columns
    product("product_csr", 6, 150, 1, 1, 5, 100, true, 2);  // dense, in groups
    product("product_csr4", 3, 150, 5, 7, 16, 60, true);    // 560 columns
    product("product_blocks4", 10, 200, 1, 1, 1, 60, true);
    product("product_blocks4", 7, 150, 5, 9, 3, 60, false);
    product("product_blocks8", 13, 150, 3, 5, 1, 60, true);
    product("product_blocks8", 9, 140, 5, 9, 3, 60, false);
    product("product_n_of_m", 4, 269, 1, 1, 1, 50, true);
    product("product_n_of_m", 4, 273, 5, 9, 3, 50, false);
    product("product_dense", 35, 37, 5, 9, 3, 100, true);
    product("product_dense", 10, 19, 3, 5, 4, 100, false, 2);
}

}  // namespace

int main(int count, char** arguments) {
#ifdef EMULATED
    (void)count;
    (void)arguments;
    for (const char* name : NAMES) {
        if (emulatedKernel(name) < 0) {
            printf("no kernel %s\n", name);
            return 2;
        }
    }
#else
    if (count < 2) {
        printf("driver KERNELS_FILE [OPENCL_LIBRARY]\n");
        return 2;
    }
    std::ifstream file(arguments[1]);
    std::string source((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    Driver* driver = opencl.open(count > 2 ? arguments[2] : "libOpenCL.so.1", "", problem);
    must(driver != nullptr);
    if (opencl.devices(*driver, problem) < 1) {
        printf("no OpenCL device\n");
        return 2;
    }
    device = opencl.device(*driver, 0, source.c_str(), NAMES, KERNELS, problem);
    must(device != nullptr);
#endif
    products();
    pools(1);
    pools(4);
    others(1);
    others(3);
    printf("%d floats are wrong\n", wrong);
    return wrong == 0 ? 0 : 1;
}
