package org.espalier.kernels.gpu;

import java.nio.Buffer;
import org.espalier.kernels.NativeLibrary;

/**
 * The native side, {@code src/main/native/gpu}: loaded from the jar on first use. {@code api} is the ordinal of an
 * {@link Api}; drivers, devices and buffers are addresses. Each throws {@link IllegalStateException} with the driver's
 * error if a call fails; one device is used by one thread at a time.
 */
final class Driver {
    private static final String PROBLEM = NativeLibrary.load("espalier-gpu");

    private Driver() {}

    /** What is missing and how to get it; empty if nothing is. */
    static String problem() {
        return PROBLEM;
    }

    /** A driver by the first library of each list, split by colons, that can be loaded. */
    static native long open(int api, String driver, String compiler);

    static native int devices(int api, long driver);

    /** A device's name; {@code numbers} gets whether it is a GPU, its bytes of memory, and those of its largest buffer. */
    static native String describe(int api, long driver, int device, long[] numbers);

    /** Opens a device and compiles kernels for it. */
    static native long compile(int api, long driver, int device, String source, String[] kernels);

    static native long allocate(int api, long device, long bytes);

    static native void release(int api, long device, long buffer);

    static native void upload(int api, long device, long to, long offset, long from, long bytes);

    /** Waits for all that was launched before. */
    static native void download(int api, long device, long from, long offset, long to, long bytes);

    /** Launches some of {@code launches}, kernel, first argument and groups of each, in order; does not wait. */
    static native void launch(int api, long device, long[] buffers, long[] launches, int from, int to, int groupSize);

    static native void finish(int api, long device);

    static native long address(Buffer direct);
}
