#include "plan.h"

#include <stdlib.h>
#include <string.h>

namespace espalier {

namespace {

const size_t LINE = 64;                 // bytes; a cache line, and the widest vector
const int64_t L1 = 32 * 1024;           // bytes of input that a tile may read where it is read often
const int64_t TOGETHER = 64 * 1024;     // bytes of packed input, for strips that are packed together
const int32_t LONGEST_TILE = 4096;      // input rows: 1 MiB of 64 columns, within most L2 caches
const int32_t INDEX_END = 65536;        // an index has 16 bits

void* bytes(size_t size) {
    void* memory = nullptr;
    return posix_memalign(&memory, LINE, size == 0 ? LINE : size) == 0 ? memory : nullptr;
}

int32_t up(int64_t value, int64_t unit) {
    return (int32_t)((value + unit - 1) / unit);
}

// As many accumulators as the register file holds beside the operands; of CSR fewer where the strip would leave L1.
int32_t mostVectors(const Isa& isa, int32_t height, int32_t inner) {
    if (height == 8) return isa.registers >= 32 ? 2 : 1;
    if (height == 4) return isa.registers >= 32 ? 4 : 2;
    return (int64_t)inner * 8 * isa.lanes * 4 <= L1 ? 8 : 4;
}

// Blocks need registers for several rows, so their strips are narrow. Several at a time write longer runs of each output
// row: as many as keep the packed input near, up to a run of 1 KiB. The strips of CSR are wide, and better in L1.
int32_t stripsTogether(const Plan& plan) {
    if (plan.height == 1) return 1;
    const int64_t row = (int64_t)plan.vectors * plan.isa->lanes * 4;
    const int64_t byRun = 1024 / row;
    const int64_t bySize = TOGETHER / (row * plan.tile);
    const int64_t most = byRun < bySize ? byRun : bySize;
    return most < 1 ? 1 : (int32_t)most;
}

// A dense matrix reads each row of a tile so often that L1 pays for loading and storing the sums once more per tile.
int32_t tileOf(const Plan& plan, int64_t blocks) {
    if (plan.columns == 1) return INDEX_END;
    const double density = (double)blocks / ((double)plan.panels * plan.inner);
    return plan.height == 1 && density >= 0.2 ? 192 : LONGEST_TILE;
}

void pack(Plan& plan, const int32_t* pointers, const int32_t* indices, const float* values) {
    int32_t to = 0;
    for (int32_t tile = 0; tile < plan.tiles; tile++) {
        int32_t* starts = plan.pointers + (size_t)tile * (plan.panels + 1);
        const int64_t first = (int64_t)tile * plan.tile;
        const int64_t end = first + plan.tile;
        for (int32_t panel = 0; panel < plan.panels; panel++) {
            starts[panel] = to;
            int32_t at = pointers[panel];
            int32_t stop = pointers[panel + 1];
            while (at < stop) {         // indices rise: the first of this tile by halving
                const int32_t middle = at + (stop - at) / 2;
                if (indices[middle] < first) at = middle + 1; else stop = middle;
            }
            for (; at < pointers[panel + 1] && indices[at] < end; at++, to++) {
                plan.indices[to] = (uint16_t)(indices[at] - first);
                memcpy(plan.values + (size_t)to * plan.height, values + (size_t)at * plan.height,
                       plan.height * sizeof(float));
            }
        }
        starts[plan.panels] = to;
    }
}

size_t scratchFloats(const Plan& plan) {
    return (size_t)plan.tile * plan.vectors * plan.isa->lanes * plan.together;
}

// Other threads may be taking one too.
float* takeScratch(Plan& plan) {
    for (void*& slot : plan.scratch) {
        void* taken = __atomic_exchange_n(&slot, nullptr, __ATOMIC_ACQUIRE);
        if (taken != nullptr) return (float*)taken;
    }
    return (float*)bytes(scratchFloats(plan) * sizeof(float));
}

void giveScratch(Plan& plan, float* scratch) {
    for (void*& slot : plan.scratch) {
        void* none = nullptr;
        if (__atomic_compare_exchange_n(&slot, &none, (void*)scratch, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) return;
    }
    free(scratch);
}

}  // namespace

Plan* prepare(const Isa& isa, int32_t rows, int32_t inner, int32_t columns, int32_t height, const int32_t* pointers,
              const int32_t* indices, const float* values, const float* bias, Activation activation) {
    Plan* plan = (Plan*)bytes(sizeof(Plan));
    if (plan == nullptr) return nullptr;
    memset(plan, 0, sizeof(Plan));
    plan->isa = &isa;
    plan->rows = rows;
    plan->inner = inner;
    plan->columns = columns;
    plan->height = height;
    plan->panels = up(rows, height);
    plan->activation = activation;
    const int64_t blocks = pointers[plan->panels];
    plan->tiles = up(inner, tileOf(*plan, blocks));
    plan->tile = up(inner, plan->tiles);
    plan->vectors = mostVectors(isa, height, plan->tile);
    plan->together = stripsTogether(*plan);
    plan->pointers = (int32_t*)bytes((size_t)plan->tiles * (plan->panels + 1) * sizeof(int32_t));
    plan->indices = (uint16_t*)bytes((size_t)blocks * sizeof(uint16_t));
    plan->values = (float*)bytes((size_t)blocks * height * sizeof(float));
    plan->bias = (float*)bytes((size_t)plan->panels * height * sizeof(float));
    if (!plan->pointers || !plan->indices || !plan->values || !plan->bias) {
        release(plan);
        return nullptr;
    }
    pack(*plan, pointers, indices, values);
    memset(plan->bias, 0, (size_t)plan->panels * height * sizeof(float));
    if (bias != nullptr) memcpy(plan->bias, bias, (size_t)rows * sizeof(float));
    return plan;
}

bool run(Plan& plan, const float* in, float* out, int part, int parts) {
    if (plan.columns == 1) {
        plan.isa->kernel(plan, in, out, nullptr, part, parts);
        return true;
    }
    float* scratch = takeScratch(plan);
    if (scratch == nullptr) return false;
    plan.isa->kernel(plan, in, out, scratch, part, parts);
    giveScratch(plan, scratch);
    return true;
}

int32_t usefulParts(const Plan& plan) {
    const int32_t strips = up(plan.columns, (int64_t)plan.vectors * plan.isa->lanes);
    return strips > plan.panels ? strips : plan.panels;
}

void release(Plan* plan) {
    for (void* slot : plan->scratch) free(slot);
    free(plan->pointers);
    free(plan->indices);
    free(plan->values);
    free(plan->bias);
    free(plan);
}

}  // namespace espalier
