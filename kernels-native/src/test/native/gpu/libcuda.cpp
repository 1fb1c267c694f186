// A stand-in for libcuda.so.1 and libnvrtc.so in one: the functions that the backend calls, on this machine, the kernels
// being their own source as C++ (emulated.cpp with -DFIBERS). Stricter than the real ones: each call needs the context to
// be current in its thread, each copy must lie within one allocation, memory is freed once.
//
// STAND_IN=ptx: NVRTC does not know the device; STAND_IN=broken: nothing compiles.
#include "emulated.h"

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>

namespace {

constexpr int INVALID_VALUE = 1;
constexpr int OUT_OF_MEMORY = 2;
constexpr int INVALID_IMAGE = 200;
constexpr int INVALID_CONTEXT = 201;
constexpr int NOT_FOUND = 500;
constexpr int GROUP = 128;

std::mutex one;  // the emulation runs one group at a time
std::map<uint64_t, size_t> allocated;
bool started;
char context;
thread_local void* current;

bool behaves(const char* how) {
    const char* asked = getenv("STAND_IN");
    return asked != nullptr && strcmp(asked, how) == 0;
}

bool within(uint64_t address, size_t bytes) {
    auto after = allocated.upper_bound(address);
    if (after == allocated.begin()) {
        return false;
    }
    auto part = std::prev(after);
    return address + bytes <= part->first + part->second;
}

struct Program {
    std::string source;
    std::string code;
    std::string log;
};

}  // namespace

#define CALL extern "C" __attribute__((visibility("default"))) int

CALL cuInit(unsigned flags) {
    started = true;
    return flags == 0 ? 0 : INVALID_VALUE;
}

CALL cuDeviceGetCount(int* count) {
    *count = 1;
    return started ? 0 : INVALID_VALUE;
}

CALL cuDeviceGet(int* device, int ordinal) {
    *device = 70;  // not the ordinal
    return ordinal == 0 ? 0 : INVALID_VALUE;
}

CALL cuDeviceGetName(char* name, int length, int device) {
    snprintf(name, (size_t)length, "stand-in");
    return device == 70 ? 0 : INVALID_VALUE;
}

CALL cuDeviceTotalMem_v2(size_t* bytes, int device) {
    *bytes = (size_t)1 << 30;
    return device == 70 ? 0 : INVALID_VALUE;
}

CALL cuDeviceGetAttribute(int* value, int attribute, int device) {
    *value = attribute == 75 ? 8 : 9;
    return device == 70 && (attribute == 75 || attribute == 76) ? 0 : INVALID_VALUE;
}

CALL cuDevicePrimaryCtxRetain(void** to, int device) {
    *to = &context;
    return device == 70 ? 0 : INVALID_VALUE;
}

CALL cuCtxSetCurrent(void* to) {
    current = to;
    return to == &context ? 0 : INVALID_CONTEXT;
}

CALL cuModuleLoadDataEx(void** module, const void* image, unsigned count, int* options, void** values) {
    bool log = count == 2 && options[0] == 5 && options[1] == 6 && values[1] != nullptr;
    *module = &context;
    if (current != &context || !log) {
        return INVALID_CONTEXT;
    }
    const char* expected = behaves("ptx") ? "ptx for compute_80" : "cubin for sm_89";
    return strcmp((const char*)image, expected) == 0 ? 0 : INVALID_IMAGE;
}

CALL cuModuleGetFunction(void** function, void* module, const char* name) {
    int kernel = emulatedKernel(name);
    *function = (void*)(intptr_t)(kernel + 1);
    return module != &context ? INVALID_VALUE : kernel < 0 ? NOT_FOUND : 0;
}

CALL cuMemAlloc_v2(uint64_t* to, size_t bytes) {
    std::lock_guard<std::mutex> lock(one);
    if (current != &context) {
        return INVALID_CONTEXT;
    }
    void* memory = bytes == 0 ? nullptr : aligned_alloc(256, (bytes + 255) / 256 * 256);
    if (memory == nullptr) {
        return bytes == 0 ? INVALID_VALUE : OUT_OF_MEMORY;
    }
    memset(memory, 0xFF, bytes);  // NaN, should anything be used that was not written
    *to = (uint64_t)memory;
    allocated[*to] = bytes;
    return 0;
}

