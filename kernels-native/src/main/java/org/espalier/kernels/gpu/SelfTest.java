package org.espalier.kernels.gpu;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.espalier.program.CompiledProgram;
import org.espalier.program.Program;
import org.espalier.program.Shape;
import org.espalier.program.Step;
import org.espalier.program.Window;
import org.espalier.sparse.Activation;
import org.espalier.sparse.BlockMatrix;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.NofMMatrix;
import org.espalier.sparse.SparseBackend;
import org.espalier.sparse.SparseBackends;
import org.espalier.sparse.SparseMatrix;
import org.espalier.sparse.SparseProduct;

/**
 * Checks and times a GPU backend on whatever device is here: prints the device, how far each format is from the exact
 * product, and how long a layer takes in each. The exit status is 0 if all is right, 1 if something is wrong, 2 if there
 * is no device.
 *
 * <pre>{@code
 * java -cp espalier-kernels-native.jar:espalier-dsl.jar org.espalier.kernels.gpu.SelfTest cuda
 * }</pre>
 *
 * <p>From a clone: {@code mvn -q -pl kernels-native -am verify -DskipTests} and then
 * {@code java -cp kernels-native/target/classes:dsl/target/classes org.espalier.kernels.gpu.SelfTest opencl}.
 */
public final class SelfTest {
    private static final int REPEATS = 30;
    private static final int[][] CHECKED = {{1, 1, 1}, {37, 53, 1}, {37, 53, 7}, {64, 576, 300}, {300, 784, 64}};
    private static final int[][] TIMED = {{256, 1024, 196}, {512, 4608, 196}, {1024, 1024, 32}, {4096, 1024, 1}};

    private final SparseBackend backend;
    private final SplittableRandom random = new SplittableRandom(20_261_123);
    private boolean right = true;

    private SelfTest(SparseBackend backend) {
        this.backend = backend;
    }

    /** Runs it over {@code cuda} or {@code opencl}, by default the first of them that is here. */
    public static void main(String[] args) {
        List<SparseBackend> here = SparseBackends.all().stream()
                .filter(GpuBackend.class::isInstance)
                .filter(b -> args.length == 0 || b.id().equals(args[0]))
                .toList();
        here.forEach(b -> System.out.printf("%s: %s%n", b.id(), b.availability().reason()));
        Optional<SparseBackend> chosen =
                here.stream().filter(b -> b.availability().available()).findFirst();
        if (chosen.isEmpty()) {
            System.out.println("no device to test");
            System.exit(2);
        }
        System.exit(new SelfTest(chosen.orElseThrow()).run() ? 0 : 1);
    }

    private boolean run() {
        System.out.printf("%n| product | format | largest error / allowed | |%n|---|---|---|---|%n");
        for (int[] size : CHECKED) {
            float[] weights = pruned(size[0], size[1], 0.1);
            forms(weights, size[0], size[1]).forEach((name, matrix) -> check(name, matrix, size[2]));
        }
        checkProgram();
        System.out.printf("%n| product | format | median | p95 | with transfers |%n|---|---|---|---|---|%n");
        for (int[] size : TIMED) {
            float[] weights = pruned(size[0], size[1], 0.1);
            forms(weights, size[0], size[1]).forEach((name, matrix) -> time(name, matrix, size[2]));
        }
        System.out.printf(
                "%n%s on %s%n",
                right ? "all right" : "WRONG", backend.availability().reason());
        return right;
    }

    /** A tenth of the values, in blocks of 4 rows that also keep 2:4, so that every format stores the same matrix. */
    private float[] pruned(int rows, int columns, double density) {
        float[] weights = new float[rows * columns];
        for (int panel = 0; panel < rows; panel += 4) {
            for (int column = 0; column < columns; column++) {
                if (column % 4 < 2 && random.nextDouble() < 2 * density) {
                    for (int row = panel; row < Math.min(rows, panel + 4); row++) {
                        weights[row * columns + column] = (float) random.nextDouble(-1, 1);
                    }
                }
            }
        }
        return weights;
    }

    private static Map<String, SparseMatrix> forms(float[] weights, int rows, int columns) {
        Map<String, SparseMatrix> forms = new LinkedHashMap<>();
        forms.put("dense", DenseMatrix.of(weights, rows, columns));
        forms.put("CSR", CsrMatrix.of(weights, rows, columns));
        forms.put("4 x 1", BlockMatrix.of(weights, rows, columns, 4, 1));
        forms.put("8 x 1", BlockMatrix.of(weights, rows, columns, 8, 1));
        forms.put("2:4", NofMMatrix.of(weights, rows, columns, 2, 4));
        return forms;
    }

