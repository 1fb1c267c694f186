package org.espalier.kernels.benchmark;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.espalier.kernels.CpuBackend;
import org.espalier.kernels.InstructionSet;
import org.espalier.program.CompiledProgram;
import org.espalier.program.Program;
import org.espalier.program.Shape;
import org.espalier.program.Step;

/**
 * What each operation's share of a network's time is: microseconds, share, and how many bytes per second go through it,
 * which says whether an operation is as fast as memory or caches allow. Networks of random weights, see
 * {@link ShapedPrograms}; medians of many runs.
 *
 * <pre>{@code
 * mvn -ntp -Pjmh -pl dsl,kernels-native -DskipTests verify -Djmh.main=OperationShares
 * mvn -ntp -Pjmh -pl dsl,kernels-native -DskipTests verify -Djmh.main=OperationShares \
 *     -Djmh.options="network=everything sparsity=0.9 batch=1,16 isa=AVX2 threads=1"
 * }</pre>
 */
public final class OperationShares {
    private static final int ROUNDS = 301;

    private OperationShares() {}

    /** Prints one table for each network, sparsity, batch; the arguments are {@code key=value,value} words. */
    public static void main(String[] args) {
        Words words = Words.of(args, "network", "sparsity", "batch", "isa", "threads");
        List<String> networks = words.among(
                "network", List.of("lenet300", "lenet5", "vgg", "resnet20", "everything"), name -> name);
        List<InstructionSet> instructions = words.among("isa", InstructionSet.runnable(), InstructionSet::name);
        CpuBackend cpu = CpuBackend.on(
                instructions.get(instructions.size() - 1), words.integers("threads", 1)[0]);
        for (String network : networks) {
            for (double sparsity : words.numbers("sparsity", 0)) {
                for (int batch : words.integers("batch", 1, 16)) {
                    System.out.printf("%s, sparsity %.2f, batch %d, %s%n", network, sparsity, batch, cpu.availability()
                            .reason());
                    print(ShapedPrograms.named(network, sparsity), batch, cpu);
                }
            }
        }
    }

    private static void print(Program program, int batch, CpuBackend cpu) {
        FloatBuffer in = buffer(program.input(), batch);
        FloatBuffer out = buffer(program.output(), batch);
        int steps = program.steps().size();
        double[][] times = new double[steps + 1][ROUNDS];
        double[] whole = new double[ROUNDS];
        try (CompiledProgram compiled = cpu.compile(program, batch)) {
            for (int round = -ROUNDS; round < ROUNDS; round++) {
                long[] nanos = compiled.time(batch, in, out);
                long start = System.nanoTime();
                compiled.execute(batch, in, out);
                if (round >= 0) {
                    whole[round] = System.nanoTime() - start;
                    for (int step = 0; step <= steps; step++) {
                        times[step][round] = nanos[step];
                    }
                }
            }
        }
        double all = Arrays.stream(times).mapToDouble(OperationShares::median).sum();
        for (int step = 0; step < steps; step++) {
            Step what = program.steps().get(step);
            long floats = what.output().values();
            for (int input : what.inputs()) {
                floats += program.shape(input).values();
            }
            print(what.getClass().getSimpleName() + " " + what.name(), median(times[step]), all, floats * batch);
        }
        long ends = program.input().values() + program.output().values();
        print("in and out", median(times[steps]), all, 2 * ends * batch);
        System.out.printf("  %-36s %9.2f us; in one go %.2f us%n%n", "all", all / 1e3, median(whole) / 1e3);
    }

    private static void print(String name, double nanos, double all, long floats) {
        System.out.printf(
                "  %-36s %9.2f us  %5.1f %%  %6.1f GB/s%n", name, nanos / 1e3, 100 * nanos / all, 4 * floats / nanos);
    }

    private static FloatBuffer buffer(Shape shape, int batch) {
        SplittableRandom random = new SplittableRandom(7);
        FloatBuffer buffer = Tensor.buffer(shape.values() * batch);
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.put(i, (float) random.nextDouble(-1, 1));
        }
        return buffer;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
