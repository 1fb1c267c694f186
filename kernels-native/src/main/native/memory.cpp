#include "memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

namespace espalier {

namespace {

const size_t LINE = 64;
const size_t LARGE_PAGE = 2 << 20;

int64_t cache(int name, int64_t guess) {
    const long size = sysconf(name);
    return size > 0 ? size : guess;
}

}  // namespace

void* bytes(size_t size) {
    const bool large = size >= LARGE_PAGE / 2;
    void* memory = nullptr;
    if (posix_memalign(&memory, large ? LARGE_PAGE : LINE, size == 0 ? LINE : size) != 0) return nullptr;
    if (large) madvise(memory, size, MADV_HUGEPAGE);   // a wish: whether it was granted does not matter
    return memory;
}

void* zeros(size_t size) {
    void* memory = bytes(size);
    return memory == nullptr ? nullptr : memset(memory, 0, size);
}

Caches caches() {
    return {cache(_SC_LEVEL1_DCACHE_SIZE, 32 << 10), cache(_SC_LEVEL2_CACHE_SIZE, 512 << 10)};
}

}  // namespace espalier
