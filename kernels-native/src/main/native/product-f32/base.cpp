// What every x86-64 has: SSE2, no fused multiply-add.
#ifdef __x86_64__
#define ISA base
#define LANES 4
#define REGISTERS 16
#include "kernel.h"
#endif
