package org.espalier.engine;

import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.Pruning;
import org.espalier.data.Dataset;
import org.espalier.model.Network;
import org.espalier.recipe.Recipe;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Ten million weights scored by magnitude, ranked globally and masked. From the repository's root:
 *
 * <pre>{@code
 * mvn -q -pl dsl -P jmh test-compile exec:exec -Djmh.args=Masking
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 7, time = 3)
public class MaskingBenchmark {
    private final Network[] dense = new Network[1];
    private final Network[] network = new Network[1];
    private final Removal[] removal = new Removal[1];
    private final Recipe recipe = Pruning.pruneWeights()
            .by(Pruning.magnitude())
            .to(Pruning.sparsity(0.9))
            .in(Pruning.everyLayer().rankedGlobally());

    /** Builds dense layers of 2000 to 2500 to 2000 neurons. */
    @Setup(Level.Trial)
    public void build() {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Sgd(0.1))
                .list()
                .layer(new DenseLayer.Builder().name("wide").nIn(2000).nOut(2500).build())
                .layer(new OutputLayer.Builder()
                        .name("output")
                        .nIn(2500)
                        .nOut(2000)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        model.init();
        dense[0] = Network.of(model);
        INDArray labels = Nd4j.zeros(20, 2);
        labels.putColumn(0, Nd4j.ones(20));
        Dataset data = Dataset.of("none", Nd4j.rand(20, 2000), labels, Nd4j.rand(20, 2000), labels);
        Budget budget = Budget.of(recipe, "two dense layers", dense[0], 1, 2000);
        removal[0] = new Removal(recipe, budget, data, 20, new Meter(Progress.Listener.NONE, 1));
    }

    /** A network without masks for each call. */
    @Setup(Level.Invocation)
    public void copy() {
        network[0] = dense[0].copy();
    }

    /** Scores and masks. */
    @Benchmark
    public Object scoreAndMask() {
        return removal[0].remove(network[0], recipe.to(), 1);
    }
}
