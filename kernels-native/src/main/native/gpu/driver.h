// What the two GPU interfaces have in common. Both are looked for when the program runs; nothing is linked.
#pragma once

#include <cstddef>
#include <cstdint>

namespace espalier::gpu {

// Says what went wrong; long enough for the end of a compiler's log.
struct Problem {
    char text[8192];
    // Keeps the text and gives false, or null.
    bool no(const char* format, ...) __attribute__((format(printf, 2, 3)));
};

struct Description {
    char name[256];
    bool gpu;
    int64_t memory;   // bytes
    int64_t largest;  // bytes of one buffer
};

struct Launch {
    int64_t kernel;
    int64_t first;
    int64_t groups;
};

struct Driver;
struct Device;
using Memory = uint64_t;

// One way to reach a device. Calls on one device come from one thread at a time; a buffer may be used by the next call
// whatever thread that comes from.
struct Api {
    Driver* (*open)(const char* driver, const char* compiler, Problem&);
    int (*devices)(Driver&, Problem&);  // -1: problem
    bool (*describe)(Driver&, int device, Description&, Problem&);
    // Compiles the source for it.
    Device* (*device)(Driver&, int device, const char* source, const char* const* kernels, int count, Problem&);
    bool (*allocate)(Device&, int64_t bytes, Memory&, Problem&);
    void (*release)(Device&, Memory);
    bool (*upload)(Device&, Memory to, int64_t offset, const void* from, int64_t bytes, Problem&);
    // Waits for all launches before.
    bool (*download)(Device&, Memory from, int64_t offset, void* to, int64_t bytes, Problem&);
    // buffers: arena, ints, floats, args.
    bool (*launch)(Device&, const Memory* buffers, const Launch&, int groupSize, Problem&);
    bool (*finish)(Device&, Problem&);
};

extern const Api opencl;
extern const Api cuda;

// A library's handle by the first of these names, separated by colons, that can be loaded; null if none can.
void* library(const char* names, Problem&);
bool symbol(void* library, const char* name, void** to, Problem&);

}  // namespace espalier::gpu
