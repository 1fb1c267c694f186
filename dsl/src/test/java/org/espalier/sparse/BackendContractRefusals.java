package org.espalier.sparse;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** What {@link BackendContract} has every backend refuse. */
final class BackendContractRefusals {
    private final SparseBackend backend;

    BackendContractRefusals(SparseBackend backend) {
        this.backend = backend;
    }

    void refusesArrays() {
        CsrMatrix matrix = CsrMatrix.of(new float[6], 2, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend.prepare(matrix, 0))
                .withMessage("a product needs sizes of at least 1, found [2 x 3] * [3 x 0]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend.prepare(matrix, 1 << 30))
                .withMessage("the input is [3 x 1073741824] and holds 3221225472 values,"
                        + " more than a Java array holds (2147483647)");
        try (SparseProduct product = backend.prepare(matrix, 5)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> product.execute(new float[14], new float[10]))
                    .withMessage("the input is [3 x 5] and holds 15 values, found an array of 14");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> product.execute(new float[15], new float[11]))
                    .withMessage("the output is [2 x 5] and holds 10 values, found an array of 11");
        }
        float[] both = new float[4];
        try (SparseProduct square = backend.prepare(CsrMatrix.of(both, 2, 2), 2)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> square.execute(both, both))
                    .withMessage("input and output must be two arrays, found one and the same");
        }
    }

    void refusesBuffers() {
        FloatBuffer six = BackendContract.direct(6);
        FloatBuffer four = BackendContract.direct(4);
        try (SparseProduct product = backend.prepare(CsrMatrix.of(new float[6], 2, 3), 2)) {
            refused(
                    product,
                    BackendContract.direct(5),
                    four,
                    "the input is [3 x 2] and holds 6 values, found a buffer of 5");
            refused(
                    product,
                    six,
                    BackendContract.direct(5),
                    "the output is [2 x 2] and holds 4 values, found a buffer of 5");
            refused(
                    product,
                    FloatBuffer.allocate(6),
                    four,
                    "the input must be a direct buffer in %s order, found a heap one in %s order"
                            .formatted(ByteOrder.nativeOrder(), ByteOrder.nativeOrder()));
            refused(product, six, four.asReadOnlyBuffer(), "the output is written, found a read-only buffer");
            product.execute(six.asReadOnlyBuffer(), four);
        }
        try (SparseProduct square = backend.prepare(CsrMatrix.of(new float[4], 2, 2), 2)) {
            refused(square, four, four, "input and output must be two buffers, found one and the same");
        }
    }

    private static void refused(SparseProduct product, FloatBuffer in, FloatBuffer out, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> product.execute(in, out))
                .withMessage("%s", message);
    }

    void refusesPlaces() {
        astray(new int[] {0, 1}, new int[] {0, 1}, "2 rows need 3 row pointers, found 2");
        astray(
                new int[] {1, 1, 2},
                new int[] {0, 1},
                "row pointers must run from 0 to the number of column indices, 2, found 1 to 2");
        astray(
                new int[] {0, 1, 3},
                new int[] {0, 1},
                "row pointers must run from 0 to the number of column indices, 2, found 0 to 3");
        astray(
                new int[] {0, Integer.MAX_VALUE, 2},
                new int[] {0, 1},
                "row pointers must not fall, found 2 after 2147483647 at row 1");
        astray(new int[] {0, 3, 2}, new int[] {0, 1}, "row pointers must not fall, found 2 after 3 at row 1");
        astray(new int[] {0, 1, 2}, new int[] {0, 3}, "row 1: a column index must lie in [0, 3), found 3");
        astray(new int[] {0, 1, 2}, new int[] {-1, 0}, "row 0: a column index must lie in [0, 3), found -1");
        astray(new int[] {0, 2, 2}, new int[] {1, 0}, "row 0: column indices must rise, found 0 after 1");
    }

    /** As rows of a CSR matrix and as panels of blocks, neither of which may reach the backend. */
    private void astray(int[] pointers, int[] indices, String message) {
        float[] values = {1, 2};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend.prepare(CsrMatrix.of(2, 3, pointers, indices, values), 4))
                .withMessage("%s", message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend.prepare(BlockMatrix.of(2, 3, 1, 1, pointers, indices, values), 4))
                .withMessage("%s", message.replace("row", "panel"));
    }

    void closes() {
        SparseProduct product = backend.prepare(CsrMatrix.of(new float[] {1}, 1, 1), 1);
        product.close();
        product.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> product.execute(new float[1], new float[1]))
                .withMessage("this product is closed");
        assertThatIllegalStateException()
                .isThrownBy(() -> product.execute(BackendContract.direct(1), BackendContract.direct(1)))
                .withMessage("this product is closed");
    }
}
