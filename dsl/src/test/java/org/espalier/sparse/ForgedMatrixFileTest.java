package org.espalier.sparse;

import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Files whose checksums are right and whose contents are not. */
class ForgedMatrixFileTest {
    private static final int CSR = 0;
    private static final int BLOCKS = 1;
    private static final int N_OF_M = 2;
    private static final int DENSE = 3;
    private static final int MOST = Integer.MAX_VALUE - 1;

    @Test
    void sizesThatTheFileDoesNotFillTakeNoMemory() {
        ByteBuffer little = ByteBuffer.allocate(100_000);
        refused(SealedFile.of(CSR, MOST, 9, 0, 0, 0, little), "cut off at byte 100036, within its row pointers");
        refused(SealedFile.of(CSR, 3, MOST, 0, 0, MOST, little), "cut off at byte 100036, within its column indices");
        refused(SealedFile.of(CSR, 3, 100, 0, 0, MOST, little), "cut off at byte 100036, within its column indices");
        refused(
                SealedFile.of(BLOCKS, MOST, 9, 1, 1, 0, little),
                "cut off at byte 100036, within its panel pointers, bytes 32 to 8589934619");
        refused(
                SealedFile.of(DENSE, MOST / 16, 16, 0, 0, MOST / 16 * 16, little),
                "cut off at byte 100036, within its values");
        refused(
                SealedFile.of(N_OF_M, MOST / 2, 2, 1, 2, MOST / 2, little),
                "cut off at byte 100036, within its places");
    }

    @Test
    void sizesThatNoMatrixHasAreRefused() {
        refused(
                SealedFile.of(CSR, 0, 3, 0, 0, 0, bytes()),
                "a matrix needs at least one row and one column, found 0 x 3");
        refused(
                SealedFile.of(CSR, 1, -3, 0, 0, 0, bytes()),
                "a matrix needs at least one row and one column, found 1 x -3");
        refused(SealedFile.of(CSR, 1, 1, 0, 0, -1, bytes()), "at least 0 values are stored, found -1");
        refused(SealedFile.of(DENSE, 2, 3, 0, 0, 5, bytes()), "DENSE of 2 x 3 stores 6 values, found 5");
        refused(SealedFile.of(N_OF_M, 2, 5, 2, 4, 7, bytes()), "N_OF_M of 2 x 5 stores 8 values, found 7");
        refused(SealedFile.of(BLOCKS, 2, 3, 2, 2, 7, bytes()), "BLOCKS of 2 x 3 stores 4 values, found 7");
        refused(
                SealedFile.of(BLOCKS, 2, 3, 0, 2, 8, bytes()),
                "a block has 1 to 16 rows and 1 to 16 columns, found 0 x 2");
        refused(SealedFile.of(N_OF_M, 2, 3, 4, 4, 8, bytes()), "needs 1 <= n < m <= 256, found n = 4, m = 4");
        refused(SealedFile.of(4, 2, 3, 0, 0, 0, bytes()), "formats are numbered 0 to 3, found 4");
    }

    @Test
    void anotherFileOrVersionIsNamed() {
        byte[] file = SealedFile.of(DENSE, 1, 1, 0, 0, 1, bytes(0));
        byte[] image = file.clone();
        image[0] = (byte) 0x89;
        refused(image, "not a sparse matrix: expected \"ESPM\" at byte 0, found 89 53 50 4d");
        byte[] newer = file.clone();
        newer[4] = 2;
        refused(newer, "this library reads version 1, found version 2; was it written by a newer one?");
    }

    @Test
    void contentsThatAreNoMatrixAreRefused() {
        refused(
                SealedFile.of(CSR, 1, 1 << 17, 0, 0, 2, bytes(0, 2, 8, 7, 1, 1)),
                "row 0: column indices must rise, found 7 after 8");
        refused(
                SealedFile.of(CSR, 1, 1 << 17, 0, 0, 1, bytes(0, 1, 8, 0)),
                "row 0, column 8: a zero must be left out, found it stored");
        refused(
                SealedFile.of(CSR, 1, 1 << 17, 0, 0, 1, bytes(0, 2, 8, 1)),
                "row pointers must run from 0 to the number of column indices, 1, found 0 to 2");
        refused(
                SealedFile.of(BLOCKS, 1, 1 << 17, 1, 1, 1, bytes(0, 1, 1 << 17, 1)),
                "panel 0: a column index must lie in [0, 131072), found 131072");
        refused(
                SealedFile.of(BLOCKS, 1, 1 << 17, 2, 1, 2, bytes(0, 1, 5, 0, 0)),
                "panel 0, column index 5: a block of zeros must be left out, found it stored");
        refused(
                SealedFile.of(BLOCKS, 1, 1 << 17, 2, 1, 2, bytes(0, 1, 5, 0, 1)),
                "panel 0, column index 5: beyond the matrix a block holds zeros");
    }

    @Test
    void placesThatAreNoPatternAreRefused() {
        refused(slots(0x0100_0000, 1), "slot 1: places must rise within a group and lie in [0, 4), found 0 after 0");
        refused(slots(0x0100_0400, 1), "slot 1: places must rise within a group and lie in [0, 4), found 4 after 0");
        refused(slots(0x0300_0100, 1), "slot 3: beyond the last column a group holds zeros");
        refused(slots(0x0300_0200, 0), "slots of zeros must take a group's lowest free places, found others");
    }

    /** 2:4 of 1 x 6 with four slots, the values of which are bits. */
    private static byte[] slots(int places, int value) {
        return SealedFile.of(N_OF_M, 1, 6, 2, 4, 4, bytes(places, value, 0, 0, value));
    }

    private static ByteBuffer bytes(int... words) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * words.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            bytes.putInt(word);
        }
        return bytes.flip();
    }

    private static void refused(byte[] file, String message) {
        assertThatIOException()
                .isThrownBy(() -> SparseMatrix.read(new ByteArrayInputStream(file)))
                .withMessageContaining("%s", message);
    }
}
