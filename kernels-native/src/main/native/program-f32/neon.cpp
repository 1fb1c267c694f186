// What every 64-bit Arm has.
#ifdef __aarch64__
#define ISA neon
#define LANES 4
#include "kernel.h"
#endif
