#include "product.h"

#include "isa.h"
#include "memory.h"
#include "tiling.h"

#include <stdlib.h>
#include <string.h>

namespace espalier {

namespace {

size_t scratchFloats(const Product& p) {
    return (size_t)p.tile * p.packed * p.together;
}

// Other threads may be taking one too.
float* takeScratch(Product& p) {
    for (void*& slot : p.scratch) {
        void* taken = __atomic_exchange_n(&slot, nullptr, __ATOMIC_ACQUIRE);
        if (taken != nullptr) return (float*)taken;
    }
    return array<float>(scratchFloats(p));
}

void giveScratch(Product& p, float* scratch) {
    for (void*& slot : p.scratch) {
        void* none = nullptr;
        if (__atomic_compare_exchange_n(&slot, &none, (void*)scratch, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) return;
    }
    free(scratch);
}

// Where the columns' inputs lie: given, or side by side once packed.
int32_t offsetOf(const Product& p, const Setting& setting, int32_t column) {
    return p.packed > 0 ? column % p.tile * p.packed : setting.offsets[column];
}

bool takeDense(Product& p, const Matrix& m, const Setting& setting) {
    int64_t height = 0;
    for (int32_t b = 0; b < p.bandCount; b++) height += (int64_t)p.bands[b].height * p.bands[b].panels;
    p.offsets = array<int32_t>(p.inner);
    p.values = array<float>((size_t)height * p.groups * p.inner);
    if (!p.offsets || !p.values) return false;
    for (int32_t k = 0; k < p.inner; k++) p.offsets[k] = offsetOf(p, setting, k);
    int64_t at = 0;
    Blocks* blocks = p.blocks;
    for (int32_t tile = 0; tile < p.tiles; tile++) {
        const int32_t first = tile * p.tile;
        const int32_t end = p.inner - first < p.tile ? p.inner : first + p.tile;
        for (int32_t panel = 0; panel < p.panels * p.groups; panel++) {
            const Band* band = p.bands;
            while (panel % p.panels >= band->first + band->panels) band++;
            const int32_t row = band->row + (panel % p.panels - band->first) * band->height;
            const float* from = m.values + (size_t)(panel / p.panels * p.rows + row) * p.inner;
            *blocks++ = {at, first, end};
            for (int32_t k = first; k < end; k++) {
                for (int32_t h = 0; h < band->height; h++) {
                    p.values[at++] = row + h < p.rows ? from[(size_t)h * p.inner + k] : 0;
                }
            }
        }
    }
    return true;
}

// The first of a panel's blocks from a column on, by halving: indices rise.
int32_t firstFrom(const Matrix& m, int32_t panel, int64_t column) {
    int32_t at = m.pointers[panel];
    int32_t stop = m.pointers[panel + 1];
    while (at < stop) {
        const int32_t middle = at + (stop - at) / 2;
        if (m.indices[middle] < column) at = middle + 1; else stop = middle;
    }
    return at;
}

bool takeSparse(Product& p, const Matrix& m, const Setting& setting) {
    const int32_t count = m.pointers[up(m.rows, m.height)];
    p.offsets = array<int32_t>(count);
    p.values = array<float>((size_t)count * m.height);
    if (!p.offsets || !p.values) return false;
    int32_t to = 0;
    int64_t at = 0;
    Blocks* blocks = p.blocks;
    for (int32_t tile = 0; tile < p.tiles; tile++) {
        for (int32_t panel = 0; panel < p.panels; panel++, blocks++) {
            const int32_t end = firstFrom(m, panel, (int64_t)(tile + 1) * p.tile);
            // Across positions a last panel is as low as it is; a column takes whole vectors.
            const int32_t left = p.rows - panel * m.height;
            const int32_t height = p.way == COLUMN || left > m.height ? m.height : left;
            *blocks = {at, to, to};
            for (int32_t from = firstFrom(m, panel, (int64_t)tile * p.tile); from < end; from++, at += height) {
                p.offsets[to++] = offsetOf(p, setting, m.indices[from]);
                memcpy(p.values + at, m.values + (size_t)from * m.height, height * sizeof(float));
            }
            blocks->end = to;
        }
    }
    return true;
}

// One step of all rows of a panel after the other; lanes whose row has ended are left out when it runs.
bool takeSideBySide(Product& p, const Matrix& m, const Setting& setting) {
    const int32_t lanes = p.isa->lanes;
    int64_t slots = 0;
    for (int32_t panel = 0; panel < p.panels; panel++) slots += (int64_t)p.lengths[panel * lanes] * lanes;
    p.offsets = array<int32_t>((size_t)slots);
    p.values = array<float>((size_t)slots);
    if (!p.offsets || !p.values) return false;
    int32_t to = 0;
    for (int32_t panel = 0; panel < p.panels; panel++) {
        const int32_t* const length = p.lengths + panel * lanes;
        const int32_t* const row = p.order + panel * lanes;
        Blocks& blocks = p.blocks[panel];
        blocks = {to, to, to};
        for (int32_t step = 0; step < length[0]; step++) {
            for (int32_t lane = 0; lane < lanes; lane++, to++) {
                const int32_t from = step < length[lane] ? m.pointers[row[lane]] + step : -1;
                p.offsets[to] = from < 0 ? 0 : setting.offsets[m.indices[from]];
                p.values[to] = from < 0 ? 0 : m.values[from];
            }
        }
        blocks.end = to;
    }
    return true;
}

bool take(Product& p, const Matrix& matrix, const Setting& setting) {
    p.blocks = array<Blocks>((size_t)p.tiles * p.groups * p.panels);
    p.bias = array<float>(matrix.rows);
    if (!p.blocks || !p.bias) return false;
    for (int32_t i = 0; i < matrix.rows; i++) {
        p.bias[i] = setting.bias == nullptr ? 0 : setting.bias[p.way == SIDE_BY_SIDE ? p.order[i] : i];
    }
    if (p.packed > 0) {
        p.sources = array<int32_t>(p.inner);
        if (p.sources == nullptr) return false;
        memcpy(p.sources, setting.offsets, (size_t)p.inner * sizeof(int32_t));
    }
    return matrix.height == 0        ? takeDense(p, matrix, setting)
        : p.way == SIDE_BY_SIDE ? takeSideBySide(p, matrix, setting)
                                : takeSparse(p, matrix, setting);
}

}  // namespace

Product* prepare(const Isa& isa, const Matrix& matrix, const Setting& setting) {
    Product* product = array<Product>(1);
    if (product == nullptr) return nullptr;
    memset((void*)product, 0, sizeof(Product));
    product->isa = &isa;
    product->rows = matrix.rows / setting.groups;
    product->inner = matrix.inner;
    product->groups = setting.groups;
    product->groupStride = setting.groupStride;
    product->activation = setting.activation;
    product->added = setting.added;
    product->frame = setting.frame;
    if (!setting.added) {
        product->frame.addendPitch = setting.frame.outPitch;
        product->frame.addendPlane = setting.frame.outPlane;
    }
    if (cut(*product, matrix, setting) && take(*product, matrix, setting)) return product;
    release(product);
    return nullptr;
}

bool run(Product& product, const Operands& operands, int part, int parts) {
    const Operands all = {operands.in, product.added ? operands.addend : operands.out, operands.out};
    if (product.packed == 0) {
        product.isa->product(product, all, nullptr, part, parts);
        return true;
    }
    float* scratch = takeScratch(product);
    if (scratch == nullptr) return false;
    product.isa->product(product, all, scratch, part, parts);
    giveScratch(product, scratch);
    return true;
}

int32_t usefulParts(const Product& product) {
    const int32_t strips = product.way == ACROSS ? product.stripCount : 1;
    return strips > product.panels ? strips : product.panels;
}

void release(Product* product) {
    for (void* slot : product->scratch) free(slot);
    free(product->blocks);
    free(product->offsets);
    free(product->values);
    free(product->bias);
    free(product->order);
    free(product->lengths);
    free(product->places);
    free(product->firstPiece);
    free(product->pieces);
    free(product->strips);
    free(product->sources);
    free(product);
}

}  // namespace espalier
