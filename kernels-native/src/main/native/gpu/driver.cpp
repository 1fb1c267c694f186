#include "driver.h"

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>

namespace espalier::gpu {

bool Problem::no(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return false;
}

void* library(const char* names, Problem& problem) {
    // PoCL would catch the signal by which Java learns of a division by zero, and skip the division.
    setenv("POCL_SIGFPE_HANDLER", "0", 0);
    char name[1024];
    for (const char* from = names; *from != 0;) {
        size_t length = strcspn(from, ":");
        if (length < sizeof name) {
            memcpy(name, from, length);
            name[length] = 0;
            void* found = dlopen(name, RTLD_NOW | RTLD_LOCAL);
            if (found != nullptr) {
                return found;
            }
        }
        from += length + (from[length] == ':');
    }
    problem.no("found no %s", names);
    return nullptr;
}

bool symbol(void* library, const char* name, void** to, Problem& problem) {
    *to = dlsym(library, name);
    return *to != nullptr || problem.no("the library has no %s; it is too old", name);
}

}  // namespace espalier::gpu
