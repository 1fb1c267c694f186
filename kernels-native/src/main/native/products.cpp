#include "products.h"

#include "isa.h"
#include "memory.h"

#include <stdlib.h>

namespace espalier {

struct PreparedProduct {
    Product* product;
    int64_t in, addend, out;            // where the regions begin
};

PreparedProduct* prepareProduct(const Isa& isa, const Weights& w) {
    PreparedProduct* prepared = array<PreparedProduct>(1);
    if (prepared == nullptr) return nullptr;
    const Frame frame = {w.size.height, w.size.width * w.lanes, (int32_t)w.in.pitch, (int32_t)w.out.pitch,
                         (int32_t)w.addend.pitch, (int32_t)w.out.plane, (int32_t)w.addend.plane};
    Product* product = prepare(isa, {w.rows, w.columns, w.height, w.pointers, w.indices, w.values},
                               {w.offsets, w.bias, w.activation, w.added, false, w.groups, w.groupStride, frame});
    if (product == nullptr) {
        free(prepared);
        return nullptr;
    }
    *prepared = {product, w.in.start, w.added ? w.addend.start : w.out.start, w.out.start};
    return prepared;
}

bool runProduct(PreparedProduct& p, float* arena, int part, int parts) {
    return run(*p.product, {arena + p.in, arena + p.addend, arena + p.out}, part, parts);
}

int32_t usefulParts(const PreparedProduct& p) {
    return usefulParts(*p.product);
}

void release(PreparedProduct* p) {
    release(p->product);
    free(p);
}

}  // namespace espalier
