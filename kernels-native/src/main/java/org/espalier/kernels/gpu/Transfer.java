package org.espalier.kernels.gpu;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;

/** Floats between this machine and a buffer of a device; heap memory goes by the device's chunk. */
final class Transfer {
    private final Device device;
    private final long buffer;

    Transfer(Device device, long buffer) {
        this.device = device;
        this.buffer = buffer;
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
            int count = Math.min(Device.CHUNK / 4, rest.remaining());
            FloatBuffer part = rest.slice(rest.position(), count);
            device.upload(
                    buffer, 4 * to, 4L * count, chunk -> chunk.asFloatBuffer().put(part));
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
            int count = Math.min(Device.CHUNK / 4, rest.remaining());
            device.download(
                    buffer,
                    4 * from,
                    4L * count,
                    chunk -> rest.put(chunk.asFloatBuffer().limit(count)));
            from += count;
        }
    }

    private static long address(FloatBuffer buffer) {
        return Driver.address(buffer) + 4L * buffer.position();
    }
}
