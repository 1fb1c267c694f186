// CUDA through its driver library, and NVRTC, which compiles the kernels on the user's machine. The prototypes are ours,
// after NVIDIA's documentation; nothing is included.
#include "driver.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace espalier::gpu {
namespace {

using Id = void*;

constexpr int MAJOR = 75;  // attributes of a device: its compute capability
constexpr int MINOR = 76;
constexpr int JIT_ERROR_LOG = 5;
constexpr int JIT_ERROR_LOG_SIZE = 6;

struct Cuda {
    int (*init)(unsigned);
    int (*deviceGetCount)(int*);
    int (*deviceGet)(int*, int);
    int (*deviceGetName)(char*, int, int);
    int (*deviceTotalMem)(size_t*, int);
    int (*deviceGetAttribute)(int*, int attribute, int device);
    int (*primaryCtxRetain)(Id*, int);
    int (*ctxSetCurrent)(Id);
    int (*moduleLoadDataEx)(Id*, const void*, unsigned, int*, void**);
    int (*moduleGetFunction)(Id*, Id module, const char*);
    int (*memAlloc)(Memory*, size_t);
    int (*memFree)(Memory);
    int (*memcpyHtoD)(Memory, const void*, size_t);
    int (*memcpyDtoH)(void*, Memory, size_t);
    int (*launchKernel)(Id, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, Id stream, void**,
                        void**);
    int (*ctxSynchronize)();
    int (*getErrorName)(int, const char**);

    int (*createProgram)(Id*, const char* source, const char* name, int, const char* const*, const char* const*);
    int (*compileProgram)(Id, int, const char* const*);
    int (*getLogSize)(Id, size_t*);
    int (*getLog)(Id, char*);
    int (*getPtxSize)(Id, size_t*);
    int (*getPtx)(Id, char*);
    int (*getCubinSize)(Id, size_t*);
    int (*getCubin)(Id, char*);
    int (*destroyProgram)(Id*);

