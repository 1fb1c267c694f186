package org.espalier.benchmark;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.zoo.Zoo;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What masks cost a training step of LeNet-5 on 64 examples: a whole step, and what is done for the masks alone. From the
 * repository's root:
 *
 * <pre>{@code
 * mvn -q -pl dsl -P jmh test-compile exec:exec -Djmh.args=MaskUpkeep
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 7, time = 2)
public class MaskUpkeepBenchmark {
    /** Whether 90 % of the weights are masked. */
    @Param({"false", "true"})
    public boolean masked;

    private final Network[] network = new Network[1];
    private final DataSet[] batch = new DataSet[1];

    /** Builds the network, masks it, and draws a batch. */
    @Setup(Level.Trial)
    public void build() {
        Random random = new Random(1);
        network[0] = Zoo.lenet5().build(1);
        if (masked) {
            for (WeightLayer layer : network[0].weightLayers()) {
                float[] mask = new float[Math.toIntExact(layer.weights())];
                for (int i = 0; i < mask.length; i++) {
                    mask[i] = random.nextInt(10) == 0 ? 1 : 0;
                }
                network[0].mask(layer.name(), Nd4j.create(mask, layer.shape()));
            }
        }
        INDArray labels = Nd4j.zeros(64, 10);
        for (int i = 0; i < 64; i++) {
            labels.putScalar(i, random.nextInt(10), 1);
        }
        batch[0] = new DataSet(Nd4j.rand(64, 1, 28, 28), labels);
    }

    /** One update. */
    @Benchmark
    public void step() {
        network[0].fit(batch[0]);
    }

    /** What the masks do in it. */
    @Benchmark
    public void upkeep() {
        network[0].dl4j().applyConstraints(0, 0);
    }
}
