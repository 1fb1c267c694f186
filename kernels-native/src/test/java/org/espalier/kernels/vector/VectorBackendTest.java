package org.espalier.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.espalier.kernels.CpuBackend;
import org.espalier.program.ProgramContract;
import org.espalier.sparse.Activation;
import org.espalier.sparse.BackendContract;
import org.espalier.sparse.BlockMatrix;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.ReferenceBackend;
import org.espalier.sparse.SparseBackend;
import org.espalier.sparse.SparseBackends;
import org.espalier.sparse.SparseMatrix;
import org.espalier.sparse.SparseProduct;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class VectorBackendTest {
    private static final long SEED = 20_260_917;

    @TestFactory
    Stream<DynamicTest> keepsTheContractOfProducts() {
        return BackendContract.of(new VectorBackend());
    }

    @TestFactory
    Stream<DynamicTest> keepsTheContractOfPrograms() {
        return ProgramContract.of(new VectorBackend());
    }

    @Test
    void theTestsRunWithTheModule() {
        assertThat(new VectorBackend().availability().reason()).doesNotContain("--add-modules");
    }

    @Test
    void agreesWithTheCppKernelsAndTheReferenceOnTheLayersOfRealNetworks() {
        CpuBackend cpu = new CpuBackend();
        VectorBackend vector = new VectorBackend();
        for (SparseBackend each : List.of(cpu, vector)) {
            Assumptions.assumeTrue(
                    each.availability().available(), each.availability().reason());
        }
        SplittableRandom random = new SplittableRandom(SEED);
        for (int[] size : new int[][] {
            {64, 256, 784},
            {256, 64, 100},
            {130, 1100, 49},
            {2048, 512, 7},
            {500, 800, 32},
            {300, 784, 1},
            {10, 5000, 130}
        }) {
            float[] in = drawn(random, size[1] * size[2], 1);
            float[] bias = drawn(random, size[0], 1);
            for (SparseMatrix matrix : forms(drawn(random, size[0] * size[1], 0.1), size[0], size[1])) {
                Epilogue end = Epilogue.bias(bias).then(Activation.RELU);
                float[] exact = product(new ReferenceBackend(), matrix, size[2], end, in);
                // Uniform in ±1: a row's Σ|w·x| is about a quarter of what it stores; 4 · (n + 2) · ε times that.
                double stored = matrix.stored() / (double) size[0];
                float tolerance = (float) (4 * (stored + 2) * Math.ulp(1f) * (1 + stored));
                String what = "%s times %d columns".formatted(matrix, size[2]);
                assertThat(product(vector, matrix, size[2], end, in))
                        .as("vector, " + what)
                        .containsExactly(exact, within(tolerance));
                assertThat(product(cpu, matrix, size[2], end, in))
                        .as("cpu, " + what)
                        .containsExactly(exact, within(tolerance));
            }
        }
    }

    private static org.assertj.core.data.Offset<Float> within(float tolerance) {
        return org.assertj.core.data.Offset.offset(tolerance);
    }

    private static List<SparseMatrix> forms(float[] dense, int rows, int columns) {
        CsrMatrix csr = CsrMatrix.of(dense, rows, columns);
        return List.of(
                csr,
                BlockMatrix.of(csr, 4, 1),
                BlockMatrix.of(csr, 8, 1),
                BlockMatrix.of(csr, 4, 2),
                DenseMatrix.of(csr));
    }

    private static float[] drawn(SplittableRandom random, int length, double density) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextDouble() < density ? (float) (2 * random.nextDouble() - 1) : 0;
        }
        return values;
    }

    private static float[] product(SparseBackend backend, SparseMatrix matrix, int columns, Epilogue end, float[] in) {
        float[] out = new float[matrix.rows() * columns];
        try (SparseProduct product = backend.prepare(matrix, columns, end)) {
            product.execute(in, out);
        }
        return out;
    }

    @Test
    void isListedWithoutTheModuleAndSaysHowToGetIt() throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Backends.class.getName()));
        Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(java.getInputStream().readAllBytes(), "UTF-8");

        assertThat(java.waitFor()).as(printed).isZero();
        assertThat(printed.lines().filter(line -> line.contains(" vector ") && line.contains("rank")))
                .singleElement()
                .asString()
                .endsWith("rank  50  missing  : the Vector API is not there;"
                        + " start Java with --add-modules jdk.incubator.vector");
        assertThat(printed)
                .contains("sparse backend vector cannot run here: the Vector API is not there;"
                        + " start Java with --add-modules jdk.incubator.vector");
    }

    /** What another JVM runs. */
    static final class Backends {
        private Backends() {}

        public static void main(String[] args) {
            SparseBackends.describe().forEach(System.out::println);
            try {
                new VectorBackend().prepare(CsrMatrix.of(new float[] {1}, 1, 1), 1);
            } catch (IllegalStateException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }
}
