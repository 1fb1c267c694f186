package org.espalier.kernels.benchmark;


import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.espalier.kernels.CpuBackend;
import org.espalier.kernels.InstructionSet;
import org.espalier.sparse.SparseProduct;

/**
 * How many times faster than OpenBLAS a sparse product is on this machine, one thread each: the candidates take turns in
 * one process, so that a busy neighbour slows all of them, and the median of each one's thread CPU time counts. Masks are
 * uniform at random, by weight for CSR and by block for column blocks.
 *
 * <pre>{@code
 * mvn -ntp -Pjmh -pl dsl,kernels-native -DskipTests verify -Djmh.main=SpeedUp
 * mvn -ntp -Pjmh -pl dsl,kernels-native -DskipTests verify -Djmh.main=SpeedUp -Djmh.options="AVX2 0.9"
 * }</pre>
 *
 * <p>Arguments: an instruction set, then sparsities; by default the best and 0.5, 0.7, 0.9, 0.95. To compare AVX2 with
 * AVX2, set {@code OPENBLAS_CORETYPE=Haswell} too.
 */
public final class SpeedUp {
    private static final int ROUNDS = 9;
    private static final long ROUND_NANOS = 3_000_000;
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
    private static final SplittableRandom RANDOM = new SplittableRandom(42);

    private SpeedUp() {}

    private enum Group {
        RESNET50_1X1(new int[][] {
            {256, 64, 3136}, {64, 256, 3136}, {512, 128, 784}, {256, 1024, 196}, {2048, 512, 49}
        }),
        FC_N_128(new int[][] {{512, 512, 128}, {2048, 512, 128}, {1024, 1024, 128}}),
        FC_N_32(new int[][] {{500, 800, 32}, {2048, 512, 32}, {1024, 1024, 32}}),
        FC_N_1(new int[][] {{300, 784, 1}, {1024, 1024, 1}, {2048, 512, 1}, {4096, 4096, 1}});

        private final int[][] shapes;

        Group(int[][] shapes) {
            this.shapes = shapes;
        }
    }

    /** Prints one line for each shape and sparsity, and a geometric mean for each group and sparsity. */
    public static void main(String[] args) {
        InstructionSet instructions = args.length > 0 ? InstructionSet.valueOf(args[0]) : InstructionSet.best();
        double[] sparsities = args.length > 1
                ? Arrays.stream(args).skip(1).mapToDouble(Double::parseDouble).toArray()
                : new double[] {0.5, 0.7, 0.9, 0.95};
        System.out.printf(
                "kernels: %s; sgemm: the OpenBLAS that ND4J ships, OPENBLAS_CORETYPE=%s%n",
                instructions, System.getenv().getOrDefault("OPENBLAS_CORETYPE", "(not set)"));
        System.out.printf(Locale.ROOT, "one call, 1 x 1 x 1: %.0f ns%n", call(instructions));
        for (Group group : Group.values()) {
            for (double sparsity : sparsities) {
                List<double[]> ratios = new ArrayList<>();
                for (int[] s : group.shapes) {
                    ratios.add(measure(instructions, s[0], s[1], s[2], sparsity));
                }
                System.out.printf(
                        Locale.ROOT,
                        "%-13s %.2f  geomean        CSR %5.2f   4x1 %5.2f   8x1 %5.2f%n",
                        group,
                        sparsity,
                        geomean(ratios, 0),
                        geomean(ratios, 1),
                        geomean(ratios, 2));
            }
        }
    }

    /** What a product costs that has nothing to do: checks, lock and native call. */
    private static double call(InstructionSet instructions) {
        Operands operands = Operands.of(RANDOM, 1, 1, 1);
        try (SparseProduct product = CpuBackend.on(instructions, 1).prepare(operands.sparse(RANDOM, 1, 0), 1)) {
            return medians(List.of(() -> product.execute(operands.in(), operands.out())))[0];
        }
    }

    private static double[] measure(InstructionSet instructions, int rows, int inner, int columns, double sparsity) {
        CpuBackend cpu = CpuBackend.on(instructions, 1);
        Operands operands = Operands.of(RANDOM, rows, inner, columns);
        List<SparseProduct> products = IntStream.of(1, 4, 8)
                .mapToObj(height -> cpu.prepare(operands.sparse(RANDOM, height, sparsity), columns))
                .toList();
        List<Runnable> candidates = new ArrayList<>();
        candidates.add(operands::dense);
        products.forEach(product -> candidates.add(() -> product.execute(operands.in(), operands.out())));
        double[] nanos = medians(candidates);
        products.forEach(SparseProduct::close);
        double[] ratios = {nanos[0] / nanos[1], nanos[0] / nanos[2], nanos[0] / nanos[3]};
        System.out.printf(
                Locale.ROOT,
                "  %4d x %4d x %4d  %.2f  sgemm %8.1f us   CSR %5.2f   4x1 %5.2f   8x1 %5.2f%n",
                rows,
                inner,
                columns,
                sparsity,
                nanos[0] / 1e3,
                ratios[0],
                ratios[1],
                ratios[2]);
        return ratios;
    }

    /** Nanoseconds of one run of each. */
    private static double[] medians(List<Runnable> candidates) {
        int[] runs = new int[candidates.size()];
        double[][] times = new double[candidates.size()][ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            for (int c = 0; c < runs.length; c++) {
                if (round < 0) {
                    runs[c] = runsPerRound(candidates.get(c));
                    continue;
                }
                times[c][round] = time(candidates.get(c), runs[c]) / runs[c];
            }
        }
        return Arrays.stream(times)
                .mapToDouble(t -> Arrays.stream(t).sorted().toArray()[ROUNDS / 2])
                .toArray();
    }

    private static int runsPerRound(Runnable candidate) {
        int runs = 1;
        while (time(candidate, runs) < ROUND_NANOS) {
            runs *= 2;
        }
        return runs;
    }

    private static double time(Runnable candidate, int runs) {
        long start = THREAD.getCurrentThreadCpuTime();
        for (int i = 0; i < runs; i++) {
            candidate.run();
        }
        return THREAD.getCurrentThreadCpuTime() - start;
    }

    private static double geomean(List<double[]> ratios, int format) {
        return Math.exp(ratios.stream().mapToDouble(r -> Math.log(r[format])).average().orElseThrow());
    }
}
