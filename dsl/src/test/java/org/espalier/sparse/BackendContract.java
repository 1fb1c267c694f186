package org.espalier.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * What {@link SparseBackend} promises. A module that brings backends runs it over all of them:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> everyBackendKeepsTheContract() {
 *     return SparseBackends.all().stream().flatMap(BackendContract::of);
 * }
 * }</pre>
 *
 * <p>A backend that cannot run here is reported as skipped, with its reason.
 */
public final class BackendContract {
    private static final long SEED = 7_529_536;
    private static final int[][] SIZES = {
        {1, 1}, {1, 37}, {37, 1}, {2, 3}, {13, 7}, {31, 29}, {17, 128}, {64, 64}, {97, 101}, {5, 257}
    };
    private static final double[] DENSITIES = {0, 0.03, 0.1, 0.5, 1};
    private static final int[] COLUMNS = {1, 2, 3, 8, 17, 64};

    private final SparseBackend backend;

    private BackendContract(SparseBackend backend) {
        this.backend = backend;
    }

    /** The tests of one backend. */
    public static Stream<DynamicTest> of(SparseBackend backend) {
        BackendContract contract = new BackendContract(backend);
        return Stream.of(
                dynamicTest(backend.id() + ": has an id, and a reason for being available or not", contract::names),
                contract.test("agrees with an exact dense product at awkward sizes", contract::agrees),
                contract.test("overwrites its output, leaves its input, repeats itself", contract::repeats),
                contract.test("does not read what is pruned: nothing times Inf is nothing", contract::skipsPruned),
                contract.test("lets Inf and NaN through where a weight is stored", contract::keepsInfinities),
                contract.test("keeps a matrix it has prepared whatever is prepared next", contract::keepsApart),
                contract.test("refuses wrong arrays and sizes with what it found", contract::refuses));
    }

    private DynamicTest test(String sentence, Runnable body) {
        return dynamicTest(backend.id() + ": " + sentence, () -> {
            Availability here = backend.availability();
            Assumptions.assumeTrue(here.available(), here.reason());
            body.run();
        });
    }

    private void names() {
        assertThat(backend.id()).matches("[a-z][a-z0-9-]*");
        assertThat(backend.availability()).isEqualTo(backend.availability());
    }

    private void agrees() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int[] size : SIZES) {
            for (double density : DENSITIES) {
                DrawnMatrix drawn = DrawnMatrix.of(random, size[0], size[1], density);
                for (int columns : COLUMNS) {
                    agrees(drawn, DrawnMatrix.vector(random, size[1] * columns), columns);
                }
            }
        }
    }

    private void agrees(DrawnMatrix drawn, float[] in, int columns) {
        float[] out = new float[drawn.rows() * columns];
        try (SparseProduct product = backend.prepare(drawn.csr(), columns)) {
            product.execute(in, out);
        }
        for (int row = 0; row < drawn.rows(); row++) {
            for (int column = 0; column < columns; column++) {
                double exact = drawn.exact(in, columns, row, column);
                double error = Math.abs(out[row * columns + column] - exact);
                if (!(error <= drawn.tolerance(in, columns, row, column))) {
                    throw new AssertionError("%s: %s times %d columns, out[%d, %d] is %s, expected %s +- %s, seed %d"
                            .formatted(
                                    backend.id(),
                                    drawn.csr(),
                                    columns,
                                    row,
                                    column,
                                    out[row * columns + column],
                                    exact,
                                    drawn.tolerance(in, columns, row, column),
                                    SEED));
                }
            }
        }
    }

    private void repeats() {
        SplittableRandom random = new SplittableRandom(SEED);
        float[] in = DrawnMatrix.vector(random, 29 * 17);
        float[] inBefore = in.clone();
        float[] first = filled(31 * 17, Float.NaN);
        float[] second = filled(31 * 17, 1e30f);
        try (SparseProduct product =
                backend.prepare(DrawnMatrix.of(random, 31, 29, 0.2).csr(), 17)) {
            product.execute(in, first);
            product.execute(in, second);
        }
        assertThat(second).isEqualTo(first).doesNotContain(Float.NaN);
        assertThat(in).isEqualTo(inBefore);
    }

    private void skipsPruned() {
        // Column 1 is pruned in every row; its inputs are what a dense product turns into NaN.
        CsrMatrix matrix = CsrMatrix.of(new float[] {2, -0f, 3, 0, 0, 5, 0, 0, 0}, 3, 3);
        float[] in = {1, 4, Float.POSITIVE_INFINITY, Float.NaN, 10, 20};

        assertThat(executed(matrix, in, 2)).containsExactly(32, 68, 50, 100, 0, 0);
    }

    private void keepsInfinities() {
        CsrMatrix matrix = CsrMatrix.of(new float[] {2, -1, 0, 1}, 2, 2);
        float[] in = {Float.POSITIVE_INFINITY, 1, Float.NEGATIVE_INFINITY, 7, Float.NaN, Float.POSITIVE_INFINITY};

        assertThat(executed(matrix, in, 3))
                .containsExactly(
                        Float.POSITIVE_INFINITY,
                        Float.NaN,
                        Float.NEGATIVE_INFINITY,
                        7,
                        Float.NaN,
                        Float.POSITIVE_INFINITY);
    }

    private void keepsApart() {
        CsrMatrix two = CsrMatrix.of(new float[] {2}, 1, 1);
        CsrMatrix three = CsrMatrix.of(new float[] {3}, 1, 1);
        float[] out = new float[1];
        try (SparseProduct doubled = backend.prepare(two, 1);
                SparseProduct tripled = backend.prepare(three, 1)) {
            tripled.execute(new float[] {10}, out);
            assertThat(out[0]).isCloseTo(30, within(1e-5f));
            doubled.execute(new float[] {10}, out);
            assertThat(out[0]).isCloseTo(20, within(1e-5f));
        }
    }

    private void refuses() {
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

    private float[] executed(CsrMatrix matrix, float[] in, int columns) {
        float[] out = filled(matrix.rows() * columns, -1);
        try (SparseProduct product = backend.prepare(matrix, columns)) {
            product.execute(in, out);
        }
        return out;
    }

    private static float[] filled(int length, float value) {
        float[] array = new float[length];
        Arrays.fill(array, value);
        return array;
    }
}