    int count;
};

struct OnCuda {
    Cuda* cuda;
    Id context;
    Id* kernels;
};

Cuda& of(Driver& d) {
    return reinterpret_cast<Cuda&>(d);
}

OnCuda& of(Device& d) {
    return reinterpret_cast<OnCuda&>(d);
}

bool done(Cuda& c, int status, const char* call, Problem& p) {
    if (status == 0) {
        return true;
    }
    const char* name = nullptr;
    c.getErrorName(status, &name);
    return p.no("%s failed with CUDA error %d, %s", call, status, name == nullptr ? "unknown" : name);
}

// A context belongs to the calling thread.
bool here(OnCuda& on, Problem& p) {
    return done(*on.cuda, on.cuda->ctxSetCurrent(on.context), "cuCtxSetCurrent", p);
}

bool load(void* driver, void* nvrtc, Cuda& c, Problem& p) {
    struct {
        void* library;
        const char* name;
        void* to;
    } const symbols[] = {
        {driver, "cuInit", &c.init},
        {driver, "cuDeviceGetCount", &c.deviceGetCount},
        {driver, "cuDeviceGet", &c.deviceGet},
        {driver, "cuDeviceGetName", &c.deviceGetName},
        {driver, "cuDeviceTotalMem_v2", &c.deviceTotalMem},
        {driver, "cuDeviceGetAttribute", &c.deviceGetAttribute},
        {driver, "cuDevicePrimaryCtxRetain", &c.primaryCtxRetain},
        {driver, "cuCtxSetCurrent", &c.ctxSetCurrent},
        {driver, "cuModuleLoadDataEx", &c.moduleLoadDataEx},
        {driver, "cuModuleGetFunction", &c.moduleGetFunction},
        {driver, "cuMemAlloc_v2", &c.memAlloc},
        {driver, "cuMemFree_v2", &c.memFree},
        {driver, "cuMemcpyHtoD_v2", &c.memcpyHtoD},
        {driver, "cuMemcpyDtoH_v2", &c.memcpyDtoH},
        {driver, "cuLaunchKernel", &c.launchKernel},
        {driver, "cuCtxSynchronize", &c.ctxSynchronize},
        {driver, "cuGetErrorName", &c.getErrorName},
        {nvrtc, "nvrtcCreateProgram", &c.createProgram},
        {nvrtc, "nvrtcCompileProgram", &c.compileProgram},
        {nvrtc, "nvrtcGetProgramLogSize", &c.getLogSize},
        {nvrtc, "nvrtcGetProgramLog", &c.getLog},
        {nvrtc, "nvrtcGetPTXSize", &c.getPtxSize},
        {nvrtc, "nvrtcGetPTX", &c.getPtx},
        {nvrtc, "nvrtcGetCUBINSize", &c.getCubinSize},
        {nvrtc, "nvrtcGetCUBIN", &c.getCubin},
        {nvrtc, "nvrtcDestroyProgram", &c.destroyProgram},
    };
    for (auto& s : symbols) {
        if (!symbol(s.library, s.name, static_cast<void**>(s.to), p)) {
            return false;
        }
    }
    return true;
}

Driver* open(const char* driver, const char* compiler, Problem& p) {
    void* lib = library(driver, p);
    void* nvrtc = lib == nullptr ? nullptr : library(compiler, p);
    Cuda* c = nvrtc == nullptr ? nullptr : (Cuda*)calloc(1, sizeof(Cuda));
    if (c == nullptr || !load(lib, nvrtc, *c, p) || !done(*c, c->init(0), "cuInit", p)
        || !done(*c, c->deviceGetCount(&c->count), "cuDeviceGetCount", p)) {
        return nullptr;
    }
    return reinterpret_cast<Driver*>(c);
}

int devices(Driver& driver, Problem&) {
    return of(driver).count;
}

bool describe(Driver& driver, int index, Description& d, Problem& p) {
    Cuda& c = of(driver);
    int id = 0;
    size_t memory = 0;
    bool ok = done(c, c.deviceGet(&id, index), "cuDeviceGet", p)
        && done(c, c.deviceGetName(d.name, sizeof d.name - 1, id), "cuDeviceGetName", p)
        && done(c, c.deviceTotalMem(&memory, id), "cuDeviceTotalMem", p);
    d.gpu = true;
    d.memory = d.largest = (int64_t)memory;
    return ok;
}

// Machine code for the device, which needs no newer driver than the device itself; where this NVRTC does not know the
// device, code for the driver to translate. What comes back is the caller's to free.
char* compiled(Cuda& c, const char* source, int major, int minor, Problem& p) {
    char machine[64];
    char general[64];
    snprintf(machine, sizeof machine, "--gpu-architecture=sm_%d%d", major, minor);
    snprintf(general, sizeof general, "--gpu-architecture=compute_%d%d", major >= 8 ? 8 : major, major >= 8 ? 0 : minor);
    for (int attempt = 0; attempt < 2; attempt++) {
        const char* options[] = {attempt == 0 ? machine : general};
        Id program = nullptr;
        if (c.createProgram(&program, source, "kernels.cu", 0, nullptr, nullptr) != 0) {
            p.no("nvrtcCreateProgram failed");
            return nullptr;
        }
        int status = c.compileProgram(program, 1, options);
        size_t length = 0;
        char* code = nullptr;
        if (status == 0) {
            (attempt == 0 ? c.getCubinSize : c.getPtxSize)(program, &length);
            code = (char*)calloc(length + 1, 1);
            if (code != nullptr) {
                (attempt == 0 ? c.getCubin : c.getPtx)(program, code);
            }
        } else {
            c.getLogSize(program, &length);
            char* log = (char*)calloc(length + 1, 1);
            if (log != nullptr) {
                c.getLog(program, log);
            }
            p.no("the kernels do not compile for %s, NVRTC error %d: %.7000s", options[0], status,
                 log == nullptr ? "" : log);
            free(log);
        }
        c.destroyProgram(&program);
        if (code != nullptr) {
            return code;
        }
    }
    return nullptr;
}

bool build(OnCuda& on, int id, const char* source, const char* const* kernels, int count, Problem& p) {
    Cuda& c = *on.cuda;
    int major = 0;
    int minor = 0;
    if (!done(c, c.deviceGetAttribute(&major, MAJOR, id), "cuDeviceGetAttribute", p)
        || !done(c, c.deviceGetAttribute(&minor, MINOR, id), "cuDeviceGetAttribute", p)) {
        return false;
    }
    char* code = compiled(c, source, major, minor, p);
    if (code == nullptr) {
        return false;
    }
    char log[4096] = "";
    int options[] = {JIT_ERROR_LOG, JIT_ERROR_LOG_SIZE};
    void* values[] = {log, (void*)(uintptr_t)sizeof log};
    Id module = nullptr;
    int status = c.moduleLoadDataEx(&module, code, 2, options, values);
    free(code);
    if (status != 0) {
        return p.no("the driver does not take the kernels, CUDA error %d: %.4000s; a newer driver, or an NVRTC as old as"
                    " the driver, is needed", status, log);
    }
    for (int i = 0; i < count; i++) {
        if (!done(c, c.moduleGetFunction(&on.kernels[i], module, kernels[i]), kernels[i], p)) {
            return false;
        }
    }
    return true;
}

Device* device(Driver& driver, int index, const char* source, const char* const* kernels, int count, Problem& p) {
    Cuda& c = of(driver);
    OnCuda* on = (OnCuda*)calloc(1, sizeof(OnCuda) + sizeof(Id) * count);
    if (on == nullptr) {
        p.no("out of memory");
        return nullptr;
    }
    on->cuda = &c;
    on->kernels = reinterpret_cast<Id*>(on + 1);
    int id = 0;
    if (!done(c, c.deviceGet(&id, index), "cuDeviceGet", p)
        || !done(c, c.primaryCtxRetain(&on->context, id), "cuDevicePrimaryCtxRetain", p) || !here(*on, p)
        || !build(*on, id, source, kernels, count, p)) {
        return nullptr;
    }
    return reinterpret_cast<Device*>(on);
}

bool allocate(Device& device, int64_t bytes, Memory& to, Problem& p) {
    OnCuda& on = of(device);
    return here(on, p) && done(*on.cuda, on.cuda->memAlloc(&to, (size_t)bytes), "cuMemAlloc", p);
}

void release(Device& device, Memory memory) {
    Problem ignored;
    if (here(of(device), ignored)) {
        of(device).cuda->memFree(memory);
    }
}

bool upload(Device& device, Memory to, int64_t offset, const void* from, int64_t bytes, Problem& p) {
    OnCuda& on = of(device);
    return here(on, p)
        && done(*on.cuda, on.cuda->memcpyHtoD(to + (Memory)offset, from, (size_t)bytes), "cuMemcpyHtoD", p);
}

bool download(Device& device, Memory from, int64_t offset, void* to, int64_t bytes, Problem& p) {
    OnCuda& on = of(device);
    return here(on, p)
        && done(*on.cuda, on.cuda->memcpyDtoH(to, from + (Memory)offset, (size_t)bytes), "cuMemcpyDtoH", p);
}

bool launch(Device& device, const Memory* buffers, const Launch& launch, int groupSize, Problem& p) {
    OnCuda& on = of(device);
    void* arguments[] = {(void*)&buffers[0], (void*)&buffers[1], (void*)&buffers[2], (void*)&buffers[3],
                         (void*)&launch.first};
    if (launch.groups > INT32_MAX) {
        return p.no("a launch has at most 2147483647 groups, found %lld", (long long)launch.groups);
    }
    return here(on, p)
        && done(*on.cuda, on.cuda->launchKernel(on.kernels[launch.kernel], (unsigned)launch.groups, 1, 1,
                                                (unsigned)groupSize, 1, 1, 0, nullptr, arguments, nullptr),
                "cuLaunchKernel", p);
}

bool finish(Device& device, Problem& p) {
    OnCuda& on = of(device);
    return here(on, p) && done(*on.cuda, on.cuda->ctxSynchronize(), "cuCtxSynchronize", p);
}

}  // namespace

const Api cuda = {open, devices, describe, device, allocate, release, upload, download, launch, finish};

}  // namespace espalier::gpu
