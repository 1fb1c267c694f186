package org.espalier.sparse;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** Little-endian numbers on their way into a stream, summed up. */
final class MatrixOutput {
    private final OutputStream out;
    private final ByteBuffer waiting = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32 sum = new CRC32();

    MatrixOutput(OutputStream out) {
        this.out = out;
    }

    void int16(int value) throws IOException {
        room(Short.BYTES).putShort((short) value);
    }

    void int32(int value) throws IOException {
        room(Integer.BYTES).putInt(value);
    }

    void float32(float value) throws IOException {
        room(Float.BYTES).putFloat(value);
    }

    void bytes(byte[] values) throws IOException {
        for (byte value : values) {
            room(1).put(value);
        }
    }

    /** Writes the CRC-32 of everything since the last one. */
    void checksum() throws IOException {
        pass();
        int32((int) sum.getValue());
        pass();
        sum.reset();
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (waiting.remaining() < bytes) {
            pass();
        }
        return waiting;
    }

    private void pass() throws IOException {
        sum.update(waiting.array(), 0, waiting.position());
        out.write(waiting.array(), 0, waiting.position());
        waiting.clear();
    }
}
