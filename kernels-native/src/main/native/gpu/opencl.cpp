// OpenCL 1.2 through the ICD loader. The prototypes are ours, after the Khronos specification; nothing is included.
#include "driver.h"

#include <cstdlib>
#include <cstring>

namespace espalier::gpu {
namespace {

using Id = void*;
using Bits = uint64_t;

constexpr Bits ALL_DEVICES = 0xFFFFFFFF;
constexpr Bits TYPE_GPU = 1 << 2;
constexpr uint32_t DEVICE_TYPE = 0x1000;
constexpr uint32_t DEVICE_MAX_MEM_ALLOC_SIZE = 0x1010;
constexpr uint32_t DEVICE_GLOBAL_MEM_SIZE = 0x101F;
constexpr uint32_t DEVICE_NAME = 0x102B;
constexpr uint32_t PROGRAM_BUILD_LOG = 0x1183;
constexpr Bits READ_WRITE = 1;
constexpr uint32_t BLOCKING = 1;
constexpr int MOST = 64;

struct OpenCl {
    int32_t (*getPlatformIDs)(uint32_t, Id*, uint32_t*);
    int32_t (*getDeviceIDs)(Id platform, Bits type, uint32_t, Id*, uint32_t*);
    int32_t (*getDeviceInfo)(Id, uint32_t, size_t, void*, size_t*);
    Id (*createContext)(const intptr_t*, uint32_t, const Id*, void*, void*, int32_t*);
    Id (*createCommandQueue)(Id context, Id device, Bits, int32_t*);
    Id (*createProgramWithSource)(Id context, uint32_t, const char**, const size_t*, int32_t*);
    int32_t (*buildProgram)(Id program, uint32_t, const Id*, const char* options, void*, void*);
    int32_t (*getProgramBuildInfo)(Id program, Id device, uint32_t, size_t, void*, size_t*);
    Id (*createKernel)(Id program, const char*, int32_t*);
    Id (*createBuffer)(Id context, Bits, size_t, void*, int32_t*);
    int32_t (*releaseMemObject)(Id);
    int32_t (*enqueueWriteBuffer)(Id, Id, uint32_t, size_t, size_t, const void*, uint32_t, const Id*, Id*);
    int32_t (*enqueueReadBuffer)(Id, Id, uint32_t, size_t, size_t, void*, uint32_t, const Id*, Id*);
    int32_t (*setKernelArg)(Id kernel, uint32_t, size_t, const void*);
    int32_t (*enqueueNDRangeKernel)(Id, Id, uint32_t, const size_t*, const size_t*, const size_t*, uint32_t, const Id*,
                                    Id*);
    int32_t (*finish)(Id queue);

