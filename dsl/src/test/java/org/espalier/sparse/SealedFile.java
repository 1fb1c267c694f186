package org.espalier.sparse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** A matrix file put together by hand, whose checksums are right whatever it holds. */
final class SealedFile {
    private static final int HEADER = 28;

    private SealedFile() {}

    /** The same bytes with both checksums made right. */
    static byte[] of(byte[] file) {
        ByteBuffer sealed = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
        sealed.putInt(HEADER, sum(file, 0, HEADER));
        int body = HEADER + Integer.BYTES;
        sealed.putInt(file.length - Integer.BYTES, sum(file, body, file.length - Integer.BYTES - body));
        return sealed.array();
    }

    /** A header of these sizes in front of {@code body}, with both checksums. */
    static byte[] of(int format, int rows, int columns, int first, int second, int stored, ByteBuffer body) {
        ByteBuffer file = ByteBuffer.allocate(HEADER + 8 + body.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {'E', 'S', 'P', 'M', 1, 0}).putShort((short) format);
        file.putInt(rows).putInt(columns).putInt(first).putInt(second).putInt(stored);
        file.putInt(0).put(body.duplicate()).putInt(0);
        return of(file.array());
    }

    private static int sum(byte[] file, int from, int length) {
        CRC32 sum = new CRC32();
        sum.update(file, from, length);
        return (int) sum.getValue();
    }
}
