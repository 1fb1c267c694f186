// The machine's own limits, and im2col, which a dense product of a convolution needs: for the benchmarks.

#include <jni.h>
#include <stdint.h>
#include <string.h>

#define LANES 4
#define ISA narrow
#include "loops.h"
#undef LANES
#undef ISA

#ifdef __x86_64__
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#define LANES 8
#define ISA avx2
#include "loops.h"
#undef LANES
#undef ISA
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,prefer-vector-width=512")
#define LANES 16
#define ISA avx512
#include "loops.h"
#undef LANES
#undef ISA
#pragma GCC pop_options
#endif

#define NATIVE(type, name) extern "C" JNIEXPORT type JNICALL Java_org_espalier_kernels_benchmark_Machine_##name

// 12 vectors of `lanes` multiply-adds in each round.
NATIVE(jfloat, multiplyAdds)(JNIEnv*, jclass, jint lanes, jlong rounds) {
#ifdef __x86_64__
    if (lanes == 16) return avx512::multiplyAdds(rounds);
    if (lanes == 8) return avx2::multiplyAdds(rounds);
#endif
    (void)lanes;
    return narrow::multiplyAdds(rounds);
}

NATIVE(jfloat, read)(JNIEnv* env, jclass, jint lanes, jobject buffer, jlong count) {
    const float* from = (const float*)env->GetDirectBufferAddress(buffer);
#ifdef __x86_64__
    if (lanes == 16) return avx512::read(from, count);
    if (lanes == 8) return avx2::read(from, count);
#endif
    (void)lanes;
    return narrow::read(from, count);
}

// One image [channels x size x size] to [channels * kernel * kernel x outSize * outSize].
NATIVE(void, columns)(JNIEnv* env, jclass, jobject image, jobject out, jint channels, jint size, jint kernel, jint stride,
                      jint padding) {
    const float* in = (const float*)env->GetDirectBufferAddress(image);
    float* to = (float*)env->GetDirectBufferAddress(out);
    const int outSize = (size + 2 * padding - kernel) / stride + 1;
    for (int channel = 0; channel < channels; channel++, in += size * size) {
        for (int i = 0; i < kernel; i++) {
            for (int j = 0; j < kernel; j++) {
                // Columns x with 0 <= x * stride + j - padding < size.
                int first = j >= padding ? 0 : (padding - j + stride - 1) / stride;
                int end = (size - 1 + padding - j) / stride + 1;
                if (end > outSize) end = outSize;
                for (int y = 0; y < outSize; y++, to += outSize) {
                    const int row = y * stride + i - padding;
                    if (row < 0 || row >= size || first >= end) {
                        memset(to, 0, outSize * sizeof(float));
                        continue;
                    }
                    const float* from = in + (int64_t)row * size + j - padding;
                    memset(to, 0, first * sizeof(float));
                    if (stride == 1) {
                        memcpy(to + first, from + first, (end - first) * sizeof(float));
                    } else {
                        for (int x = first; x < end; x++) to[x] = from[x * stride];
                    }
                    memset(to + end, 0, (outSize - end) * sizeof(float));
                }
            }
        }
    }
}
