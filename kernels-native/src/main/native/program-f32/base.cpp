// What every x86-64 has: SSE2, no fused multiply-add.
#ifdef __x86_64__
#include <immintrin.h>
#define ISA base
#define LANES 4
#include "kernel.h"
#endif
