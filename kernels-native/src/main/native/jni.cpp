// What org.espalier.kernels.Kernels declares native. Arguments were checked in Java.

#include "isa.h"
#include "memory.h"

#include <jni.h>
#include <stdlib.h>

#define JAVA(type, name) extern "C" JNIEXPORT type JNICALL Java_org_espalier_kernels_Kernels_##name

namespace {

// By the ordinal of org.espalier.kernels.InstructionSet; null where this machine cannot run it.
const espalier::Isa* runnable(jint ordinal) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    switch (ordinal) {
        case 0: return &espalier::isa::base;
        case 1: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &espalier::isa::avx2 : nullptr;
        case 2:
            return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
                    && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
                    && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
                ? &espalier::isa::avx512 : nullptr;
        default: return nullptr;
    }
#elif defined(__aarch64__)
    return ordinal == 3 ? &espalier::isa::neon : nullptr;
#else
    return nullptr;
#endif
}

espalier::Product& productOf(jlong address) {
    return *reinterpret_cast<espalier::Product*>(address);
}

}  // namespace

JAVA(jboolean, canRun)(JNIEnv*, jclass, jint ordinal) {
    return runnable(ordinal) != nullptr;
}

// 0 when memory ran out. Height 0: a dense matrix, which has neither pointers nor indices.
JAVA(jlong, prepare)(JNIEnv* env, jclass, jint isa, jint rows, jint inner, jint columns, jint height,
                     jintArray pointers, jintArray indices, jfloatArray values, jfloatArray bias, jint activation) {
    int32_t* offsets = espalier::array<int32_t>(inner);
    if (offsets == nullptr) return 0;
    for (int32_t k = 0; k < inner; k++) offsets[k] = k * columns;
    void* p = pointers == nullptr ? nullptr : env->GetPrimitiveArrayCritical(pointers, nullptr);
    void* i = indices == nullptr ? nullptr : env->GetPrimitiveArrayCritical(indices, nullptr);
    void* v = env->GetPrimitiveArrayCritical(values, nullptr);
    void* b = bias == nullptr ? nullptr : env->GetPrimitiveArrayCritical(bias, nullptr);
    espalier::Product* product = nullptr;
    if (v != nullptr && (p == nullptr) == (pointers == nullptr) && (i == nullptr) == (indices == nullptr)
        && (b == nullptr) == (bias == nullptr)) {
        const espalier::Frame frame = {1, columns, columns, columns, 0, columns, 0};
        product = espalier::prepare(
                *runnable(isa), {rows, inner, height, (const int32_t*)p, (const int32_t*)i, (const float*)v},
                {offsets, (const float*)b, (espalier::Activation)activation, false, true, 1, 0, frame});
    }
    if (b != nullptr) env->ReleasePrimitiveArrayCritical(bias, b, JNI_ABORT);
    if (v != nullptr) env->ReleasePrimitiveArrayCritical(values, v, JNI_ABORT);
    if (i != nullptr) env->ReleasePrimitiveArrayCritical(indices, i, JNI_ABORT);
    if (p != nullptr) env->ReleasePrimitiveArrayCritical(pointers, p, JNI_ABORT);
    free(offsets);
    return reinterpret_cast<jlong>(product);
}

JAVA(jint, usefulParts)(JNIEnv*, jclass, jlong product) {
    return espalier::usefulParts(productOf(product));
}

JAVA(jboolean, runArrays)(JNIEnv* env, jclass, jlong product, jfloatArray in, jfloatArray out, jint part, jint parts) {
    void* from = env->GetPrimitiveArrayCritical(in, nullptr);
    void* to = env->GetPrimitiveArrayCritical(out, nullptr);
    bool done = from != nullptr && to != nullptr
        && espalier::run(productOf(product), {(const float*)from, nullptr, (float*)to}, part, parts);
    if (to != nullptr) env->ReleasePrimitiveArrayCritical(out, to, 0);
    if (from != nullptr) env->ReleasePrimitiveArrayCritical(in, from, JNI_ABORT);
    return done;
}

JAVA(jboolean, run)(JNIEnv*, jclass, jlong product, jlong in, jlong out, jint part, jint parts) {
    return espalier::run(productOf(product), {reinterpret_cast<const float*>(in), nullptr, reinterpret_cast<float*>(out)}, part, parts);
}

JAVA(jlong, address)(JNIEnv* env, jclass, jobject buffer) {
    return reinterpret_cast<jlong>(env->GetDirectBufferAddress(buffer));
}

JAVA(void, release)(JNIEnv*, jclass, jlong product) {
    espalier::release(&productOf(product));
}
