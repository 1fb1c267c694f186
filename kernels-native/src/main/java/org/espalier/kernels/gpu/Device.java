package org.espalier.kernels.gpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * One GPU, or whatever OpenCL takes for a device, with the kernels compiled for it. Safe for threads: calls take turns. A
 * call that fails throws {@link IllegalStateException} with the driver's error.
 */
final class Device {
    /** Bytes that go between the heap and the device at a time. */
    static final int CHUNK = 1 << 20;

    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.nativeOrder());
    private final Api api;
    private final String name;
    private final boolean gpu;
    private final long memory;
    private final long largest;
    private final long address;
    private long taken;

    private Device(Api api, String name, long[] numbers, long address) {
        this.api = api;
        this.name = name;
        this.gpu = numbers[0] != 0;
        this.memory = numbers[1];
        this.largest = numbers[2];
        this.address = address;
    }

    /**
     * Opens a driver's device.
     *
     * @throws IllegalStateException if the source does not compile; has the compiler's log
     */
    static Device open(Api api, long driver, int index, String source) {
        long[] numbers = new long[3];
        String name = Driver.describe(api.ordinal(), driver, index, numbers);
        long address = Driver.compile(api.ordinal(), driver, index, source, Kernel.names());
        return new Device(api, name, numbers, address);
    }

    /** As the driver calls it. */
    String name() {
        return name;
    }

    /** Whether it is a GPU and not a processor that runs OpenCL. */
    boolean isGpu() {
        return gpu;
    }

    /** Bytes it has. */
    long memory() {
        return memory;
    }

    /**
     * Takes note of memory that is going to be allocated, if it is within the limit.
     *
     * @param what for the message
     * @param bytes of each buffer
     * @throws IllegalStateException if it is not; names the sizes, and nothing is allocated
     */
    synchronized void reserve(String what, long... bytes) {
        long sum = 0;
        for (long each : bytes) {
            if (each > largest) {
                throw new IllegalStateException("%s needs a buffer of %s, %s allows %s; take a smaller batch"
                        .formatted(what, MemoryLimit.mebibytes(each), name, MemoryLimit.mebibytes(largest)));
            }
            sum += each;
        }
        long limit = MemoryLimit.bytes(memory);
        if (sum > limit - taken) {
            throw new IllegalStateException(
                    ("%s needs %s, and of the %s that may be taken on %s, %s are; take a smaller batch, close what is no"
                                    + " longer needed, or raise espalier.gpu.memory")
                            .formatted(
                                    what,
                                    MemoryLimit.mebibytes(sum),
                                    MemoryLimit.mebibytes(limit),
                                    name,
                                    MemoryLimit.mebibytes(taken)));
        }
        taken += sum;
    }

    /** Gives back what was reserved. */
    synchronized void unreserve(long... bytes) {
        for (long each : bytes) {
            taken -= each;
        }
    }

    synchronized long allocate(long bytes) {
        return Driver.allocate(api.ordinal(), address, bytes);
    }

    synchronized void release(long buffer) {
        Driver.release(api.ordinal(), address, buffer);
    }

    /** From an address of this machine. */
    synchronized void upload(long to, long offset, long from, long bytes) {
        Driver.upload(api.ordinal(), address, to, offset, from, bytes);
    }

    /** What is put into the chunk. */
    synchronized void upload(long to, long offset, long bytes, Consumer<ByteBuffer> put) {
        put.accept(chunk);
        upload(to, offset, Driver.address(chunk), bytes);
    }

    /** To an address of this machine; waits for what was launched before. */
    synchronized void download(long from, long offset, long to, long bytes) {
        Driver.download(api.ordinal(), address, from, offset, to, bytes);
    }

    /** By the chunk. */
    synchronized void download(long from, long offset, long bytes, Consumer<ByteBuffer> take) {
        download(from, offset, Driver.address(chunk), bytes);
        take.accept(chunk);
    }

    /** Launches in order, three numbers each: kernel, first argument, groups. */
    synchronized void launch(long[] buffers, long[] launches, int from, int to) {
        Driver.launch(api.ordinal(), address, buffers, launches, from, to, Kernel.GROUP);
    }

    /** Waits for what was launched. */
    synchronized void finish() {
        Driver.finish(api.ordinal(), address);
    }

    @Override
    public String toString() {
        return "%s (%s, %s)".formatted(name, gpu ? "GPU" : "no GPU", MemoryLimit.mebibytes(memory));
    }
}
