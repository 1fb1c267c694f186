// What every 64-bit Arm has.
#ifdef __aarch64__
#define ISA neon
#define LANES 4
#define REGISTERS 32
#include "kernel.h"
#endif
