package org.espalier.kernels;

import org.jspecify.annotations.Nullable;

/**
 * The native side of programs, {@code src/main/native/program-jni.cpp}. A program and a workspace are addresses; what is
 * passed in was checked before, and {@link Kernels#problem()} is empty. Numbers are written by {@link Assembler}.
 */
final class ProgramKernels {
    private ProgramKernels() {}

    /** An empty program's address, or 0 when memory ran out. */
    static native long create(int instructionSet, int lanes, long floats, int operations, int threads, long[] inAndOut);

    /** False when memory ran out. */
    static native boolean addProduct(
            long program,
            long[] description,
            int @Nullable [] pointers,
            int @Nullable [] indices,
            float[] values,
            int[] offsets,
            float @Nullable [] bias);

    /** False when memory ran out. */
    static native boolean addOperation(
            long program, int kind, long[] description, float @Nullable [] first, float @Nullable [] second);

    /** Whether a workspace is worth other threads' help. */
    static native boolean worthHelp(long program);

    /** A workspace's address, or 0 when memory ran out; any thread may take one. */
    static native long take(long program);

    static native void give(long program, long workspace);

    /**
     * Takes examples in, runs operations, gives examples out; false when memory ran out.
     *
     * @param in null: {@code from} is an address, or 0 if there is nothing to take in
     * @param out null: {@code to} is an address, or 0 if there is nothing to give out
     */
    static native boolean run(
            long program,
            long workspace,
            int first,
            int end,
            float @Nullable [] in,
            long from,
            float @Nullable [] out,
            long to,
            int examples);

    /** Lets helpers in. */
    static native void open(long workspace);

    /** Sends helpers away. */
    static native void close(long workspace);

    /** Takes parts of what another thread runs there, until it is closed. */
    static native void help(long program, long workspace);

    /** A region as {@code [examples, channels, height, width]}; false when memory ran out. */
    static native boolean fetch(long program, long workspace, long[] region, float[] to, int examples);

    /** The way back. */
    static native boolean bring(long program, long workspace, long[] region, float[] from, int examples);

    /** With every workspace that was given back. */
    static native void release(long program);
}
