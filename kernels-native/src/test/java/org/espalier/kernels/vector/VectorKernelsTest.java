package org.espalier.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.sparse.BlockMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.SparseMatrix;
import org.espalier.sparse.SparseProduct;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A compiler that fails to inline one operation keeps vectors as objects on the heap, silently, and the kernel takes ten
 * times as long or more. So what the kernels allocate is counted once they are compiled: nothing that grows with the work.
 */
class VectorKernelsTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int SIZE = 96;
    private static final int BYTES = 8 * 1024; // a few small objects per strip
    private static final long PATIENCE = 120_000_000_000L; // until the compiler has come to it on a busy machine

    @TestFactory
    Stream<DynamicTest> vectorsStayInRegisters() {
        VectorBackend backend = new VectorBackend();
        Assumptions.assumeTrue(
                backend.availability().available(), backend.availability().reason());
        float[] ones = new float[SIZE * SIZE];
        Arrays.fill(ones, 1);
        DenseMatrix dense = DenseMatrix.of(ones, SIZE, SIZE);
        List<DynamicTest> tests = new ArrayList<>();
        for (SparseMatrix matrix : List.of(dense.toCsr(), BlockMatrix.of(dense, 8, 1), dense)) {
            for (int columns : new int[] {1, Lanes.COUNT, 2 * Lanes.COUNT, 4 * Lanes.COUNT, 15 * Lanes.COUNT}) {
                tests.add(DynamicTest.dynamicTest(
                        "%s times %d columns".formatted(matrix, columns), () -> allocatesLittle(matrix, columns)));
            }
        }
        return tests.stream();
    }

    private static void allocatesLittle(SparseMatrix matrix, int columns) {
        float[] in = new float[SIZE * columns];
        float[] out = new float[SIZE * columns];
        try (SparseProduct product = new VectorBackend().prepare(matrix, columns)) {
            long start = System.nanoTime();
            long bytes = Long.MAX_VALUE;
            while (bytes > BYTES && System.nanoTime() - start < PATIENCE) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                product.execute(in, out);
                bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(bytes).as("bytes that one product allocates").isLessThanOrEqualTo(BYTES);
        }
    }
}
