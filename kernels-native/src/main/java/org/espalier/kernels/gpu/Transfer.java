package org.espalier.kernels.gpu;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Floats between this machine and a buffer of a device; heap memory goes by a chunk outside of the heap. */
final class Transfer {
    private static final int CHUNK = 1 << 20;

    private final Device device;
    private final long buffer;
    private final ByteBuffer chunk = chunk();

    Transfer(Device device, long buffer) {
        this.device = device;
        this.buffer = buffer;
    }

    static ByteBuffer chunk() {
        return ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.nativeOrder());
    }

    /** All that remains in a buffer, to so many floats from the device buffer's start; its position stays. */
    void upload(FloatBuffer from, long at) {
        if (from.isDirect()) {
            device.upload(buffer, 4 * at, address(from), 4L * from.remaining());
            Reference.reachabilityFence(from);
            return;
        }
        FloatBuffer rest = from.duplicate();
        for (long to = at; rest.hasRemaining(); ) {
            int count = Math.min(CHUNK / 4, rest.remaining());
            FloatBuffer part = rest.slice(rest.position(), count);
            chunk.asFloatBuffer().put(part);
            device.upload(buffer, 4 * to, Driver.address(chunk), 4L * count);
            rest.position(rest.position() + count);
            to += count;
        }
    }

    /** Fills what remains of a buffer; its position stays. */
    void download(long at, FloatBuffer to) {
        if (to.isDirect()) {
            device.download(buffer, 4 * at, address(to), 4L * to.remaining());
            Reference.reachabilityFence(to);
            return;
        }
        FloatBuffer rest = to.duplicate();
        for (long from = at; rest.hasRemaining(); ) {
            int count = Math.min(CHUNK / 4, rest.remaining());
            device.download(buffer, 4 * from, Driver.address(chunk), 4L * count);
            rest.put(chunk.asFloatBuffer().limit(count));
            from += count;
        }
    }

    private static long address(FloatBuffer buffer) {
        return Driver.address(buffer) + 4L * buffer.position();
    }
}
