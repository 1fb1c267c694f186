// The kernels' own source as C++. Each work-item is a thread and a barrier is one, for the sanitizers to see; or, with
// -DFIBERS, each is a context of one thread, which is much faster.
#include "emulated.h"

#include <cmath>
#include <cstring>
#include <vector>

static thread_local int item;
static thread_local int64_t groupId;
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
#include <ucontext.h>

static ucontext_t host;
static ucontext_t contexts[GROUP];
static bool finished[GROUP];
static void (*body)(void*);
static void* bodyArgument;

static void barrier() {
    swapcontext(&contexts[item], &host);
}

static void fiber() {
    body(bodyArgument);
    finished[item] = true;
}

// Each item runs up to its next barrier, in turns, until all are through.
static void runGroup() {
    static char stacks[GROUP][64 * 1024];
    for (int i = 0; i < GROUP; i++) {
        finished[i] = false;
        getcontext(&contexts[i]);
        contexts[i].uc_stack.ss_sp = stacks[i];
        contexts[i].uc_stack.ss_size = sizeof stacks[i];
        contexts[i].uc_link = &host;
        makecontext(&contexts[i], fiber, 0);
    }
    for (bool any = true; any;) {
        any = false;
        for (int i = 0; i < GROUP; i++) {
            if (!finished[i]) {
                item = i;
                swapcontext(&host, &contexts[i]);
                any |= !finished[i];
            }
        }
    }
}

void emulate(int kernel, float* arena, const int* ints, const float* floats, const int64_t* args, int64_t first,
             int64_t groups) {
    struct Call {
        Kernel* run;
        float* arena;
        const int* ints;
        const float* floats;
        const i64* args;
        i64 first;
    } call = {KERNELS_BY_NAME[kernel].run, arena, ints, floats, (const i64*)args, first};
    bodyArgument = &call;
    body = [](void* argument) {
        Call& c = *(Call*)argument;
        c.run(c.arena, c.ints, c.floats, c.args, c.first);
    };
    bool barriers = strncmp(KERNELS_BY_NAME[kernel].name, "product", 7) == 0;
    for (groupId = 0; groupId < groups; groupId++) {
        if (barriers) {
            runGroup();
        } else {
            for (item = 0; item < GROUP; item++) {
                body(bodyArgument);
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
