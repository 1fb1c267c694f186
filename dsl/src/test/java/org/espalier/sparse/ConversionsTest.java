package org.espalier.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ConversionsTest {
    private static final List<UnaryOperator<SparseMatrix>> FORMATS = List.of(
            SparseMatrix::toCsr,
            DenseMatrix::of,
            matrix -> BlockMatrix.of(matrix, 4, 1),
            matrix -> BlockMatrix.of(matrix, 8, 1),
            matrix -> BlockMatrix.of(matrix, 3, 16),
            matrix -> NofMMatrix.of(matrix, 2, 4),
            matrix -> NofMMatrix.of(matrix, 5, 10));

    @Test
    void everyFormatBecomesEveryOther() {
        SplittableRandom random = new SplittableRandom(96);
        for (int trial = 0; trial < 60; trial++) {
            DrawnMatrix drawn = DrawnMatrix.of(
                            random, 1 + random.nextInt(40), 1 + random.nextInt(40), random.nextInt(5) / 4.0)
                    .keeping(1, 2);
            for (UnaryOperator<SparseMatrix> from : FORMATS) {
                SparseMatrix one = from.apply(drawn.csr());
                for (UnaryOperator<SparseMatrix> to : FORMATS) {
                    SparseMatrix other = to.apply(one);

                    assertThat(other).isEqualTo(to.apply(drawn.csr()));
                    assertThat(from.apply(other)).isEqualTo(one).hasSameHashCodeAs(one);
                    assertThat(other.toDense()).isEqualTo(drawn.dense());
                    assertThat(other.nonZeros()).isEqualTo(drawn.csr().nonZeros());
                }
            }
        }
    }

    @Test
    void onlyZerosAreLost() {
        float[] dense = {Float.MIN_VALUE, -0f, Float.NaN, 0, -Float.MIN_VALUE, Float.NEGATIVE_INFINITY, 0, 0};
        float[] back = {Float.MIN_VALUE, 0, Float.NaN, 0, -Float.MIN_VALUE, Float.NEGATIVE_INFINITY, 0, 0};
        for (UnaryOperator<SparseMatrix> format : FORMATS) {
            SparseMatrix matrix = format.apply(DenseMatrix.of(dense, 2, 4));

            assertThat(matrix.toDense()).isEqualTo(back);
            assertThat(matrix.nonZeros()).isEqualTo(4);
        }
    }

    @Test
    void aMatrixTooLargeToBeDenseIsConvertedAllTheSame() {
        int last = Integer.MAX_VALUE - 1;
        CsrMatrix wide = CsrMatrix.of(
                2, Integer.MAX_VALUE, new int[] {0, 2, 3}, new int[] {5, last, last}, new float[] {1, 2, 3});

        BlockMatrix blocks = BlockMatrix.of(wide, 16, 16);
        assertThat(blocks.columnIndices()).containsExactly(0, last / 16);
        assertThat(blocks.toCsr()).isEqualTo(wide);
        NofMMatrix pattern = NofMMatrix.of(wide, 1, 256);
        assertThat(pattern.stored()).isEqualTo(2 << 23);
        assertThat(pattern.toCsr()).isEqualTo(wide);
    }

    @Test
    void whatDoesNotKeepThePatternIsRefusedByRowAndGroup() {
        CsrMatrix matrix = CsrMatrix.of(new float[] {1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1}, 2, 6);

        for (SparseMatrix each : List.of(matrix, DenseMatrix.of(matrix), BlockMatrix.of(matrix, 2, 2))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> NofMMatrix.of(each, 1, 4))
                    .withMessage("row 0, group 0, columns 0 to 3: 1:4 allows 1 values other than zero, found 2");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> NofMMatrix.of(each, 2, 9))
                    .withMessage("row 1, group 0, columns 0 to 5: 2:9 allows 2 values other than zero, found 3");
        }
    }

    @Test
    void moreSlotsThanAnArrayHoldsAreRefused() {
        int rows = 1 << 20;
        CsrMatrix empty = CsrMatrix.of(rows, Integer.MAX_VALUE, new int[rows + 1], new int[0], new float[0]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> NofMMatrix.of(empty, 255, 256))
                .withMessage(
                        "the format would store 2243003720663040 values, more than a Java array holds (2147483639)");
    }
}
