#include "program.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "products.h"

namespace espalier {

namespace {

const uint64_t CLOSED = ~(uint64_t)0;
const int64_t PART_FLOATS = 16 * 1024;          // that a part writes at least: less is done sooner than shared
const int64_t PART_PRODUCTS = 256 * 1024;       // multiplications of a part
const int64_t HELP_PRODUCTS = 4096 * 1024;      // of a program: less is done before help has come
const int PARTS_OF_A_THREAD = 2;                // so that one that is held up does not hold up all
const int SPINS = 4000;

enum Kind : int32_t { PRODUCT, POOL, COMBINE, MOVE, SCALE, APPLY, SOFTEN };

struct Task {
    Kind kind;
    int32_t parts;
    union {
        PreparedProduct* product;
        Pool pool;
        Combine combine;
        Move move;
        Scale scale;
        Apply apply;
        Soften soften;
    };
};

// A copy with as many zeros behind as a vector may read.
template <typename T>
bool keep(T*& array, size_t length) {
    T* copy = (T*)zeros((length + TOGETHER_LANES) * sizeof(T));
    if (copy != nullptr) memcpy(copy, array, length * sizeof(T));
    array = copy;
    return copy != nullptr;
}

void relax() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

// Waits a little: first awake, then letting others run.
struct Patience {
    int spins = 0;

