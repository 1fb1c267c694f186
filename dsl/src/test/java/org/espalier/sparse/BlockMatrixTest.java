package org.espalier.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class BlockMatrixTest {

    @Test
    void storesWholeBlocksPanelByPanel() {
        float[] dense = {0, 1, 0, 2, 0, 0, 0, 0, 0, 5};
        BlockMatrix matrix = BlockMatrix.of(dense, 5, 2, 4, 1);

        assertThat(matrix.panelPointers()).containsExactly(0, 1, 2);
        assertThat(matrix.columnIndices()).containsExactly(1, 1);
        assertThat(matrix.values()).containsExactly(1, 2, 0, 0, 5, 0, 0, 0);
    }

    @Test
    void storesEachBlockRowByRowAndFillsTheLastOnesUp() {
        float[] dense = {
            1, 2, 0, 0, 0,
            0, 3, 0, 0, 0,
            0, 0, 0, 0, 4
        };
        BlockMatrix matrix = BlockMatrix.of(dense, 3, 5, 2, 3);

        assertThat(matrix.panelPointers()).containsExactly(0, 1, 2);
        assertThat(matrix.columnIndices()).containsExactly(0, 1);
        assertThat(matrix.values()).containsExactly(1, 2, 0, 0, 3, 0, 0, 4, 0, 0, 0, 0);
        assertThat(matrix).hasToString("2 x 3 blocks of 3 x 5, 2 blocks, 4 non-zeros (density 0.267)");
    }

    @Test
    void columnBlocksAreAsHighAsTheHighestThatDivides() {
        DrawnMatrix drawn = DrawnMatrix.of(new SplittableRandom(93), 37, 29, 0.2);

        assertThat(blocks(drawn, 16, 4).columnBlocks(4, 8)).isEqualTo(blocks(drawn, 8, 1));
        assertThat(blocks(drawn, 12, 2).columnBlocks(4, 8)).isEqualTo(blocks(drawn, 4, 1));
        assertThat(blocks(drawn, 6, 3).columnBlocks(4, 8)).isEqualTo(blocks(drawn, 1, 1));
        assertThat(blocks(drawn, 6, 3).columnBlocks(6)).isEqualTo(blocks(drawn, 6, 1));
        refused(() -> blocks(drawn, 6, 3).columnBlocks(0), "a block has 1 to 16 rows and 1 to 16 columns, found 0 x 1");
    }

    @Test
    void aColumnOfZerosWithinABlockIsNoColumnBlock() {
        BlockMatrix matrix = BlockMatrix.of(new float[] {1, 0, 0, 0, 0, 2, 0, 0}, 4, 2, 4, 2);

        assertThat(matrix.blocks()).isEqualTo(1);
        assertThat(matrix.columnBlocks(4).columnIndices()).containsExactly(0, 1);
        assertThat(BlockMatrix.of(new float[] {1, 0, 3, 0, 0, 0, 0, 0}, 4, 2, 4, 2)
                        .columnBlocks(4)
                        .columnIndices())
                .containsExactly(0);
    }

    @Test
    void blocksOfOneValueAreCsr() {
        DrawnMatrix drawn = DrawnMatrix.of(new SplittableRandom(94), 37, 29, 0.2);

        assertThat(blocks(drawn, 1, 1).panelPointers()).isEqualTo(drawn.csr().rowPointers());
        assertThat(blocks(drawn, 1, 1).columnIndices()).isEqualTo(drawn.csr().columnIndices());
        assertThat(blocks(drawn, 1, 1).values()).isEqualTo(drawn.csr().values());
    }

    private static BlockMatrix blocks(DrawnMatrix drawn, int height, int width) {
        return BlockMatrix.of(drawn.dense(), drawn.rows(), drawn.columns(), height, width);
    }

    @Test
    void comesBackExactlyFromItsDenseForm() {
        SplittableRandom random = new SplittableRandom(91);
        for (int trial = 0; trial < 300; trial++) {
            int rows = 1 + random.nextInt(40);
            int columns = 1 + random.nextInt(40);
            int height = 1 + random.nextInt(16);
            int width = 1 + random.nextInt(16);
            DrawnMatrix drawn = DrawnMatrix.of(random, rows, columns, random.nextInt(5) / 4.0);
            BlockMatrix matrix = blocks(drawn, height, width);

            assertThat(matrix.toDense()).isEqualTo(drawn.dense());
            assertThat(matrix.toCsr()).isEqualTo(drawn.csr());
            assertThat(matrix.nonZeros()).isEqualTo(drawn.csr().nonZeros());
            assertThat(matrix.stored()).isEqualTo(matrix.blocks() * height * width);
            assertThat(BlockMatrix.of(
                            rows,
                            columns,
                            height,
                            width,
                            matrix.panelPointers(),
                            matrix.columnIndices(),
                            matrix.values()))
                    .isEqualTo(matrix)
                    .hasSameHashCodeAs(matrix);
        }
    }

    @Test
    void aMaskedNegativeWeightIsAZero() {
        BlockMatrix matrix = BlockMatrix.of(new float[] {-0f, 1, -0f, Float.MIN_VALUE}, 2, 2, 4, 1);

        assertThat(matrix.blocks()).isEqualTo(1);
        assertThat(matrix.toDense()).isEqualTo(new float[] {0, 1, 0, Float.MIN_VALUE});
    }

    @Test
    void whatDoesNotDescribeBlocksIsRefused() {
        refused(
                () -> BlockMatrix.of(new float[6], 2, 3, 17, 1),
                "a block has 1 to 16 rows and 1 to 16 columns, found 17 x 1");
        refused(
                () -> BlockMatrix.of(new float[6], 2, 3, 4, 0),
                "a block has 1 to 16 rows and 1 to 16 columns, found 4 x 0");
        refused(() -> blocks(new int[] {0, 2}, new int[] {0, 1}, 4), "2 blocks of 4 x 1 hold 8 values, found 4");
        refused(() -> blocks(new int[] {0}, new int[] {0}, 4), "1 panels need 2 panel pointers, found 1");
        refused(
                () -> blocks(new int[] {0, 1}, new int[] {3}, 4),
                "panel 0: a column index must lie in [0, 3), found 3");
        refused(
                () -> blocks(new int[] {0, 2}, new int[] {1, 1}, 8),
                "panel 0: column indices must rise, found 1 after 1");
        refused(
                () -> BlockMatrix.of(2, 3, 4, 1, new int[] {0, 1}, new int[] {2}, new float[4]),
                "panel 0, column index 2: a block of zeros must be left out, found it stored");
        refused(
                () -> BlockMatrix.of(2, 3, 4, 1, new int[] {0, 1}, new int[] {2}, new float[] {1, 1, 7, 0}),
                "panel 0, column index 2: beyond the matrix a block holds zeros, found 7.0");
        refused(
                () -> BlockMatrix.of(2, 3, 1, 2, new int[] {0, 1, 1}, new int[] {1}, new float[] {1, 7}),
                "panel 0, column index 1: beyond the matrix a block holds zeros, found 7.0");
        refused(
                () -> BlockMatrix.of(2, 3, 1, 2, new int[] {0, 1, 1}, new int[] {2}, new float[] {1, 7}),
                "panel 0: a column index must lie in [0, 2), found 2");
    }

    @Test
    void moreValuesThanAnArrayHoldsAreRefused() {
        int[] ramp = IntStream.rangeClosed(0, 1 << 23).toArray();
        float[] ones = new float[1 << 23];
        Arrays.fill(ones, 1);
        CsrMatrix diagonal = CsrMatrix.of(1 << 23, 1 << 27, ramp, steps(1 << 23, 16), ones);

        refused(
                () -> BlockMatrix.of(diagonal, 16, 16),
                "the format would store 2147483648 values, more than a Java array holds (2147483639)");
    }

    private static int[] steps(int count, int step) {
        return IntStream.range(0, count).map(i -> i * step).toArray();
    }

    private static BlockMatrix blocks(int[] pointers, int[] indices, int values) {
        float[] ones = new float[values];
        Arrays.fill(ones, 1);
        return BlockMatrix.of(4, 3, 4, 1, pointers, indices, ones);
    }

    private static void refused(ThrowingCallable wrong, String message) {
        assertThatIllegalArgumentException().isThrownBy(wrong).withMessage("%s", message);
    }
}
