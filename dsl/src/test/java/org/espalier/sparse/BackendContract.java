package org.espalier.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
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
    private static final int[] COLUMNS = {1, 2, 3, 8, 9, 16, 17, 24, 31, 32, 33, 63, 64, 65, 100, 130};
    private static final float GUARD = 12345.678f;

    private final SparseBackend backend;

    private BackendContract(SparseBackend backend) {
        this.backend = backend;
    }

    /** The tests of one backend. */
    public static Stream<DynamicTest> of(SparseBackend backend) {
        BackendContract contract = new BackendContract(backend);
        BackendContractRefusals refusals = new BackendContractRefusals(backend);
        return Stream.of(
                dynamicTest(backend + ": has an id, and a reason for being available or not", contract::names),
                contract.test("agrees with an exact dense product at awkward sizes, in every format", contract::agrees),
                contract.test("adds the bias, then activates", contract::finishes),
                contract.test("multiplies denormals, and takes -0 for the zero it is", contract::keepsDenormals),
                contract.test("multiplies more columns than 16 bits count", contract::takesWideMatrices),
                contract.test("works on direct buffers, between their position and limit only", contract::staysInside),
                contract.test("overwrites its output, leaves its input, repeats itself", contract::repeats),
                contract.test("does not read what is pruned: nothing times Inf is nothing", contract::skipsPruned),
                contract.test("lets Inf and NaN through where a weight is stored", contract::keepsInfinities),
                contract.test("keeps a matrix it has prepared whatever is prepared next", contract::keepsApart),
                contract.test("lets a column block's own zeros multiply", contract::multipliesWholeBlocks),
                contract.test("lets a dense matrix's zeros multiply", contract::multipliesZeros),
                contract.test("does not read a block that is not stored", contract::skipsBlocks),
                contract.test("serves 16 threads at once from one product", contract::servesThreads),
                contract.test("refuses wrong arrays and sizes with what it found", refusals::refusesArrays),
                contract.test("refuses wrong buffers with what it found", refusals::refusesBuffers),
                contract.test("refuses pointers and indices that lead astray", refusals::refusesPlaces),
                contract.test("refuses to work once closed, and closes twice", refusals::closes));
    }

    private DynamicTest test(String sentence, Runnable body) {
        return dynamicTest(backend + ": " + sentence, () -> {
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
                    float[] in = DrawnMatrix.vector(random, size[1] * columns);
                    agree(drawn, forms(drawn), in, columns, Epilogue.NONE);
                    DrawnMatrix half = drawn.keeping(2, 4);
                    List<NofMMatrix> patterned =
                            List.of(NofMMatrix.of(half.csr(), 2, 4), NofMMatrix.of(half.csr(), 4, 8));
                    agree(half, patterned, in, columns, Epilogue.NONE);
                }
            }
        }
    }

    private void finishes() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int columns : new int[] {1, 3, 17, 32, 100}) {
            DrawnMatrix drawn = DrawnMatrix.of(random, 29, 23, 0.3);
            Epilogue biased = Epilogue.bias(DrawnMatrix.vector(random, 29));
            float[] in = DrawnMatrix.vector(random, 23 * columns);
            agree(drawn, forms(drawn), in, columns, biased);
            agree(drawn, forms(drawn), in, columns, biased.then(Activation.RELU));
            agree(drawn, forms(drawn), in, columns, Epilogue.NONE.then(Activation.RELU));
        }
        CsrMatrix one = CsrMatrix.of(new float[] {1}, 1, 1);
        float[] out = new float[3];
        try (SparseProduct relu = backend.prepare(one, 3, Epilogue.NONE.then(Activation.RELU))) {
            relu.execute(new float[] {Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}, out);
        }
        assertThat(out).containsExactly(Float.NaN, 0, Float.POSITIVE_INFINITY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend.prepare(one, 3, Epilogue.bias(1, 2)))
                .withMessage("a matrix of 1 rows needs a bias of 1 values, found 2");
    }

    private void keepsDenormals() {
        float tiny = Float.MIN_VALUE;
        DrawnMatrix drawn = new DrawnMatrix(new float[] {tiny, -0f, 0.5f, 3 * tiny, 0, -2}, 2, 3);
        for (int columns : new int[] {1, 2, 20}) {
            float[] in = filled(3 * columns, 4 * tiny);
            in[0] = 1;
            agree(drawn, forms(drawn), in, columns, Epilogue.NONE);
        }
        assertThat(executed(CsrMatrix.of(new float[] {tiny}, 1, 1), new float[] {2}, 1))
                .containsExactly(2 * tiny);
    }

    private void takesWideMatrices() {
        int inner = 140_000;
        int[] places = {0, 1, 4095, 4096, 65_535, 65_536, 100_000, 139_999};
        float[] dense = new float[2 * inner];
        for (int place : places) {
            dense[place] = place % 7 + 1;
            dense[inner + place] = place == 4096 ? 0 : 2;
        }
        DrawnMatrix drawn = new DrawnMatrix(dense, 2, inner);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int columns : new int[] {1, 3, 20}) {
            agree(drawn, forms(drawn), DrawnMatrix.vector(random, inner * columns), columns, Epilogue.bias(1, -1));
        }
    }

    /** The matrix in every format that holds any pattern; blocks of usual sizes, awkward ones and the largest. */
    private static List<SparseMatrix> forms(DrawnMatrix drawn) {
        CsrMatrix csr = drawn.csr();
        return List.of(
                csr,
                DenseMatrix.of(csr),
                BlockMatrix.of(csr, 4, 1),
                BlockMatrix.of(csr, 8, 1),
                BlockMatrix.of(csr, 12, 1),
                BlockMatrix.of(csr, 1, 8),
                BlockMatrix.of(csr, 3, 5),
                BlockMatrix.of(csr, 16, 16));
    }

    private void agree(DrawnMatrix drawn, List<? extends SparseMatrix> forms, float[] in, int columns, Epilogue end) {
        double[] exact = new double[drawn.rows() * columns];
        double[] tolerances = new double[exact.length];
        for (int i = 0; i < exact.length; i++) {
            int row = i / columns;
            float bias = end.bias() == null ? 0 : end.bias()[row];
            double sum = drawn.exact(in, columns, row, i % columns, bias);
            exact[i] = end.activation() == Activation.RELU ? Math.max(sum, 0) : sum;
            tolerances[i] = drawn.tolerance(in, columns, row, i % columns, bias);
        }
        for (SparseMatrix form : forms) {
            if (!backend.supports(form.format())) {
                assertThatIllegalArgumentException().isThrownBy(() -> backend.prepare(form, columns, end));
                continue;
            }
            float[] out = filled(exact.length, GUARD);
            try (SparseProduct product = backend.prepare(form, columns, end)) {
                product.execute(in, out);
            }
            for (int i = 0; i < exact.length; i++) {
                if (!(Math.abs(out[i] - exact[i]) <= tolerances[i])) {
                    throw new AssertionError("%s: %s times %d columns %s, out[%d, %d] is %s, expected %s +- %s, seed %d"
                            .formatted(
                                    backend,
                                    form,
                                    columns,
                                    end,
                                    i / columns,
                                    i % columns,
                                    out[i],
                                    exact[i],
                                    tolerances[i],
                                    SEED));
                }
            }
        }
    }

    private void staysInside() {
        SplittableRandom random = new SplittableRandom(SEED);
        int guards = 40;
        for (int columns : new int[] {1, 5, 17, 32, 33, 64, 100, 300}) {
            DrawnMatrix drawn = DrawnMatrix.of(random, 13, 21, 0.3);
            float[] in = DrawnMatrix.vector(random, 21 * columns);
            for (SparseMatrix form : forms(drawn)) {
                if (!backend.supports(form.format())) {
                    continue;
                }
                float[] expected = executed(form, in, columns);
                // A NaN that is read shows even where it is multiplied by zero.
                FloatBuffer from =
                        guarded(guards, in.length, Float.NaN).put(in).flip().position(guards);
                FloatBuffer to = guarded(guards, expected.length, GUARD);
                to.limit(to.position() + expected.length);
                try (SparseProduct product = backend.prepare(form, columns)) {
                    product.execute(from, to);
                }
                assertThat(to.position()).isEqualTo(guards);
                to.clear();
                for (int i = 0; i < to.capacity(); i++) {
                    boolean inside = i >= guards && i < guards + expected.length;
                    if (to.get(i) != (inside ? expected[i - guards] : GUARD)) {
                        throw new AssertionError("%s: %s times %d columns, value %d of buffer is %s"
                                .formatted(backend, form, columns, i - guards, to.get(i)));
                    }
                }
            }
        }
    }

    /** Direct memory for so many values, with guards on both sides; positioned behind those in front. */
    private static FloatBuffer guarded(int guards, int length, float guard) {
        FloatBuffer buffer = direct(length + 2 * guards);
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.put(i, guard);
        }
        return buffer.position(guards);
    }

    static FloatBuffer direct(int length) {
        return ByteBuffer.allocateDirect(Float.BYTES * length)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
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

    private void multipliesWholeBlocks() {
        BlockMatrix matrix = BlockMatrix.of(new float[] {1, 0, 0, 0, 0, 0, 0, 0}, 4, 2, 4, 1);
        Assumptions.assumeTrue(backend.supports(matrix.format()), "no blocks");

        assertThat(executed(matrix, new float[] {Float.POSITIVE_INFINITY, Float.NaN}, 1))
                .containsExactly(Float.POSITIVE_INFINITY, Float.NaN, Float.NaN, Float.NaN);
    }

    private void multipliesZeros() {
        DenseMatrix matrix = DenseMatrix.of(new float[] {1, 0, 2, 3, 0, 0}, 2, 3);
        Assumptions.assumeTrue(backend.supports(matrix.format()), "no dense matrices");

        assertThat(executed(matrix, new float[] {1, 1, 5, Float.NEGATIVE_INFINITY, 6, 7}, 2))
                .containsExactly(13, Float.NaN, 3, Float.NaN);
    }

    private void skipsBlocks() {
        // The only block stored, of 5 x 3, is that of row 1 and column 4; the last one reaches beyond the matrix.
        float[] dense = new float[7 * 8];
        dense[8 + 4] = 2;
        for (int columns : new int[] {1, 20}) {
            float[] in = filled(8 * columns, Float.NaN);
            Arrays.fill(in, 3 * columns, 6 * columns, 10);
            float[] expected = new float[7 * columns];
            Arrays.fill(expected, columns, 2 * columns, 20);
            for (int height : new int[] {1, 2, 4, 5, 8, 16}) {
                BlockMatrix matrix = BlockMatrix.of(dense, 7, 8, height, 3);
                Assumptions.assumeTrue(backend.supports(matrix.format()), "no blocks");
                assertThat(executed(matrix, in, columns)).isEqualTo(expected);
            }
        }
    }

    private void servesThreads() {
        SplittableRandom random = new SplittableRandom(SEED);
        DrawnMatrix drawn = DrawnMatrix.of(random, 37, 53, 0.2);
        List<float[]> inputs = Stream.generate(() -> DrawnMatrix.vector(random, 53 * 70))
                .limit(16)
                .toList();
        List<float[]> expected =
                inputs.stream().map(in -> executed(drawn.csr(), in, 70)).toList();
        try (SparseProduct product = backend.prepare(drawn.csr(), 70)) {
            List<CompletableFuture<Void>> threads = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                int mine = t;
                CompletableFuture<Void> done = new CompletableFuture<>();
                threads.add(done);
                new Thread(() -> {
                            try {
                                float[] out = new float[37 * 70];
                                for (int i = 0; i < 50; i++) {
                                    Arrays.fill(out, GUARD);
                                    product.execute(inputs.get(mine), out);
                                    assertThat(out).isEqualTo(expected.get(mine));
                                }
                                done.complete(null);
                            } catch (Throwable failure) {
                                done.completeExceptionally(failure);
                            }
                        })
                        .start();
            }
            CompletableFuture.allOf(threads.toArray(new CompletableFuture<?>[0]))
                    .join();
        }
    }

    private float[] executed(SparseMatrix matrix, float[] in, int columns) {
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