    void wait() {
        if (spins < SPINS) {
            spins++;
            relax();
        } else {
            sched_yield();
        }
    }
};

Cells inside(int64_t first, int32_t step, int32_t cells, int32_t size) {
    const int64_t skipped = first < 0 ? (-first + step - 1) / step : 0;
    const int64_t start = first + skipped * step;
    const int64_t fitting = start >= size ? 0 : (size - 1 - start) / step + 1;
    const int64_t left = cells > skipped ? cells - skipped : 0;
    return {(int32_t)start, (int32_t)(left < fitting ? left : fitting)};
}

int64_t floats(Size size, int32_t lanes) {
    return (int64_t)size.channels * size.height * size.width * lanes;
}

}  // namespace

struct Program {
    const Isa* isa;
    const Ops* ops;
    int32_t lanes, threads, tasks;
    int64_t floats, products;
    Edge in, out;
    void* idle[64];             // workspaces, one for each thread that executes at the same time
    Task task[];
};

// What several threads that share a program's operations look at. The ticket names an operation, counted from 1, and its
// next part: whoever adds 1 to it has that part to do.
struct Workspace {
    float* arena;
    int32_t failed;
    alignas(64) uint64_t ticket;
    alignas(64) int32_t done;
};

namespace {

void run(Program& program, Workspace& workspace, const Task& task, int part, int parts) {
    float* const arena = workspace.arena;
    switch (task.kind) {
        case PRODUCT:
            if (!runProduct(*task.product, arena, part, parts)) __atomic_store_n(&workspace.failed, 1, __ATOMIC_RELAXED);
            break;
        case POOL: program.ops->pool(task.pool, arena, part, parts); break;
        case COMBINE: program.ops->combine(task.combine, arena, part, parts); break;
        case MOVE: program.ops->move(task.move, arena, part, parts); break;
        case SCALE: program.ops->scale(task.scale, arena, part, parts); break;
        case APPLY: program.ops->apply(task.apply, arena, part, parts); break;
        case SOFTEN: program.ops->soften(task.soften, arena, part, parts); break;
    }
}

// Does one part of what the ticket names; false where there is none left.
bool runPart(Program& program, Workspace& workspace, uint64_t ticket) {
    const uint32_t task = (uint32_t)(ticket >> 32);
    const int32_t part = (int32_t)(uint32_t)ticket;
    if (task == 0 || part >= program.task[task - 1].parts) return false;
    if (__atomic_compare_exchange_n(&workspace.ticket, &ticket, ticket + 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {
        const Task& mine = program.task[task - 1];
        run(program, workspace, mine, part, mine.parts);
        __atomic_fetch_add(&workspace.done, 1, __ATOMIC_RELEASE);
    }
    return true;
}

void runShared(Program& program, Workspace& workspace, int32_t index) {
    __atomic_store_n(&workspace.done, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&workspace.ticket, (uint64_t)(index + 1) << 32, __ATOMIC_RELEASE);
    while (runPart(program, workspace, __atomic_load_n(&workspace.ticket, __ATOMIC_ACQUIRE))) {
    }
    Patience patience;
    while (__atomic_load_n(&workspace.done, __ATOMIC_ACQUIRE) < program.task[index].parts) patience.wait();
}

Task& next(Program& program, Kind kind, int64_t written) {
    Task& task = program.task[program.tasks++];
    task.kind = kind;
    const int64_t most = program.threads == 1 ? 1 : (int64_t)program.threads * PARTS_OF_A_THREAD;
    const int64_t useful = written / PART_FLOATS;
    task.parts = (int32_t)(useful < 1 ? 1 : useful < most ? useful : most);
    return task;
}

void free(Task& task) {
    switch (task.kind) {
        case PRODUCT: release(task.product); break;
        case POOL: discard(task.pool); break;
        case COMBINE: ::free(task.combine.in); break;
        case SCALE:
            ::free(task.scale.scale);
            ::free(task.scale.shift);
            break;
        default: break;
    }
}

void free(Workspace* workspace) {
    ::free(workspace->arena);
    ::free(workspace);
}

}  // namespace

Program* newProgram(const Isa& isa, const Ops& ops, int32_t lanes, int64_t floats, int32_t operations, int32_t threads,
                    Size inSize, Place in, Size outSize, Place out) {
    Program* program = (Program*)zeros(sizeof(Program) + operations * sizeof(Task));
    if (program == nullptr) return nullptr;
    program->isa = &isa;
    program->ops = &ops;
    program->lanes = lanes;
    program->threads = threads;
    program->floats = floats;
    program->in = {lanes, inSize, in};
    program->out = {lanes, outSize, out};
    return program;
}

bool add(Program& program, const Weights& weights) {
    PreparedProduct* product = prepareProduct(*program.isa, weights);
    if (product == nullptr) return false;
    const int32_t panels = weights.height == 0 ? 0 : (weights.rows + weights.height - 1) / weights.height;
    const int64_t stored = weights.height == 0 ? (int64_t)weights.rows * weights.columns
                                               : (int64_t)weights.pointers[panels] * weights.height;
    const int64_t products = stored * weights.size.height * weights.size.width * weights.lanes;
    Task& task = next(program, PRODUCT, products / PART_PRODUCTS * PART_FLOATS);
    const int32_t useful = usefulParts(*product);
    if (task.parts > useful) task.parts = useful;
    task.product = product;
    program.products += task.parts > 1 ? products : 0;
    return true;
}

bool prepare(Pool& pool) {
    const Window& w = pool.window;
    pool.rows = (Cells*)zeros(pool.size.height * sizeof(Cells));
    pool.columns = (Cells*)zeros(pool.size.width * sizeof(Cells));
    pool.divisors = (float*)zeros((pool.size.width + TOGETHER_LANES) * sizeof(float));
    if (pool.rows == nullptr || pool.columns == nullptr || pool.divisors == nullptr) {
        discard(pool);
        return false;
    }
    for (int32_t y = 0; y < pool.size.height; y++) {
        pool.rows[y] = inside((int64_t)y * w.strideY - w.top, w.dilationY, w.height, pool.from.height);
    }
    for (int32_t x = 0; x < pool.size.width + TOGETHER_LANES; x++) {
        const Cells seen = inside((int64_t)x * w.strideX - w.left, w.dilationX, w.width, pool.from.width);
        if (x < pool.size.width) pool.columns[x] = seen;
        pool.divisors[x] = pool.kind == POOL_MEAN ? (float)(seen.count < 1 ? 1 : seen.count)
            : pool.kind == POOL_MEAN_WITH_PADDING ? (float)w.height * w.width : 1;
    }
    return true;
}

void discard(Pool& pool) {
    ::free(pool.rows);
    ::free(pool.columns);
    ::free(pool.divisors);
}

bool add(Program& program, Pool pool) {
    if (!prepare(pool)) return false;
    const int64_t cells = (int64_t)pool.window.height * pool.window.width;
    next(program, POOL, floats(pool.size, pool.lanes) * (1 + cells / 2)).pool = pool;
    return true;
}

bool add(Program& program, Combine combine) {
    if (!keep(combine.in, combine.count)) return false;
    next(program, COMBINE, floats(combine.size, combine.lanes)).combine = combine;
    return true;
}

bool add(Program& program, const Move& move) {
    next(program, MOVE, floats(move.size, move.lanes)).move = move;
    return true;
}

bool add(Program& program, Scale scale) {
    const bool kept = keep(scale.scale, scale.size.channels);
    if (!keep(scale.shift, scale.size.channels) || !kept) {
        if (kept) ::free(scale.scale);
        ::free(scale.shift);
        return false;
    }
    next(program, SCALE, floats(scale.size, scale.lanes)).scale = scale;
    return true;
}

bool add(Program& program, const Apply& apply) {
    next(program, APPLY, floats(apply.size, apply.lanes) * 4).apply = apply;
    return true;
}

bool add(Program& program, const Soften& soften) {
    next(program, SOFTEN, floats(soften.size, soften.lanes) * 4).soften = soften;
    return true;
}

int32_t lanesOf(const Program& program) {
    return program.lanes;
}

bool worthHelp(const Program& program) {
    return program.products >= HELP_PRODUCTS;
}

Workspace* take(Program& program) {
    for (void*& slot : program.idle) {
        void* taken = __atomic_exchange_n(&slot, nullptr, __ATOMIC_ACQUIRE);
        if (taken != nullptr) return (Workspace*)taken;
    }
    Workspace* workspace = (Workspace*)zeros(sizeof(Workspace));
    if (workspace == nullptr) return nullptr;
    workspace->arena = (float*)zeros(program.floats * sizeof(float));
    workspace->ticket = CLOSED;
    if (workspace->arena == nullptr) {
        free(workspace);
        return nullptr;
    }
    return workspace;
}

void give(Program& program, Workspace* workspace) {
    for (void*& slot : program.idle) {
        void* none = nullptr;
        if (__atomic_compare_exchange_n(&slot, &none, (void*)workspace, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) return;
    }
    free(workspace);
}

void takeIn(const Program& program, Workspace& workspace, const float* from, int32_t examples) {
    program.ops->load(program.in, from, examples, workspace.arena);
}

void giveOut(const Program& program, Workspace& workspace, float* to, int32_t examples) {
    program.ops->store(program.out, workspace.arena, examples, to);
}

void bring(const Program& program, Workspace& workspace, Size size, Place place, const float* from, int32_t examples) {
    program.ops->load({program.lanes, size, place}, from, examples, workspace.arena);
}

void fetch(const Program& program, Workspace& workspace, Size size, Place place, float* to, int32_t examples) {
    program.ops->store({program.lanes, size, place}, workspace.arena, examples, to);
}

bool run(Program& program, Workspace& workspace, int32_t first, int32_t end) {
    const bool alone = __atomic_load_n(&workspace.ticket, __ATOMIC_RELAXED) == CLOSED;
    for (int32_t i = first; i < end; i++) {
        if (alone || program.task[i].parts == 1) {
            run(program, workspace, program.task[i], 0, 1);
        } else {
            runShared(program, workspace, i);
        }
    }
    return __atomic_exchange_n(&workspace.failed, 0, __ATOMIC_RELAXED) == 0;
}

void open(Workspace& workspace) {
    __atomic_store_n(&workspace.ticket, 0, __ATOMIC_RELEASE);
}

void close(Workspace& workspace) {
    __atomic_store_n(&workspace.ticket, CLOSED, __ATOMIC_RELEASE);
}

void help(Program& program, Workspace& workspace) {
    Patience patience;
    for (;;) {
        const uint64_t ticket = __atomic_load_n(&workspace.ticket, __ATOMIC_ACQUIRE);
        if (ticket == CLOSED) return;
        if (runPart(program, workspace, ticket)) {
            patience.spins = 0;
        } else {
            patience.wait();
        }
    }
}

void release(Program* program) {
    for (void* slot : program->idle) {
        if (slot != nullptr) free((Workspace*)slot);
    }
    for (int32_t i = 0; i < program->tasks; i++) free(program->task[i]);
    ::free(program);
}

}  // namespace espalier
