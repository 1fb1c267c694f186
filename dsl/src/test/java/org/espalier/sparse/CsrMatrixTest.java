package org.espalier.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CsrMatrixTest {

    @Test
    void storesTheNonZerosRowByRow() {
        CsrMatrix matrix = CsrMatrix.of(new float[] {0, 2, 0, 0, 0, 0, 1, 0, 3}, 3, 3);

        assertThat(matrix.rowPointers()).containsExactly(0, 1, 1, 3);
        assertThat(matrix.columnIndices()).containsExactly(1, 0, 2);
        assertThat(matrix.values()).containsExactly(2, 1, 3);
        assertThat(matrix.nonZeros()).isEqualTo(3);
        assertThat(matrix).hasToString("CSR 3 x 3, 3 non-zeros (density 0.333)");
    }

    @Test
    void comesBackExactlyFromItsDenseForm() {
        SplittableRandom random = new SplittableRandom(90);
        for (int trial = 0; trial < 100; trial++) {
            int rows = 1 + random.nextInt(40);
            int columns = 1 + random.nextInt(40);
            DrawnMatrix drawn = DrawnMatrix.of(random, rows, columns, random.nextInt(5) / 4.0);
            CsrMatrix matrix = drawn.csr();

            assertThat(matrix.toDense()).isEqualTo(drawn.dense());
            assertThat(CsrMatrix.of(rows, columns, matrix.rowPointers(), matrix.columnIndices(), matrix.values()))
                    .isEqualTo(matrix)
                    .hasSameHashCodeAs(matrix);
        }
    }

    @Test
    void leavesOutZerosOnlyHoweverSmallTheRest() {
        float[] dense = {Float.MIN_VALUE, Float.NaN, Float.NEGATIVE_INFINITY, 0};

        assertThat(CsrMatrix.of(dense, 2, 2).nonZeros()).isEqualTo(3);
        assertThat(CsrMatrix.of(dense, 2, 2).toDense()).isEqualTo(dense);
    }

    @Test
    void aMaskedNegativeWeightIsAZero() {
        float masked = -3f * 0f;

        assertThat(CsrMatrix.of(new float[] {masked, 1}, 1, 2).nonZeros()).isEqualTo(1);
        assertThat(Float.floatToRawIntBits(
                        CsrMatrix.of(new float[] {masked, 1}, 1, 2).toDense()[0]))
                .isZero();
    }

    @Test
    void densityIsTheStoredShare() {
        assertThat(CsrMatrix.of(new float[6], 2, 3).density()).isZero();
        assertThat(CsrMatrix.of(new float[] {1, 0, 0, 2}, 2, 2).density()).isEqualTo(0.5);
    }

    @Test
    void cannotBeChangedThroughItsArrays() {
        float[] dense = {1, 0, 0, 2};
        CsrMatrix matrix = CsrMatrix.of(dense, 2, 2);
        int[] pointers = matrix.rowPointers();
        CsrMatrix fromArrays = CsrMatrix.of(2, 2, pointers, matrix.columnIndices(), matrix.values());
        dense[0] = 9;
        pointers[1] = 9;
        matrix.values()[0] = 9;
        matrix.columnIndices()[0] = 9;
        matrix.rowPointers()[0] = 9;

        assertThat(matrix)
                .isEqualTo(CsrMatrix.of(new float[] {1, 0, 0, 2}, 2, 2))
                .isEqualTo(fromArrays);
    }

    @Test
    void differsFromAnotherMatrix() {
        CsrMatrix matrix = CsrMatrix.of(new float[] {1, 0, 0, 2}, 2, 2);

        assertThat(matrix)
                .isNotEqualTo(CsrMatrix.of(new float[] {1, 0, 0, 3}, 2, 2))
                .isNotEqualTo(CsrMatrix.of(new float[] {1, 0, 2, 0}, 2, 2))
                .isNotEqualTo(CsrMatrix.of(new float[] {1, 0, 0, 2}, 1, 4));
    }

    @Test
    void sizesAndLengthsMustAgree() {
        refused(() -> CsrMatrix.of(new float[0], 0, 3), "a matrix needs at least one row and one column, found 0 x 3");
        refused(() -> CsrMatrix.of(new float[5], 2, 3), "a 2 x 3 matrix holds 6 values, found 5");
        refused(
                () -> CsrMatrix.of(new float[0], 1 << 16, 1 << 16),
                "a 65536 x 65536 matrix holds 4294967296 values, found 0");
        refused(
                () -> csr(2, 3, new int[] {0, 1}, new int[] {0}, new float[] {1}),
                "2 rows need 3 row pointers, found 2");
        refused(
                () -> csr(1, 3, new int[] {0, 2}, new int[] {0}, new float[] {1, 2}),
                "each value needs one column index, found 2 values and 1 column indices");
    }

    @Test
    void rowPointersRunFromZeroToTheNumberOfValuesAndNeverFall() {
        refused(
                () -> csr(1, 3, new int[] {0, 2}, new int[] {0}, new float[] {1}),
                "row pointers must run from 0 to the number of column indices, 1, found 0 to 2");
        refused(
                () -> csr(3, 3, new int[] {0, 2, 1, 2}, new int[] {0, 1}, new float[] {1, 2}),
                "row pointers must not fall, found 1 after 2 at row 1");
    }

    @Test
    void columnsLieInRangeAndRise() {
        refused(
                () -> csr(1, 3, new int[] {0, 1}, new int[] {3}, new float[] {1}),
                "row 0: a column index must lie in [0, 3), found 3");
        refused(
                () -> csr(1, 3, new int[] {0, 1}, new int[] {-1}, new float[] {1}),
                "row 0: a column index must lie in [0, 3), found -1");
        refused(
                () -> csr(2, 3, new int[] {0, 0, 2}, new int[] {2, 1}, new float[] {1, 2}),
                "row 1: column indices must rise, found 1 after 2");
        refused(
                () -> csr(1, 3, new int[] {0, 2}, new int[] {1, 1}, new float[] {1, 2}),
                "row 0: column indices must rise, found 1 after 1");
    }

    @Test
    void aStoredZeroIsRefusedSinceItWouldMultiply() {
        refused(
                () -> csr(1, 3, new int[] {0, 1}, new int[] {2}, new float[] {-0f}),
                "row 0, column 2: a zero must be left out, found it stored");
    }

    @Test
    void aDenseFormBeyondAJavaArraySaysSo() {
        CsrMatrix wide = csr(2, Integer.MAX_VALUE, new int[] {0, 0, 0}, new int[0], new float[0]);

        assertThatIllegalStateException()
                .isThrownBy(wide::toDense)
                .withMessage("a dense 2 x 2147483647 matrix has 4294967294 values, more than a Java array holds"
                        + " (2147483647)");
        assertThat(wide.density()).isZero();
    }

    private static CsrMatrix csr(int rows, int columns, int[] pointers, int[] indices, float[] values) {
        return CsrMatrix.of(rows, columns, pointers, indices, values);
    }

    private static void refused(ThrowingCallable wrong, String message) {
        assertThatIllegalArgumentException().isThrownBy(wrong).withMessage("%s", message);
    }
}
