package org.espalier.kernels;

import java.nio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The native side, {@code src/main/native/jni.cpp}: loaded from the jar on first use. A plan is an address; what is passed
 * in was checked before.
 */
final class Kernels {
    private static final String PROBLEM = NativeLibrary.load("espalier-kernels");

    private Kernels() {}

    /** What is missing and how to get it; empty if nothing is. */
    static String problem() {
        return PROBLEM;
    }

    static native boolean canRun(int instructionSet);

    /** A product's address, or 0 when memory ran out; height 0: a dense matrix, neither pointers nor indices. */
    static native long prepare(
            int instructionSet,
            int rows,
            int inner,
            int columns,
            int height,
            int @Nullable [] pointers,
            int @Nullable [] indices,
            float[] values,
            float @Nullable [] bias,
            int activation);

    /** How many parts are worth running at the same time. */
    static native int usefulParts(long plan);

    /** One part of a product on Java arrays, which the garbage collector leaves in place meanwhile; false: no memory. */
    static native boolean runArrays(long plan, float[] in, float[] out, int part, int parts);

    /** One part of a product on addresses; false when memory ran out. */
    static native boolean run(long plan, long in, long out, int part, int parts);

    static native long address(Buffer direct);

    static native void release(long plan);
}
