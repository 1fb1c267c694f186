package org.espalier.kernels.gpu;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Numbers that all kernels of a program read, one array after the other. */
final class Table {
    /** Copies one array's bytes from a place on. */
    private interface Part {
        int length();

        void copy(int from, int count, ByteBuffer to);
    }

    private final int width;
    private final List<Part> parts = new ArrayList<>();
    private long size;

    /** Bytes of a number. */
    Table(int width) {
        this.width = width;
    }

    /** Where the next array begins, in numbers. */
    long size() {
        return size;
    }

    /** A buffer has at least one number. */
    long bytes() {
        return Math.max(1, size) * width;
    }

    long add(int[] values) {
        return add(new Part() {
            @Override
            public int length() {
                return values.length;
            }

            @Override
            public void copy(int from, int count, ByteBuffer to) {
                to.asIntBuffer().put(values, from, count);
            }
        });
    }

    long add(float[] values) {
        return add(new Part() {
            @Override
            public int length() {
                return values.length;
            }

            @Override
            public void copy(int from, int count, ByteBuffer to) {
                to.asFloatBuffer().put(values, from, count);
            }
        });
    }

    long add(long[] values) {
        return add(new Part() {
            @Override
            public int length() {
                return values.length;
            }

            @Override
            public void copy(int from, int count, ByteBuffer to) {
                to.asLongBuffer().put(values, from, count);
            }
        });
    }

    private long add(Part part) {
        long at = size;
        parts.add(part);
        size += part.length();
        return at;
    }

    /** Uploads all of it. */
    void upload(Device device, long buffer) {
        long offset = 0;
        int most = Device.CHUNK / width;
        for (Part part : parts) {
            for (int from = 0; from < part.length(); from += most) {
                int begin = from;
                int count = Math.min(most, part.length() - from);
                device.upload(buffer, offset, (long) count * width, chunk -> part.copy(begin, count, chunk));
                offset += (long) count * width;
            }
        }
    }
}
