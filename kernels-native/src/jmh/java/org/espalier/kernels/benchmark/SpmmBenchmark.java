package org.espalier.kernels.benchmark;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.espalier.sparse.CsrMatrix;
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
 * Sparse matrix times dense matrix, on the shapes of real layers: milliseconds of one {@link SparseProduct#execute}, for
 * every backend that can run here. Masks are uniform at random.
 *
 * <p>All of it takes some minutes; name a part of it with JMH's options:
 *
 * <pre>{@code
 * mvn -ntp -Pjmh -pl dsl,kernels-native -DskipTests verify
 * mvn -ntp -Pjmh -pl dsl,kernels-native -DskipTests verify -Djmh.options="-p layer=LENET5_FC1 -p sparsity=0.9 -f 1 -wi 2 -i 3"
 * }</pre>
 *
 * <p>The first lines say which backends there are, and of those that cannot run what is missing. One backend alone:
 * {@code -p backend=reference}.
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
        if (!asked.getParameter("backend").hasValue()) {
            options.param(
                    "backend",
                    SparseBackends.all().stream()
                            .filter(backend -> backend.availability().available())
                            .map(SparseBackend::id)
                            .toArray(String[]::new));
        }
        new Runner(options.build()).run();
    }

    /** A layer as a product: {@code [out × in] · [in × columns]}, columns being positions or examples. */
    public enum LayerShape {
        /** LeNet-5 (Caffe), first fully connected layer, a batch of 32. */
        LENET5_FC1(500, 800, 32),
        /** LeNet-300-100, first layer, one example. */
        LENET300_FC1(300, 784, 1),
        /** VGG-16 on CIFAR, the classifier's 512 inputs, a batch of 128. */
        VGG16_FC(512, 512, 128),
        /** ResNet-50, 1×1 convolution 64 to 256 channels at 56×56 positions. */
        RESNET50_1X1_AT_56(256, 64, 56 * 56),
        /** ResNet-50, 1×1 convolution 1024 to 256 channels at 14×14 positions. */
        RESNET50_1X1_AT_14(256, 1024, 14 * 14);

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

    @Param({"0.5", "0.9", "0.95"})
    public double sparsity;

    /** Set by {@link #main} to what is available. */
    @Param("reference")
    public String backend;

    private float[] in;
    private float[] out;
    private SparseProduct product;

    @Setup
    public void prepare() {
        SplittableRandom random = new SplittableRandom(42);
        float[] weights = new float[layer.out * layer.in];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextDouble() < sparsity ? 0 : (float) (random.nextDouble() - 0.5);
        }
        in = new float[layer.in * layer.columns];
        for (int i = 0; i < in.length; i++) {
            in[i] = (float) (random.nextDouble() - 0.5);
        }
        out = new float[layer.out * layer.columns];
        SparseBackend chosen = SparseBackends.named(backend);
        product = chosen.prepare(CsrMatrix.of(weights, layer.out, layer.in), layer.columns);
    }

    @TearDown
    public void release() {
        product.close();
    }

    @Benchmark
    public float[] spmm() {
        product.execute(in, out);
        return out;
    }
}
