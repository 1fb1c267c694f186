package org.espalier.kernels.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.espalier.sparse.SparseBackend;
import org.espalier.sparse.SparseBackends;
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
 * Layers of well-known networks: milliseconds of one batch, for every backend that can run here in its formats, for
 * OpenBLAS' {@code sgemm}, ND4J's operation and DL4J's layer. Masks are uniform at random, by weight or by block.
 * {@link LayerSpeed} gives ratios, and sooner.
 *
 * <p>All of it takes days; name a part of it with JMH's options:
 *
 * <pre>{@code
 * mvn -ntp -Pjmh -pl dsl,kernels-native -DskipTests verify -Djmh.main=LayerBenchmark \
 *     -Djmh.options="-p layer=LENET5_FC1 -p sparsity=0.9 -p batch=32 -p product=sgemm,cpu:csr,cpu:4x1"
 * }</pre>
 *
 * <p>The first lines say which backends there are, and of those that cannot run what is missing.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class LayerBenchmark {

    /** Runs the benchmark with JMH's own options, over the available backends unless they name some. */
    public static void main(String[] args) throws CommandLineOptionException, RunnerException {
        SparseBackends.describe().forEach(System.out::println);
        CommandLineOptions asked = new CommandLineOptions(args);
        ChainedOptionsBuilder options = new OptionsBuilder().parent(asked);
        if (asked.getIncludes().isEmpty()) {
            options.include(LayerBenchmark.class.getSimpleName());
        }
        if (!asked.getParameter("product").hasValue()) {
            options.param("product", products());
        }
        new Runner(options.build()).run();
    }

    private static String[] products() {
        List<String> products = new ArrayList<>(LayerContenders.DENSE);
        for (SparseBackend backend : SparseBackends.all()) {
            if (backend.availability().available()) {
                LayerContenders.FORMATS.forEach(format -> products.add(backend.id() + ":" + format));
            }
        }
        return products.toArray(String[]::new);
    }

    @Param
    public LayerShape layer;

    @Param({"0.5", "0.7", "0.9", "0.95", "0.99"})
    public double sparsity;

    @Param({"1", "32", "1024"})
    public int batch;

    /** A dense contender, or a backend and a format; set by {@link #main} to what is available. */
    @Param({"sgemm", "reference:csr"})
    public String product;

    private Contender contender;

    @Setup
    public void prepare() {
        LayerTask task = LayerTask.of(layer, batch);
        int colon = product.indexOf(':');
        contender = colon < 0
                ? LayerContenders.dense(product, task, task.weights())
                : LayerContenders.of(
                                SparseBackends.named(product.substring(0, colon)),
                                task,
                                task.matrix(product.substring(colon + 1), sparsity))
                        .orElseThrow(() -> new IllegalArgumentException(
                                "%s has no kernel for %s; take another with -p product=…".formatted(product, layer)));
    }

    @TearDown
    public void release() {
        contender.close();
    }

    @Benchmark
    public Object run() {
        contender.run();
        return contender;
    }
}
