package org.espalier.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MatrixFileTest {
    private static final int HEADER = 32;

    @Test
    void everyFormatComesBackEqual() throws IOException {
        SplittableRandom random = new SplittableRandom(97);
        for (int trial = 0; trial < 60; trial++) {
            for (SparseMatrix matrix : forms(random)) {
                byte[] file = written(matrix);

                assertThat(SparseMatrix.read(new ByteArrayInputStream(file)))
                        .isEqualTo(matrix)
                        .hasToString(matrix.toString());
                assertThat((long) file.length).isEqualTo(matrix.storedBytes() + HEADER + 4);
            }
        }
    }

    @Test
    void everyValueComesBackBitForBit() throws IOException {
        float[] dense = {Float.MIN_VALUE, Float.intBitsToFloat(0x7fc01234), Float.NEGATIVE_INFINITY, -Float.MAX_VALUE};

        SparseMatrix back = SparseMatrix.read(new ByteArrayInputStream(written(CsrMatrix.of(dense, 2, 2))));

        for (int i = 0; i < dense.length; i++) {
            assertThat(Float.floatToRawIntBits(back.toDense()[i])).isEqualTo(Float.floatToRawIntBits(dense[i]));
        }
    }

    @Test
    void theBytesAreThoseOfVersionOne() throws IOException {
        byte[] file = written(CsrMatrix.of(new float[] {0, 1, 0, -2, 0, 0, 0, 0, 0.5f}, 3, 3));

        assertThat(HexFormat.of().formatHex(file))
                .isEqualTo("4553504d" + "0100" + "0000" // ESPM, version, CSR
                        + "03000000" + "03000000" + "00000000" + "00000000" + "03000000" + "52c94717"
                        + "00000000" + "01000000" + "02000000" + "03000000" // row pointers
                        + "0100" + "0000" + "0200" // column indices
                        + "0000803f" + "000000c0" + "0000003f" + "a5d8e117");
    }

    @Test
    void anIndexTakesTwoBytesWhereTheyCountEveryColumn() throws IOException {
        CsrMatrix narrow = corners(1 << 16);
        CsrMatrix wide = corners((1 << 16) + 1);

        assertThat(narrow.storedBytes()).isEqualTo(4 * 2 + 2 * 2 + 4 * 2);
        assertThat(wide.storedBytes()).isEqualTo(4 * 2 + 4 * 2 + 4 * 2);
        assertThat(BlockMatrix.of(wide, 1, 2).storedBytes()).isEqualTo(4 * 2 + 2 * 2 + 4 * 4);
        assertThat(NofMMatrix.of(narrow, 1, 256).storedBytes()).isEqualTo((1 + 4) * 256);
        assertThat(DenseMatrix.of(narrow).storedBytes()).isEqualTo(4 << 16);
        for (SparseMatrix each : List.of(narrow, wide, BlockMatrix.of(wide, 1, 2))) {
            assertThat(SparseMatrix.read(new ByteArrayInputStream(written(each))))
                    .isEqualTo(each);
        }
    }

    private static CsrMatrix corners(int columns) {
        return CsrMatrix.of(1, columns, new int[] {0, 2}, new int[] {0, columns - 1}, new float[] {1, 2});
    }

    @Test
    void matricesFollowOneAnotherInAStream() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<SparseMatrix> matrices = forms(new SplittableRandom(98));
        for (SparseMatrix matrix : matrices) {
            matrix.write(out);
        }
        ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
        for (SparseMatrix matrix : matrices) {
            assertThat(SparseMatrix.read(in)).isEqualTo(matrix);
        }
        assertThatIOException()
                .isThrownBy(() -> SparseMatrix.read(in))
                .isInstanceOf(EOFException.class)
                .withMessage("sparse matrix: cut off at byte 0, within its header, bytes 0 to 27; make it anew");
    }

    @Test
    void noFlippedBitGoesUnnoticed() throws IOException {
        SplittableRandom random = new SplittableRandom(99);
        for (SparseMatrix matrix : forms(random)) {
            byte[] file = written(matrix);
            for (int bit = 0; bit < 8 * HEADER; bit++) {
                refused(flipped(file, bit));
            }
            for (int trial = 0; trial < 500; trial++) {
                byte[] damaged = file;
                for (int flips = random.nextInt(4); flips >= 0; flips--) {
                    damaged = flipped(damaged, random.nextInt(8 * file.length));
                }
                if (!Arrays.equals(damaged, file)) {
                    refused(damaged);
                }
            }
        }
    }

    @Test
    void noFileCutShortGoesUnnoticed() throws IOException {
        for (SparseMatrix matrix : forms(new SplittableRandom(100))) {
            byte[] file = written(matrix);
            for (int length = 0; length < file.length; length += length < 100 ? 1 : 17) {
                byte[] cut = Arrays.copyOf(file, length);
                assertThatIOException()
                        .isThrownBy(() -> SparseMatrix.read(new ByteArrayInputStream(cut)))
                        .isInstanceOf(EOFException.class);
            }
        }
    }

    @Test
    void whatChecksumsDoNotCatchIsStillAMatrixOrRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(101);
        int accepted = 0;
        for (int trial = 0; trial < 40; trial++) {
            for (SparseMatrix matrix : forms(random)) {
                byte[] file = written(matrix);
                for (int flips = 0; flips < 20; flips++) {
                    int bit = random.nextInt(8 * (random.nextBoolean() ? HEADER : file.length));
                    byte[] forged = SealedFile.of(flipped(file, bit));
                    try {
                        SparseMatrix read = SparseMatrix.read(new ByteArrayInputStream(forged));
                        assertThat(read.toCsr().stored()).isEqualTo(read.nonZeros());
                        assertThat(SparseMatrix.read(new ByteArrayInputStream(written(read))))
                                .isEqualTo(read);
                        accepted++;
                    } catch (IOException refused) {
                        assertThat(refused).hasMessageContaining("sparse matrix");
                    }
                }
            }
        }
        assertThat(accepted).isPositive();
    }

    private static void refused(byte[] file) {
        assertThatIOException()
                .isThrownBy(() -> SparseMatrix.read(new ByteArrayInputStream(file)))
                .withMessageContaining("sparse matrix");
    }

    private static byte[] flipped(byte[] file, int bit) {
        byte[] flipped = file.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }

    private static List<SparseMatrix> forms(SplittableRandom random) {
        DrawnMatrix drawn = DrawnMatrix.of(
                        random, 1 + random.nextInt(20), 1 + random.nextInt(20), random.nextInt(5) / 4.0)
                .keeping(2, 4);
        return List.of(
                drawn.csr(),
                DenseMatrix.of(drawn.csr()),
                BlockMatrix.of(drawn.csr(), 4, 1),
                BlockMatrix.of(drawn.csr(), 3, 5),
                NofMMatrix.of(drawn.csr(), 2, 4));
    }

    private static byte[] written(SparseMatrix matrix) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        matrix.write(out);
        return out.toByteArray();
    }
}
