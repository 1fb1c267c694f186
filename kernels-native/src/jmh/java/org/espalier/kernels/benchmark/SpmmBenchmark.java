package org.espalier.kernels.benchmark;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.espalier.sparse.SparseBackend;
import org.espalier.sparse.SparseBackends;
import org.espalier.sparse.SparseProduct;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Sparse matrix times dense matrix, on the shapes of real layers: milliseconds of one product on memory outside the Java
 * heap, for every backend that can run here, in CSR and column blocks, and for OpenBLAS' {@code sgemm}. Masks are uniform
 * at random, by weight or by block. {@link SpeedUp} gives ratios, and sooner.
 *
 * <p>All of it takes hours; name a part of it with JMH's options:
 *
 * <pre>{@code
 * mvn -ntp -Pjmh -pl dsl,kernels-native -DskipTests verify
 * mvn -ntp -Pjmh -pl dsl,kernels-native -DskipTests verify -Djmh.options="-p layer=LENET5_FC1 -p sparsity=0.9"
 * }</pre>
 *
 * <p>The first lines say which backends there are, and of those that cannot run what is missing. Some products
 * alone: {@code -p product=sgemm,cpu:csr,cpu:4x1}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class SpmmBenchmark {

    /** Runs the benchmark with JMH's own options, over the available backends unless they name some. */
    public static void main(String[] args) throws CommandLineOptionException, RunnerException {
        SparseBackends.describe().forEach(System.out::println);
        CommandLineOptions asked = new CommandLineOptions(args);
        ChainedOptionsBuilder options = new OptionsBuilder().parent(asked);
        if (asked.getIncludes().isEmpty()) {
            options.include(SpmmBenchmark.class.getSimpleName());
        }
        if (!asked.getParameter("product").hasValue()) {
            options.param("product", products());
        }
        new Runner(options.build()).run();
    }

    private static String[] products() {
        List<String> products = new ArrayList<>(List.of("sgemm"));
        for (SparseBackend backend : SparseBackends.all()) {
            if (backend.availability().available()) {
                Stream.of("csr", "4x1", "8x1").map(format -> backend.id() + ":" + format).forEach(products::add);
            }
        }
        return products.toArray(String[]::new);
    }

    /** A layer as a product: {@code [out × in] · [in × columns]}, columns being positions or examples. */
    public enum LayerShape {
        /** LeNet-5 (Caffe), first fully connected layer, a batch of 32. */
        LENET5_FC1(500, 800, 32),
        /** LeNet-300-100, first layer, one example. */
        LENET300_FC1(300, 784, 1),
        /** VGG-16 on CIFAR, the classifier's 512 inputs, a batch of 128. */
        VGG16_FC(512, 512, 128),
        /** A fully connected layer, one example. */
        FC_1(2048, 512, 1),
        /** The same, a batch of 32. */
        FC_32(2048, 512, 32),
        /** The same, a batch of 128. */
        FC_128(2048, 512, 128),
        /** ResNet-50, 1×1 convolution 64 to 256 channels at 56×56 positions. */
        RESNET50_64_TO_256_AT_56(256, 64, 56 * 56),
        /** ResNet-50, 1×1 convolution 256 to 64 channels at 56×56 positions. */
        RESNET50_256_TO_64_AT_56(64, 256, 56 * 56),
        /** ResNet-50, 1×1 convolution 128 to 512 channels at 28×28 positions. */
        RESNET50_128_TO_512_AT_28(512, 128, 28 * 28),
        /** ResNet-50, 1×1 convolution 1024 to 256 channels at 14×14 positions. */
        RESNET50_1024_TO_256_AT_14(256, 1024, 14 * 14),
        /** ResNet-50, 1×1 convolution 512 to 2048 channels at 7×7 positions. */
        RESNET50_512_TO_2048_AT_7(2048, 512, 7 * 7);

        private final int out;
        private final int in;
        private final int columns;

        LayerShape(int out, int in, int columns) {
            this.out = out;
            this.in = in;
            this.columns = columns;
        }
    }

    @Param
    public LayerShape layer;

    @Param({"0.5", "0.7", "0.9", "0.95"})
    public double sparsity;

    /** {@code sgemm}, or a backend and a format; set by {@link #main} to what is available. */
    @Param({"sgemm", "reference:csr"})
    public String product;

    private Operands operands;
    private Runnable run;
    private AutoCloseable held;

    @Setup
    public void prepare() {
        SplittableRandom random = new SplittableRandom(42);
        operands = Operands.of(random, layer.out, layer.in, layer.columns);
        if (product.equals("sgemm")) {
            held = () -> {};
            run = operands::dense;
            return;
        }
        String[] backendAndFormat = product.split(":");
        int height = backendAndFormat[1].equals("csr") ? 1 : Integer.parseInt(backendAndFormat[1].replace("x1", ""));
        SparseProduct sparse = SparseBackends.named(backendAndFormat[0])
                .prepare(operands.sparse(random, height, sparsity), layer.columns);
        held = sparse;
        run = () -> sparse.execute(operands.in(), operands.out());
    }

    @TearDown
    public void release() throws Exception {
        held.close();
    }

    @Benchmark
    public FloatBuffer spmm() {
        run.run();
        return operands.out();
    }
}
