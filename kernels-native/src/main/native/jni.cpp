// What org.espalier.kernels.Kernels declares native. Arguments were checked in Java.

#include "plan.h"

#include <jni.h>

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

espalier::Plan& planOf(jlong address) {
    return *reinterpret_cast<espalier::Plan*>(address);
}

}  // namespace

JAVA(jboolean, canRun)(JNIEnv*, jclass, jint ordinal) {
    return runnable(ordinal) != nullptr;
}

// 0 when memory ran out.
JAVA(jlong, prepare)(JNIEnv* env, jclass, jint isa, jint rows, jint inner, jint columns, jint height,
                     jintArray pointers, jintArray indices, jfloatArray values, jfloatArray bias, jint activation) {
    void* p = env->GetPrimitiveArrayCritical(pointers, nullptr);
    void* i = env->GetPrimitiveArrayCritical(indices, nullptr);
    void* v = env->GetPrimitiveArrayCritical(values, nullptr);
    void* b = bias == nullptr ? nullptr : env->GetPrimitiveArrayCritical(bias, nullptr);
    espalier::Plan* plan = nullptr;
    if (p != nullptr && i != nullptr && v != nullptr && (b != nullptr || bias == nullptr)) {
        plan = espalier::prepare(*runnable(isa), rows, inner, columns, height, (const int32_t*)p, (const int32_t*)i,
                                 (const float*)v, (const float*)b, (espalier::Activation)activation);
    }
    if (b != nullptr) env->ReleasePrimitiveArrayCritical(bias, b, JNI_ABORT);
    if (v != nullptr) env->ReleasePrimitiveArrayCritical(values, v, JNI_ABORT);
    if (i != nullptr) env->ReleasePrimitiveArrayCritical(indices, i, JNI_ABORT);
    if (p != nullptr) env->ReleasePrimitiveArrayCritical(pointers, p, JNI_ABORT);
    return reinterpret_cast<jlong>(plan);
}

JAVA(jint, usefulParts)(JNIEnv*, jclass, jlong plan) {
    return espalier::usefulParts(planOf(plan));
}

JAVA(jboolean, runArrays)(JNIEnv* env, jclass, jlong plan, jfloatArray in, jfloatArray out, jint part, jint parts) {
    void* from = env->GetPrimitiveArrayCritical(in, nullptr);
    void* to = env->GetPrimitiveArrayCritical(out, nullptr);
    bool done = from != nullptr && to != nullptr
        && espalier::run(planOf(plan), (const float*)from, (float*)to, part, parts);
    if (to != nullptr) env->ReleasePrimitiveArrayCritical(out, to, 0);
    if (from != nullptr) env->ReleasePrimitiveArrayCritical(in, from, JNI_ABORT);
    return done;
}

JAVA(jboolean, run)(JNIEnv*, jclass, jlong plan, jlong in, jlong out, jint part, jint parts) {
    return espalier::run(planOf(plan), reinterpret_cast<const float*>(in), reinterpret_cast<float*>(out), part, parts);
}

JAVA(jlong, address)(JNIEnv* env, jclass, jobject buffer) {
    return reinterpret_cast<jlong>(env->GetDirectBufferAddress(buffer));
}

JAVA(void, release)(JNIEnv*, jclass, jlong plan) {
    espalier::release(&planOf(plan));
}