    Id devices[MOST];
    int count;
};

struct OnOpenCl {
    OpenCl* cl;
    Id context;
    Id queue;
    Id* kernels;
};

OpenCl& of(Driver& d) {
    return reinterpret_cast<OpenCl&>(d);
}

OnOpenCl& of(Device& d) {
    return reinterpret_cast<OnOpenCl&>(d);
}

bool done(int32_t status, const char* call, Problem& p) {
    return status == 0 || p.no("%s failed with OpenCL error %d", call, status);
}

bool load(void* lib, OpenCl& c, Problem& p) {
    struct {
        const char* name;
        void* to;
    } const symbols[] = {
        {"clGetPlatformIDs", &c.getPlatformIDs},
        {"clGetDeviceIDs", &c.getDeviceIDs},
        {"clGetDeviceInfo", &c.getDeviceInfo},
        {"clCreateContext", &c.createContext},
        {"clCreateCommandQueue", &c.createCommandQueue},
        {"clCreateProgramWithSource", &c.createProgramWithSource},
        {"clBuildProgram", &c.buildProgram},
        {"clGetProgramBuildInfo", &c.getProgramBuildInfo},
        {"clCreateKernel", &c.createKernel},
        {"clCreateBuffer", &c.createBuffer},
        {"clReleaseMemObject", &c.releaseMemObject},
        {"clEnqueueWriteBuffer", &c.enqueueWriteBuffer},
        {"clEnqueueReadBuffer", &c.enqueueReadBuffer},
        {"clSetKernelArg", &c.setKernelArg},
        {"clEnqueueNDRangeKernel", &c.enqueueNDRangeKernel},
        {"clFinish", &c.finish},
    };
    for (auto& s : symbols) {
        if (!symbol(lib, s.name, static_cast<void**>(s.to), p)) {
            return false;
        }
    }
    return true;
}

Driver* open(const char* driver, const char*, Problem& p) {
    void* lib = library(driver, p);
    OpenCl* c = lib == nullptr ? nullptr : (OpenCl*)calloc(1, sizeof(OpenCl));
    if (c == nullptr || !load(lib, *c, p)) {
        return nullptr;
    }
    Id platforms[MOST];
    uint32_t found = 0;
    if (c->getPlatformIDs(MOST, platforms, &found) != 0) {
        found = 0;  // an ICD loader without a platform says so by an error
    }
    // GPUs first: device 0 is then one wherever there is one.
    for (int gpu = 1; gpu >= 0; gpu--) {
        for (uint32_t i = 0; i < found && i < MOST; i++) {
            Id devices[MOST];
            uint32_t here = 0;
            if (c->getDeviceIDs(platforms[i], ALL_DEVICES, MOST, devices, &here) != 0) {
                continue;
            }
            for (uint32_t j = 0; j < here && j < MOST && c->count < MOST; j++) {
                Bits type = 0;
                c->getDeviceInfo(devices[j], DEVICE_TYPE, sizeof type, &type, nullptr);
                if (((type & TYPE_GPU) != 0) == (gpu != 0)) {
                    c->devices[c->count++] = devices[j];
                }
            }
        }
    }
    return reinterpret_cast<Driver*>(c);
}

int devices(Driver& driver, Problem&) {
    return of(driver).count;
}

bool describe(Driver& driver, int device, Description& d, Problem& p) {
    OpenCl& c = of(driver);
    Id id = c.devices[device];
    Bits type = 0;
    bool ok = done(c.getDeviceInfo(id, DEVICE_NAME, sizeof d.name - 1, d.name, nullptr), "clGetDeviceInfo", p)
        && done(c.getDeviceInfo(id, DEVICE_TYPE, sizeof type, &type, nullptr), "clGetDeviceInfo", p)
        && done(c.getDeviceInfo(id, DEVICE_GLOBAL_MEM_SIZE, 8, &d.memory, nullptr), "clGetDeviceInfo", p)
        && done(c.getDeviceInfo(id, DEVICE_MAX_MEM_ALLOC_SIZE, 8, &d.largest, nullptr), "clGetDeviceInfo", p);
    d.gpu = (type & TYPE_GPU) != 0;
    return ok;
}

bool build(OnOpenCl& on, Id device, const char* source, const char* const* kernels, int count, Problem& p) {
    OpenCl& c = *on.cl;
    int32_t status = 0;
    Id program = c.createProgramWithSource(on.context, 1, &source, nullptr, &status);
    if (!done(status, "clCreateProgramWithSource", p)) {
        return false;
    }
    status = c.buildProgram(program, 1, &device, "-cl-std=CL1.2", nullptr, nullptr);
    if (status != 0) {
        size_t length = 0;
        c.getProgramBuildInfo(program, device, PROGRAM_BUILD_LOG, 0, nullptr, &length);
        char* log = (char*)calloc(length + 1, 1);
        if (log != nullptr) {
            c.getProgramBuildInfo(program, device, PROGRAM_BUILD_LOG, length, log, nullptr);
        }
        p.no("the kernels do not compile, OpenCL error %d: %.7000s", status, log == nullptr ? "" : log);
        free(log);
        return false;
    }
    for (int i = 0; i < count; i++) {
        on.kernels[i] = c.createKernel(program, kernels[i], &status);
        if (!done(status, kernels[i], p)) {
            return false;
        }
    }
    return true;
}

Device* device(Driver& driver, int index, const char* source, const char* const* kernels, int count, Problem& p) {
    OpenCl& c = of(driver);
    OnOpenCl* on = (OnOpenCl*)calloc(1, sizeof(OnOpenCl) + sizeof(Id) * count);
    if (on == nullptr) {
        p.no("out of memory");
        return nullptr;
    }
    on->cl = &c;
    on->kernels = reinterpret_cast<Id*>(on + 1);
    Id id = c.devices[index];
    int32_t status = 0;
    on->context = c.createContext(nullptr, 1, &id, nullptr, nullptr, &status);
    if (!done(status, "clCreateContext", p)) {
        return nullptr;
    }
    on->queue = c.createCommandQueue(on->context, id, 0, &status);
    if (!done(status, "clCreateCommandQueue", p) || !build(*on, id, source, kernels, count, p)) {
        return nullptr;
    }
    return reinterpret_cast<Device*>(on);
}

bool allocate(Device& device, int64_t bytes, Memory& to, Problem& p) {
    OnOpenCl& on = of(device);
    int32_t status = 0;
    to = (Memory)on.cl->createBuffer(on.context, READ_WRITE, (size_t)bytes, nullptr, &status);
    return done(status, "clCreateBuffer", p);
}

void release(Device& device, Memory memory) {
    of(device).cl->releaseMemObject((Id)memory);
}

bool upload(Device& device, Memory to, int64_t offset, const void* from, int64_t bytes, Problem& p) {
    OnOpenCl& on = of(device);
    return done(on.cl->enqueueWriteBuffer(on.queue, (Id)to, BLOCKING, (size_t)offset, (size_t)bytes, from, 0, nullptr,
                                          nullptr),
                "clEnqueueWriteBuffer", p);
}

bool download(Device& device, Memory from, int64_t offset, void* to, int64_t bytes, Problem& p) {
    OnOpenCl& on = of(device);
    return done(on.cl->enqueueReadBuffer(on.queue, (Id)from, BLOCKING, (size_t)offset, (size_t)bytes, to, 0, nullptr,
                                         nullptr),
                "clEnqueueReadBuffer", p);
}

bool launch(Device& device, const Memory* buffers, const Launch& launch, int groupSize, Problem& p) {
    OnOpenCl& on = of(device);
    Id kernel = on.kernels[launch.kernel];
    for (uint32_t i = 0; i < 4; i++) {
        Id buffer = (Id)buffers[i];
        if (!done(on.cl->setKernelArg(kernel, i, sizeof buffer, &buffer), "clSetKernelArg", p)) {
            return false;
        }
    }
    size_t local = (size_t)groupSize;
    size_t global = (size_t)launch.groups * local;
    return done(on.cl->setKernelArg(kernel, 4, sizeof launch.first, &launch.first), "clSetKernelArg", p)
        && done(on.cl->enqueueNDRangeKernel(on.queue, kernel, 1, nullptr, &global, &local, 0, nullptr, nullptr),
                "clEnqueueNDRangeKernel", p);
}

bool finish(Device& device, Problem& p) {
    return done(of(device).cl->finish(of(device).queue), "clFinish", p);
}

}  // namespace

const Api opencl = {open, devices, describe, device, allocate, release, upload, download, launch, finish};

}  // namespace espalier::gpu