CALL cuMemFree_v2(uint64_t memory) {
    std::lock_guard<std::mutex> lock(one);
    if (current != &context || allocated.erase(memory) != 1) {
        fprintf(stderr, "cuMemFree: not allocated\n");
        abort();
    }
    free((void*)memory);
    return 0;
}

CALL cuMemcpyHtoD_v2(uint64_t to, const void* from, size_t bytes) {
    std::lock_guard<std::mutex> lock(one);
    if (current != &context || !within(to, bytes)) {
        return current != &context ? INVALID_CONTEXT : INVALID_VALUE;
    }
    memcpy((void*)to, from, bytes);
    return 0;
}

CALL cuMemcpyDtoH_v2(void* to, uint64_t from, size_t bytes) {
    std::lock_guard<std::mutex> lock(one);
    if (current != &context || !within(from, bytes)) {
        return current != &context ? INVALID_CONTEXT : INVALID_VALUE;
    }
    memcpy(to, (void*)from, bytes);
    return 0;
}

CALL cuLaunchKernel(void* function, unsigned groups, unsigned y, unsigned z, unsigned items, unsigned itemsY,
                    unsigned itemsZ, unsigned shared, void* stream, void** arguments, void** extra) {
    std::lock_guard<std::mutex> lock(one);
    if (current != &context) {
        return INVALID_CONTEXT;
    }
    if (groups == 0 || y * z * itemsY * itemsZ != 1 || items != GROUP || shared != 0 || stream != nullptr
        || extra != nullptr) {
        return INVALID_VALUE;
    }
    uint64_t memory[4];
    for (int i = 0; i < 4; i++) {
        memcpy(&memory[i], arguments[i], sizeof memory[i]);
        if (allocated.count(memory[i]) != 1) {
            return INVALID_VALUE;
        }
    }
    int64_t first;
    memcpy(&first, arguments[4], sizeof first);
    emulate((int)(intptr_t)function - 1, (float*)memory[0], (const int*)memory[1], (const float*)memory[2],
            (const int64_t*)memory[3], first, groups);
    return 0;
}

CALL cuCtxSynchronize() {
    return current == &context ? 0 : INVALID_CONTEXT;
}

CALL cuGetErrorName(int, const char** name) {
    *name = "CUDA_ERROR_OF_THE_STAND_IN";
    return 0;
}

CALL nvrtcCreateProgram(void** program, const char* source, const char*, int headers, const char* const*,
                        const char* const*) {
    *program = new Program{source, "", ""};
    return headers == 0 ? 0 : INVALID_VALUE;
}

CALL nvrtcCompileProgram(void* handle, int count, const char* const* options) {
    Program& program = *(Program*)handle;
    std::string option = count == 1 ? options[0] : "";
    bool machine = option == "--gpu-architecture=sm_89";
    bool general = option == "--gpu-architecture=compute_80";
    bool kernels = program.source.find("KERNEL void product_csr(ARGUMENTS)") != std::string::npos;
    if (behaves("broken") || !kernels || !(machine || general) || (machine && behaves("ptx"))) {
        program.log = "kernels.cu(7): error: the stand-in was told to refuse";
        return 6;
    }
    program.code = machine ? "cubin for sm_89" : "ptx for compute_80";
    return 0;
}

CALL nvrtcGetProgramLogSize(void* program, size_t* size) {
    *size = ((Program*)program)->log.size() + 1;
    return 0;
}

CALL nvrtcGetProgramLog(void* program, char* log) {
    strcpy(log, ((Program*)program)->log.c_str());
    return 0;
}

CALL nvrtcGetPTXSize(void* program, size_t* size) {
    *size = ((Program*)program)->code.size() + 1;
    return 0;
}

CALL nvrtcGetPTX(void* program, char* code) {
    strcpy(code, ((Program*)program)->code.c_str());
    return 0;
}

CALL nvrtcGetCUBINSize(void* program, size_t* size) {
    return nvrtcGetPTXSize(program, size);
}

CALL nvrtcGetCUBIN(void* program, char* code) {
    return nvrtcGetPTX(program, code);
}

CALL nvrtcDestroyProgram(void** program) {
    delete (Program*)*program;
    *program = nullptr;
    return 0;
}
