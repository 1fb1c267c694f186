package org.espalier.compile;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that fails when it turns out longer than may be, whatever its header claims. */
final class Limited extends FilterInputStream {
    private final String name;
    private long left;

    Limited(InputStream in, String name, long most) {
        super(in);
        this.name = name;
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        return next < 0 ? next : counted(next, 1);
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        int got = super.read(bytes, from, count);
        return got < 0 ? got : counted(got, got);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private int counted(int result, int bytes) throws IOException {
        left -= bytes;
        if (left < 0) {
            throw new IOException(name + ": longer than it may be");
        }
        return result;
    }
}
