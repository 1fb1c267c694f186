// What org.espalier.kernels.ProgramKernels declares native. Arguments were checked in Java.

#include "isa.h"
#include "program.h"

#include <jni.h>
#include <stdlib.h>
#include <string.h>

#define JAVA(type, name) extern "C" JNIEXPORT type JNICALL Java_org_espalier_kernels_ProgramKernels_##name

namespace {

using namespace espalier;

// By the ordinal of org.espalier.kernels.InstructionSet; this machine can run it.
const Isa& isaOf(jint ordinal) {
#if defined(__x86_64__)
    return ordinal == 2 ? isa::avx512 : ordinal == 1 ? isa::avx2 : isa::base;
#else
    (void)ordinal;
    return isa::neon;
#endif
}

const Ops& opsOf(jint ordinal) {
#if defined(__x86_64__)
    return ordinal == 2 ? ops::avx512 : ordinal == 1 ? ops::avx2 : ops::base;
#else
    (void)ordinal;
    return ops::neon;
#endif
}

Program& programOf(jlong address) {
    return *reinterpret_cast<Program*>(address);
}

Workspace& workspaceOf(jlong address) {
    return *reinterpret_cast<Workspace*>(address);
}

// A Java array's memory, which the garbage collector leaves in place meanwhile.
template <typename T>
struct Pinned {
    JNIEnv* env;
    jarray array;
    T* memory;
    jint mode;

    Pinned(JNIEnv* e, jarray a, jint m) : env(e), array(a), memory(nullptr), mode(m) {
        if (array != nullptr) memory = (T*)env->GetPrimitiveArrayCritical(array, nullptr);
    }
    ~Pinned() {
        if (memory != nullptr) env->ReleasePrimitiveArrayCritical(array, memory, mode);
    }
    bool missing() const {
        return array != nullptr && memory == nullptr;
    }
};

// Numbers as Java wrote them, one after the other; regions in positions become places in floats.
struct Reader {
    const jlong* at;
    int32_t lanes;

    int64_t number() {
        return *at++;
    }
    int32_t small() {
        return (int32_t)*at++;
    }
    void region(Size& size, Place& place) {
        place.start = number() * lanes;
        size = {small(), 0, 0};
        size.height = small();
        size.width = small();
        place.pitch = number() * lanes;
        place.plane = number() * lanes;
    }
};

bool addPool(Program& program, Reader in) {
    Pool pool = {};
    pool.lanes = in.lanes;
    in.region(pool.size, pool.out);
    in.region(pool.from, pool.in);
    pool.kind = (PoolKind)in.small();
    Window& w = pool.window;
    int32_t* const all[] = {&w.height, &w.width, &w.strideY, &w.strideX, &w.top, &w.left, &w.dilationY, &w.dilationX};
    for (int32_t* p : all) *p = in.small();
    return add(program, pool);
}

bool addCombine(Program& program, Reader in) {
    Combine combine = {};
    combine.lanes = in.lanes;
    in.region(combine.size, combine.out);
    combine.operation = (Operation)in.small();
    combine.activation = (Activation)in.small();
    combine.count = in.small();
    combine.in = (Place*)malloc(combine.count * sizeof(Place));
    if (combine.in == nullptr) return false;
    for (int32_t i = 0; i < combine.count; i++) {
        Size same;
        in.region(same, combine.in[i]);
    }
    const bool added = add(program, combine);
    free(combine.in);
    return added;
}

bool addMove(Program& program, Reader in) {
    Move move = {};
    move.lanes = in.lanes;
    in.region(move.size, move.out);
    in.region(move.from, move.in);
    move.startY = in.small();
    move.startX = in.small();
    move.stepY = in.small();
    move.stepX = in.small();
    return add(program, move);
}

bool addScale(Program& program, Reader in, float* scale, float* shift) {
    Scale op = {};
    op.lanes = in.lanes;
    in.region(op.size, op.out);
    in.region(op.size, op.in);
    op.activation = (Activation)in.small();
    op.scale = scale;
    op.shift = shift;
    return add(program, op);
}

bool addApply(Program& program, Reader in, const float* alpha) {
    Apply op = {};
    op.lanes = in.lanes;
    in.region(op.size, op.out);
    in.region(op.size, op.in);
    op.function = (Function)in.small();
    op.alpha = *alpha;
    return add(program, op);
}

bool addSoften(Program& program, Reader in) {
    Soften op = {};
    op.lanes = in.lanes;
    in.region(op.size, op.out);
    in.region(op.size, op.in);
    return add(program, op);
}

}  // namespace

// 0 when memory ran out.
JAVA(jlong, create)(JNIEnv* env, jclass, jint isa, jint lanes, jlong floats, jint operations, jint threads, jlongArray ends) {
    const Pinned<jlong> numbers(env, ends, JNI_ABORT);
    if (numbers.missing()) return 0;
    Reader reader = {numbers.memory, lanes};
    Size inSize, outSize;
    Place in, out;
    reader.region(inSize, in);
    reader.region(outSize, out);
    return reinterpret_cast<jlong>(
        newProgram(isaOf(isa), opsOf(isa), lanes, floats, operations, threads, inSize, in, outSize, out));
}

