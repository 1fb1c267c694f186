#include "products.h"

#include <stdlib.h>
#include <string.h>

namespace espalier {

struct PreparedProduct {
    Weights w;
};

namespace {
template <typename T>
bool copied(const T*& array, size_t length) {
    if (array == nullptr) return true;
    T* copy = (T*)malloc(length * sizeof(T) + 64);
    if (copy != nullptr) memcpy(copy, array, length * sizeof(T));
    array = copy;
    return copy != nullptr;
}
}  // namespace

PreparedProduct* prepareProduct(const Isa&, const Weights& weights) {
    PreparedProduct* p = (PreparedProduct*)malloc(sizeof(PreparedProduct));
    if (p == nullptr) return nullptr;
    Weights& w = p->w;
    w = weights;
    const int panels = w.height == 0 ? 0 : (w.rows + w.height - 1) / w.height;
    const size_t stored = w.height == 0 ? (size_t)w.rows * w.columns : (size_t)w.pointers[panels] * w.height;
    bool enough = copied(w.values, stored) && copied(w.offsets, w.columns) && copied(w.bias, w.rows);
    if (w.height > 0) enough = enough && copied(w.indices, w.pointers[panels]) && copied(w.pointers, panels + 1);
    return enough ? p : nullptr;
}

bool runProduct(PreparedProduct& p, float* arena, int part, int parts) {
    const Weights& w = p.w;
    const int height = w.height == 0 ? 1 : w.height;
    const int64_t length = (int64_t)w.size.width * w.lanes;
    for (int32_t r = (int64_t)w.rows * part / parts; r < (int64_t)w.rows * (part + 1) / parts; r++) {
        const int32_t from = w.height == 0 ? 0 : w.pointers[r / height];
        const int32_t to = w.height == 0 ? w.columns : w.pointers[r / height + 1];
        for (int32_t y = 0; y < w.size.height; y++) {
            float* out = arena + w.out.start + r * w.out.plane + y * w.out.pitch;
            const float* addend = arena + w.addend.start + r * w.addend.plane + y * w.addend.pitch;
            const float* in = arena + w.in.start + y * w.in.pitch + (int64_t)(r / (w.rows / w.groups)) * w.groupStride;
            for (int64_t x0 = 0; x0 < length; x0 += 64) {
                float sums[64];
                const int n = length - x0 < 64 ? (int)(length - x0) : 64;
                for (int x = 0; x < n; x++) sums[x] = (w.bias == nullptr ? 0 : w.bias[r]) + (w.added ? addend[x0 + x] : 0);
                for (int32_t i = from; i < to; i++) {
                    const float* row = in + x0 + w.offsets[w.height == 0 ? i : w.indices[i]];
                    const float v = w.height == 0 ? w.values[(size_t)r * w.columns + i] : w.values[(size_t)i * height + r % height];
                    for (int x = 0; x < n; x++) sums[x] += v * row[x];
                }
                for (int x = 0; x < n; x++) out[x0 + x] = w.activation == RELU && sums[x] < 0 ? 0 : sums[x];
            }
        }
    }
    return true;
}

int32_t usefulParts(const PreparedProduct& p) {
    return p.w.rows;
}

void release(PreparedProduct* p) {
    free((void*)p->w.values);
    free((void*)p->w.offsets);
    free((void*)p->w.bias);
    free((void*)p->w.indices);
    free((void*)p->w.pointers);
    free(p);
}

}  // namespace espalier
