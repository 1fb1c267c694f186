// Memory and the sizes of what lies nearer.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace espalier {

// Begins with a cache line; what is large asks for large pages, since a network's channels lie far apart. Null when
// memory ran out. Released by free().
void* bytes(size_t size);

// The same, all zero.
void* zeros(size_t size);

template <typename T>
T* array(size_t length) {
    return (T*)bytes(length * sizeof(T));
}

// Bytes of a core's caches; guesses where the system does not say.
struct Caches {
    int64_t first, second;
};
Caches caches();

// value / unit, rounded up.
static inline int64_t up(int64_t value, int64_t unit) {
    return (value + unit - 1) / unit;
}

// Of `count` things the given part takes those from share(count, part, parts) to share(count, part + 1, parts).
static inline int share(int64_t count, int part, int parts) {
    return (int)(count * part / parts);
}

}  // namespace espalier