    private void check(String name, SparseMatrix matrix, int columns) {
        float[] in = values(matrix.columns() * columns);
        float[] bias = values(matrix.rows());
        float[] out = new float[matrix.rows() * columns];
        try (SparseProduct product =
                backend.prepare(matrix, columns, Epilogue.bias(bias).then(Activation.RELU))) {
            product.execute(in, out);
        }
        double worst = 0;
        float[] dense = matrix.toDense();
        for (int row = 0; row < matrix.rows(); row++) {
            for (int column = 0; column < columns; column++) {
                double sum = bias[row];
                double sizes = Math.abs(bias[row]);
                for (int k = 0; k < matrix.columns(); k++) {
                    double term = (double) dense[row * matrix.columns() + k] * in[k * columns + column];
                    sum += term;
                    sizes += Math.abs(term);
                }
                double off = Math.abs(out[row * columns + column] - Math.max(0, sum));
                double ratio = off / (4 * (matrix.columns() + 2) * Math.ulp(1f) * sizes + Float.MIN_VALUE);
                worst = ratio <= worst ? worst : ratio; // NaN is worst
            }
        }
        report("%d x %d x %d".formatted(matrix.rows(), matrix.columns(), columns), name, worst);
    }

    private void report(String what, String name, double worst) {
        boolean within = worst <= 1;
        right &= within;
        System.out.printf("| %s | %s | %.3g | %s |%n", what, name, worst, within ? "right" : "WRONG");
    }

    /** A convolution with a residual and pooling, against plain loops. */
    private void checkProgram() {
        float[] weights = pruned(16, 16 * 9, 0.2);
        float[] in = values(5 * 16 * 49);
        double[] expected = convolved(weights, in, 5);
        forms(weights, 16, 144).forEach((name, matrix) -> {
            float[] out = run(matrix, in, 5);
            double worst = 0;
            for (int i = 0; i < out.length; i++) {
                double ratio = Math.abs(out[i] - expected[i]) / 1e-4;
                worst = ratio <= worst ? worst : ratio;
            }
            report("3 x 3 convolution, residual, pooling", name, worst);
        });
    }

    /** The mean over 7 x 7 positions of {@code relu(convolution + input)}, [examples, 16]. */
    private static double[] convolved(float[] weights, float[] in, int examples) {
        double[] means = new double[examples * 16];
        for (int i = 0; i < means.length * 49; i++) {
            int y = i % 49 / 7;
            int x = i % 7;
            double sum = in[i];
            for (int k = 0; k < 144; k++) {
                int row = y + k % 9 / 3 - 1;
                int column = x + k % 3 - 1;
                if (row >= 0 && row < 7 && column >= 0 && column < 7) {
                    int channel = i / (16 * 49) * 16 + k / 9;
                    sum += (double) weights[i / 49 % 16 * 144 + k] * in[(channel * 7 + row) * 7 + column];
                }
            }
            means[i / 49] += Math.max(0, sum) / 49;
        }
        return means;
    }

    private float[] run(SparseMatrix weights, float[] in, int examples) {
        Shape shape = new Shape(16, 7, 7);
        Program program = new Program(
                shape,
                List.of(
                        new Step.Convolution(
                                "convolution",
                                0,
                                Window.of(3, 3).padding(1, 1),
                                1,
                                weights,
                                Epilogue.NONE.then(Activation.RELU),
                                OptionalInt.of(0),
                                shape),
                        new Step.Pooling("pool", 1, Window.over(shape), Step.Pooling.Kind.MEAN, Shape.vector(16))));
        float[] out = new float[examples * 16];
        try (CompiledProgram compiled = ((GpuBackend) backend).compile(program, examples)) {
            compiled.execute(examples, FloatBuffer.wrap(in), FloatBuffer.wrap(out));
        }
        return out;
    }

    /** A layer as a program of one step: launch and wait, and the same with transfers. */
    private void time(String name, SparseMatrix matrix, int columns) {
        float[] in = values(matrix.columns() * columns);
        float[] out = new float[matrix.rows() * columns];
        long[] on = new long[REPEATS];
        long[] all = new long[REPEATS];
        Shape shape = new Shape(matrix.columns(), 1, columns);
        Program program = new Program(
                shape,
                List.of(new Step.Convolution(
                        name,
                        0,
                        Window.of(1, 1),
                        1,
                        matrix,
                        Epilogue.NONE,
                        OptionalInt.empty(),
                        new Shape(matrix.rows(), 1, columns))));
        try (CompiledProgram compiled = ((GpuBackend) backend).compile(program, 1)) {
            for (int i = -5; i < REPEATS; i++) { // five to warm up
                long start = System.nanoTime();
                long[] times = compiled.time(1, FloatBuffer.wrap(in), FloatBuffer.wrap(out));
                if (i >= 0) {
                    on[i] = times[0];
                    all[i] = System.nanoTime() - start;
                }
            }
        }
        Arrays.sort(on);
        Arrays.sort(all);
        System.out.printf(
                "| %d x %d x %d | %s | %.3f ms | %.3f ms | %.3f ms |%n",
                matrix.rows(),
                matrix.columns(),
                columns,
                name,
                on[REPEATS / 2] / 1e6,
                on[REPEATS * 95 / 100] / 1e6,
                all[REPEATS / 2] / 1e6);
    }

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
