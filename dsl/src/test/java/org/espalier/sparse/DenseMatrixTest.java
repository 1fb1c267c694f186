package org.espalier.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DenseMatrixTest {

    @Test
    void storesEverythingRowByRow() {
        DenseMatrix matrix = DenseMatrix.of(new float[] {0, 2, 0, 1, 0, 3}, 2, 3);

        assertThat(matrix.values()).containsExactly(0, 2, 0, 1, 0, 3);
        assertThat(matrix.stored()).isEqualTo(6);
        assertThat(matrix.nonZeros()).isEqualTo(3);
        assertThat(matrix.density()).isEqualTo(0.5);
        assertThat(matrix).hasToString("dense 2 x 3, 3 non-zeros (density 0.500)");
    }

    @Test
    void comesBackExactly() {
        SplittableRandom random = new SplittableRandom(95);
        for (int trial = 0; trial < 50; trial++) {
            DrawnMatrix drawn = DrawnMatrix.of(random, 1 + random.nextInt(20), 1 + random.nextInt(20), 0.4);
            DenseMatrix matrix = DenseMatrix.of(drawn.dense(), drawn.rows(), drawn.columns());

            assertThat(matrix.toDense()).isEqualTo(drawn.dense());
            assertThat(matrix.toCsr()).isEqualTo(drawn.csr());
            assertThat(DenseMatrix.of(drawn.csr())).isEqualTo(matrix).hasSameHashCodeAs(matrix);
        }
    }

    @Test
    void aMaskedNegativeWeightIsAZero() {
        assertThat(DenseMatrix.of(new float[] {-0f, 1}, 1, 2)).isEqualTo(DenseMatrix.of(new float[] {0, 1}, 1, 2));
    }

    @Test
    void cannotBeChangedThroughItsArrays() {
        float[] dense = {1, 0};
        DenseMatrix matrix = DenseMatrix.of(dense, 1, 2);
        dense[0] = 9;
        matrix.values()[0] = 9;
        matrix.toDense()[0] = 9;

        assertThat(matrix).isEqualTo(DenseMatrix.of(new float[] {1, 0}, 1, 2));
        assertThat(matrix)
                .isNotEqualTo(DenseMatrix.of(new float[] {1, 0}, 2, 1))
                .isNotEqualTo(matrix.toCsr());
    }

    @Test
    void whatIsNoSuchMatrixIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DenseMatrix.of(new float[5], 2, 3))
                .withMessage("a 2 x 3 matrix holds 6 values, found 5");
        CsrMatrix wide = CsrMatrix.of(2, Integer.MAX_VALUE, new int[3], new int[0], new float[0]);
        assertThatIllegalStateException()
                .isThrownBy(() -> DenseMatrix.of(wide))
                .withMessage("a dense 2 x 2147483647 matrix has 4294967294 values, more than a Java array holds"
                        + " (2147483647)");
    }
}
