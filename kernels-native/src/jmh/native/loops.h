// What the machine can do at most, for whatever instruction set the including file has chosen by ISA and LANES.

namespace ISA {
namespace {

typedef float Vector __attribute__((vector_size(LANES * 4)));
typedef float Unaligned __attribute__((vector_size(LANES * 4), aligned(4), may_alias));

// A multiply-add takes about 4 cycles and two start in each, so 8 chains would do; 12 leave no doubt.
const int CHAINS = 12;

float multiplyAdds(int64_t rounds) {
    Vector sums[CHAINS];
    // Chains that began alike would be computed once.
    _Pragma("GCC unroll 16") for (int c = 0; c < CHAINS; c++) sums[c] = (float)c - Vector{};
    const Vector factor = 0.5f - Vector{};
    const Vector addend = 1.0f - Vector{};
    for (int64_t round = 0; round < rounds; round++) {
        _Pragma("GCC unroll 16") for (int c = 0; c < CHAINS; c++) sums[c] = sums[c] * factor + addend;
    }
    Vector all = {};
    _Pragma("GCC unroll 16") for (int c = 0; c < CHAINS; c++) all += sums[c];
    return all[0];
}

// The sum of `count` floats, a multiple of 8 vectors: as fast as memory gives them.
float read(const float* from, int64_t count) {
    Vector sums[8] = {};
    for (int64_t i = 0; i < count; i += 8 * LANES) {
        _Pragma("GCC unroll 8") for (int s = 0; s < 8; s++) sums[s] += *(const Unaligned*)(from + i + s * LANES);
    }
    Vector all = {};
    _Pragma("GCC unroll 8") for (int s = 0; s < 8; s++) all += sums[s];
    return all[0];
}

}  // namespace
}  // namespace ISA
