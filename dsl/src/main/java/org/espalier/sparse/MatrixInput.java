package org.espalier.sparse;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Little-endian numbers out of a stream, summed up. An array is made when all its bytes have come, never on a file's word
 * that they will.
 */
final class MatrixInput {
    private static final int PIECE = 1 << 16;

    private final InputStream in;
    private final CRC32 sum = new CRC32();
    private long position;

    MatrixInput(InputStream in) {
        this.in = in;
    }

    int[] ints(String what, int count) throws IOException {
        List<ByteBuffer> pieces = take(what, (long) Integer.BYTES * count);
        int[] values = new int[count];
        int at = 0;
        for (ByteBuffer piece : pieces) {
            int here = piece.remaining() / Integer.BYTES;
            piece.asIntBuffer().get(values, at, here);
            at += here;
        }
        return values;
    }

    int[] unsignedShorts(String what, int count) throws IOException {
        List<ByteBuffer> pieces = take(what, (long) Short.BYTES * count);
        int[] values = new int[count];
        int at = 0;
        for (ByteBuffer piece : pieces) {
            while (piece.hasRemaining()) {
                values[at++] = Short.toUnsignedInt(piece.getShort());
            }
        }
        return values;
    }

    private float[] floats(int count) throws IOException {
        List<ByteBuffer> pieces = take("values", (long) Float.BYTES * count);
        float[] values = new float[count];
        int at = 0;
        for (ByteBuffer piece : pieces) {
            int here = piece.remaining() / Float.BYTES;
            piece.asFloatBuffer().get(values, at, here);
            at += here;
        }
        return values;
    }

    byte[] bytes(String what, int count) throws IOException {
        List<ByteBuffer> pieces = take(what, count);
        byte[] values = new byte[count];
        int at = 0;
        for (ByteBuffer piece : pieces) {
            int here = piece.remaining();
            piece.get(values, at, here);
            at += here;
        }
        return values;
    }

    /** The last part: so many values, and the checksum over these and all before them since the header. */
    float[] values(int count) throws IOException {
        float[] values = floats(count);
        requireChecksum("contents");
        return values;
    }

    /** Reads a CRC-32 and compares it with that of everything since the last one. */
    void requireChecksum(String what) throws IOException {
        int found = (int) sum.getValue();
        int expected = ints("checksum", 1)[0];
        if (found != expected) {
            throw new IOException(
                    "sparse matrix: damaged, the checksum of its %s is %08x at byte %d, found %08x; make it anew"
                            .formatted(what, expected, position - Integer.BYTES, found));
        }
        sum.reset();
    }

    private List<ByteBuffer> take(String what, long length) throws IOException {
        List<ByteBuffer> pieces = new ArrayList<>();
        for (long taken = 0; taken < length; ) {
            int wanted = (int) Math.min(PIECE, length - taken);
            byte[] piece = in.readNBytes(wanted);
            taken += piece.length;
            if (piece.length < wanted) {
                throw new EOFException("sparse matrix: cut off at byte %d, within its %s, bytes %d to %d; make it anew"
                        .formatted(position + taken, what, position, position + length - 1));
            }
            sum.update(piece);
            pieces.add(ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN));
        }
        position += length;
        return pieces;
    }
}