JAVA(jboolean, addProduct)(JNIEnv* env, jclass, jlong program, jlongArray description, jintArray pointers,
                           jintArray indices, jfloatArray values, jintArray offsets, jfloatArray bias) {
    const Pinned<jlong> numbers(env, description, JNI_ABORT);
    const Pinned<int32_t> p(env, pointers, JNI_ABORT), i(env, indices, JNI_ABORT), o(env, offsets, JNI_ABORT);
    const Pinned<float> v(env, values, JNI_ABORT), b(env, bias, JNI_ABORT);
    if (numbers.missing() || p.missing() || i.missing() || o.missing() || v.missing() || b.missing()) return false;
    Reader in = {numbers.memory, lanesOf(programOf(program))};
    Weights w = {};
    Size other;
    w.lanes = in.lanes;
    in.region(w.size, w.out);
    in.region(other, w.in);
    w.rows = in.small();
    w.columns = in.small();
    w.height = in.small();
    w.activation = (Activation)in.small();
    w.groups = in.small();
    w.groupStride = in.number() * in.lanes;
    w.added = in.small() != 0;
    if (w.added) in.region(other, w.addend);
    w.pointers = p.memory;
    w.indices = i.memory;
    w.values = v.memory;
    w.offsets = o.memory;
    w.bias = b.memory;
    return add(programOf(program), w);
}

JAVA(jboolean, addOperation)(JNIEnv* env, jclass, jlong program, jint kind, jlongArray description,
                             jfloatArray first, jfloatArray second) {
    const Pinned<jlong> numbers(env, description, JNI_ABORT);
    const Pinned<float> a(env, first, JNI_ABORT), b(env, second, JNI_ABORT);
    if (numbers.missing() || a.missing() || b.missing()) return false;
    const Reader in = {numbers.memory, lanesOf(programOf(program))};
    Program& to = programOf(program);
    switch (kind) {
        case 0: return addPool(to, in);
        case 1: return addCombine(to, in);
        case 2: return addMove(to, in);
        case 3: return addScale(to, in, a.memory, b.memory);
        case 4: return addApply(to, in, a.memory);
        default: return addSoften(to, in);
    }
}

JAVA(jboolean, worthHelp)(JNIEnv*, jclass, jlong program) {
    return worthHelp(programOf(program));
}

// 0 when memory ran out.
JAVA(jlong, take)(JNIEnv*, jclass, jlong program) {
    return reinterpret_cast<jlong>(take(programOf(program)));
}

JAVA(void, give)(JNIEnv*, jclass, jlong program, jlong workspace) {
    give(programOf(program), &workspaceOf(workspace));
}

// Takes `examples` in, if there is an array (then `from` counts its floats) or an address; runs operations [first, end);
// and gives as many out alike. False when memory ran out.
JAVA(jboolean, run)(JNIEnv* env, jclass, jlong program, jlong workspace, jint first, jint end, jfloatArray in, jlong from,
                    jfloatArray out, jlong to, jint examples) {
    Program& p = programOf(program);
    Workspace& w = workspaceOf(workspace);
    if (in != nullptr) {
        const Pinned<float> pinned(env, in, JNI_ABORT);
        if (pinned.missing()) return false;
        takeIn(p, w, pinned.memory + from, examples);
    } else if (from != 0) {
        takeIn(p, w, reinterpret_cast<const float*>(from), examples);
    }
    if (!run(p, w, first, end)) return false;
    if (out != nullptr) {
        const Pinned<float> pinned(env, out, 0);
        if (pinned.missing()) return false;
        giveOut(p, w, pinned.memory + to, examples);
    } else if (to != 0) {
        giveOut(p, w, reinterpret_cast<float*>(to), examples);
    }
    return true;
}

JAVA(void, open)(JNIEnv*, jclass, jlong workspace) {
    open(workspaceOf(workspace));
}

JAVA(void, close)(JNIEnv*, jclass, jlong workspace) {
    close(workspaceOf(workspace));
}

JAVA(void, help)(JNIEnv*, jclass, jlong program, jlong workspace) {
    help(programOf(program), workspaceOf(workspace));
}

JAVA(jboolean, fetch)(JNIEnv* env, jclass, jlong program, jlong workspace, jlongArray region, jfloatArray to,
                      jint examples) {
    const Pinned<jlong> numbers(env, region, JNI_ABORT);
    const Pinned<float> values(env, to, 0);
    if (numbers.missing() || values.missing()) return false;
    Size size;
    Place place;
    Reader{numbers.memory, lanesOf(programOf(program))}.region(size, place);
    fetch(programOf(program), workspaceOf(workspace), size, place, values.memory, examples);
    return true;
}

JAVA(jboolean, bring)(JNIEnv* env, jclass, jlong program, jlong workspace, jlongArray region, jfloatArray from,
                      jint examples) {
    const Pinned<jlong> numbers(env, region, JNI_ABORT);
    const Pinned<float> values(env, from, JNI_ABORT);
    if (numbers.missing() || values.missing()) return false;
    Size size;
    Place place;
    Reader{numbers.memory, lanesOf(programOf(program))}.region(size, place);
    bring(programOf(program), workspaceOf(workspace), size, place, values.memory, examples);
    return true;
}

JAVA(void, release)(JNIEnv*, jclass, jlong program) {
    release(&programOf(program));
}
