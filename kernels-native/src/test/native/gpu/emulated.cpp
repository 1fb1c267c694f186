// The kernels' own source as C++. Each work-item is a thread and a barrier is one, for the sanitizers to see; or, with
// -DFIBERS, each is a context of one thread, which is much faster.
#include "emulated.h"

#include <cmath>
#include <cstring>
#include <vector>

#ifdef FIBERS
#define EACH
#else
#define EACH thread_local
#endif

static EACH int item;
static EACH int64_t groupId;
static void barrier();

struct alignas(16) float4 {
    float x, y, z, w;
};

#define BARRIER barrier()
#define GROUP_ID ((i64)groupId)
#define ITEM item
#include KERNEL_SOURCE

using Kernel = void(float*, const int*, const float*, const i64*, i64);

static const struct {
    const char* name;
    Kernel* run;
} KERNELS_BY_NAME[] = {
    {"product_csr", product_csr},
    {"product_csr4", product_csr4},
    {"product_blocks4", product_blocks4},
    {"product_blocks8", product_blocks8},
    {"product_n_of_m", product_n_of_m},
    {"product_dense", product_dense},
    {"pool", pool},
    {"combine", combine},
    {"move", move},
    {"scale", scale},
    {"apply", apply},
    {"soften", soften},
    {"load", load},
    {"store", store},
    {"clear", clear},
};

int emulatedKernel(const char* name) {
    for (int i = 0; i < (int)(sizeof KERNELS_BY_NAME / sizeof KERNELS_BY_NAME[0]); i++) {
        if (strcmp(KERNELS_BY_NAME[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

#ifdef FIBERS
#include <csetjmp>
#include <ucontext.h>

// Contexts are made once; from then on _longjmp switches, which unlike swapcontext is no system call.
static ucontext_t maker;
static jmp_buf host;
static jmp_buf items[GROUP];
static bool finished[GROUP];
static bool made;
static struct {
    Kernel* run;
    float* arena;
    const int* ints;
    const float* floats;
    const i64* args;
    i64 first;
} call;

static void barrier() {
    if (_setjmp(items[item]) == 0) {
        _longjmp(host, 1);
    }
}

static void fiber() {
    for (;;) {
        finished[item] = true;
        barrier();
        call.run(call.arena, call.ints, call.floats, call.args, call.first);
    }
}

static void resume(int i) {
    item = i;
    if (_setjmp(host) == 0) {
        _longjmp(items[i], 1);
    }
}

static void make() {
    static char stacks[GROUP][64 * 1024];
    for (item = 0; item < GROUP; item++) {
        static ucontext_t context;
        getcontext(&context);
        context.uc_stack.ss_sp = stacks[item];
        context.uc_stack.ss_size = sizeof stacks[item];
        context.uc_link = nullptr;
        makecontext(&context, fiber, 0);
        if (_setjmp(host) == 0) {
            swapcontext(&maker, &context);
        }
    }
    made = true;
}

// Each item runs up to its next barrier, in turns, until all are through.
static void runGroup() {
    memset(finished, 0, sizeof finished);
    for (bool any = true; any;) {
        any = false;
        for (int i = 0; i < GROUP; i++) {
            if (!finished[i]) {
                resume(i);
                any |= !finished[i];
            }
        }
    }
}

void emulate(int kernel, float* arena, const int* ints, const float* floats, const int64_t* args, int64_t first,
             int64_t groups) {
    if (!made) {
        make();
    }
    call = {KERNELS_BY_NAME[kernel].run, arena, ints, floats, (const i64*)args, first};
    bool barriers = strncmp(KERNELS_BY_NAME[kernel].name, "product", 7) == 0;
    for (groupId = 0; groupId < groups; groupId++) {
        if (barriers) {
            runGroup();
        } else {
            for (item = 0; item < GROUP; item++) {
                call.run(arena, ints, floats, (const i64*)args, first);
            }
        }
    }
}
#else
#include <pthread.h>
#include <thread>

static pthread_barrier_t all;

static void barrier() {
    pthread_barrier_wait(&all);
}

void emulate(int kernel, float* arena, const int* ints, const float* floats, const int64_t* args, int64_t first,
             int64_t groups) {
    pthread_barrier_init(&all, nullptr, GROUP);
    std::vector<std::thread> items;
    for (int i = 0; i < GROUP; i++) {
        items.emplace_back([=] {
            item = i;
            for (groupId = 0; groupId < groups; groupId++) {
                KERNELS_BY_NAME[kernel].run(arena, ints, floats, (const i64*)args, first);
                barrier();
            }
        });
    }
    for (auto& each : items) {
        each.join();
    }
    pthread_barrier_destroy(&all);
}
#endif
