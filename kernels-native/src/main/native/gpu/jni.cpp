// What org.espalier.kernels.gpu.Driver declares native. Sizes were checked in Java; problems become exceptions.
#include "driver.h"

#include <jni.h>

#include <cstdlib>

#define JAVA(type, name) extern "C" JNIEXPORT type JNICALL Java_org_espalier_kernels_gpu_Driver_##name

using namespace espalier::gpu;

namespace {

const Api& apiOf(jint number) {
    return number == 0 ? opencl : cuda;
}

void raise(JNIEnv* env, const Problem& problem) {
    jclass type = env->FindClass("java/lang/IllegalStateException");
    if (type != nullptr) {
        env->ThrowNew(type, problem.text);
    }
}

Device& deviceOf(jlong address) {
    return *reinterpret_cast<Device*>(address);
}

}  // namespace

JAVA(jlong, open)(JNIEnv* env, jclass, jint api, jstring driver, jstring compiler) {
    Problem problem{};
    const char* d = env->GetStringUTFChars(driver, nullptr);
    const char* c = d == nullptr ? nullptr : env->GetStringUTFChars(compiler, nullptr);
    if (c == nullptr) {
        return 0;
    }
    Driver* opened = apiOf(api).open(d, c, problem);
    env->ReleaseStringUTFChars(compiler, c);
    env->ReleaseStringUTFChars(driver, d);
    if (opened == nullptr) {
        raise(env, problem);
    }
    return reinterpret_cast<jlong>(opened);
}

JAVA(jint, devices)(JNIEnv*, jclass, jint api, jlong driver) {
    Problem problem{};
    return apiOf(api).devices(*reinterpret_cast<Driver*>(driver), problem);
}

// numbers: whether a GPU, bytes of memory, bytes of the largest buffer.
JAVA(jstring, describe)(JNIEnv* env, jclass, jint api, jlong driver, jint device, jlongArray numbers) {
    Problem problem{};
    Description d{};
    if (!apiOf(api).describe(*reinterpret_cast<Driver*>(driver), device, d, problem)) {
        raise(env, problem);
        return nullptr;
    }
    jlong values[] = {d.gpu ? 1 : 0, d.memory, d.largest};
    env->SetLongArrayRegion(numbers, 0, 3, values);
    return env->NewStringUTF(d.name);
}

JAVA(jlong, compile)(JNIEnv* env, jclass, jint api, jlong driver, jint device, jstring source, jobjectArray kernels) {
    constexpr int MOST = 64;
    Problem problem{};
    int count = env->GetArrayLength(kernels);
    const char* names[MOST];
    jstring held[MOST];
    if (count > MOST) {
        problem.no("at most %d kernels, found %d", MOST, count);
        raise(env, problem);
        return 0;
    }
    for (int i = 0; i < count; i++) {
        held[i] = (jstring)env->GetObjectArrayElement(kernels, i);
        names[i] = env->GetStringUTFChars(held[i], nullptr);
        if (names[i] == nullptr) {
            return 0;
        }
    }
    const char* text = env->GetStringUTFChars(source, nullptr);
    if (text == nullptr) {
        return 0;
    }
    Device* made = apiOf(api).device(*reinterpret_cast<Driver*>(driver), device, text, names, count, problem);
    env->ReleaseStringUTFChars(source, text);
    for (int i = 0; i < count; i++) {
        env->ReleaseStringUTFChars(held[i], names[i]);
    }
    if (made == nullptr) {
        raise(env, problem);
    }
    return reinterpret_cast<jlong>(made);
}

JAVA(jlong, allocate)(JNIEnv* env, jclass, jint api, jlong device, jlong bytes) {
    Problem problem{};
    Memory memory = 0;
    if (!apiOf(api).allocate(deviceOf(device), bytes, memory, problem)) {
        raise(env, problem);
    }
    return (jlong)memory;
}

JAVA(void, release)(JNIEnv*, jclass, jint api, jlong device, jlong memory) {
    apiOf(api).release(deviceOf(device), (Memory)memory);
}

JAVA(void, upload)(JNIEnv* env, jclass, jint api, jlong device, jlong to, jlong offset, jlong from, jlong bytes) {
    Problem problem{};
    if (!apiOf(api).upload(deviceOf(device), (Memory)to, offset, reinterpret_cast<const void*>(from), bytes, problem)) {
        raise(env, problem);
    }
}

JAVA(void, download)(JNIEnv* env, jclass, jint api, jlong device, jlong from, jlong offset, jlong to, jlong bytes) {
    Problem problem{};
    if (!apiOf(api).download(deviceOf(device), (Memory)from, offset, reinterpret_cast<void*>(to), bytes, problem)) {
        raise(env, problem);
    }
}

// buffers: arena, ints, floats, args. launches: kernel, first, groups of each.
JAVA(void, launch)(JNIEnv* env, jclass, jint api, jlong device, jlongArray buffers, jlongArray launches, jint from, jint to,
                   jint groupSize) {
    Problem problem{};
    jlong four[4];
    env->GetLongArrayRegion(buffers, 0, 4, four);
    Memory memory[4] = {(Memory)four[0], (Memory)four[1], (Memory)four[2], (Memory)four[3]};
    for (jint i = from; i < to; i++) {
        jlong three[3];
        env->GetLongArrayRegion(launches, 3 * i, 3, three);
        Launch launch = {three[0], three[1], three[2]};
        if (!apiOf(api).launch(deviceOf(device), memory, launch, groupSize, problem)) {
            raise(env, problem);
            return;
        }
    }
}

JAVA(void, finish)(JNIEnv* env, jclass, jint api, jlong device) {
    Problem problem{};
    if (!apiOf(api).finish(deviceOf(device), problem)) {
        raise(env, problem);
    }
}

JAVA(jlong, address)(JNIEnv* env, jclass, jobject buffer) {
    return reinterpret_cast<jlong>(env->GetDirectBufferAddress(buffer));
}
