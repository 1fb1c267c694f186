package org.espalier.benchmark;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.model.Network;
import org.espalier.zoo.Zoo;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
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
 * Dense convolutions, DL4J as shipped beside oneDNN: what any sparse execution has to beat. From the repository's root:
 *
 * <pre>{@code
 * OMP_NUM_THREADS=1 mvn -q -pl dsl -P jmh test-compile exec:exec -Djmh.args=DenseConvolution
 * }</pre>
 *
 * {@code -Djmh.args} takes any of JMH's arguments, such as {@code "DenseConvolution.*train -p network=conv64"}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class DenseConvolutionBenchmark {
    /** The convolution 3×3, 64 to 64 channels on 32×32, or the whole LeNet-5. */
    @Param({"conv64", "lenet5"})
    public String network;

    /** Examples per call. */
    @Param({"1", "32"})
    public int batch;

    /** Which of the two dense computations. */
    @Param({"shipped", "oneDNN"})
    public String backend;

    private final Network[] built = new Network[1];
    private final DataSet[] data = new DataSet[1];

    /** Builds the network and a batch of random examples. */
    @Setup(Level.Trial)
    public void build() {
        boolean convolution = network.equals("conv64");
        Network fast = convolution ? convolution() : Zoo.lenet5().build(1);
        built[0] = backend.equals("oneDNN") ? fast : fast.asShipped();
        data[0] = convolution
                ? new DataSet(random(batch, 64, 32, 32), random(batch, 64, 32, 32))
                : new DataSet(random(batch, 1, 28, 28), oneHot(batch));
    }

    /** One forward pass. */
    @Benchmark
    public INDArray infer() {
        return built[0].output(data[0].getFeatures());
    }

    /** One update: forward, backward, parameters. */
    @Benchmark
    public void train() {
        built[0].fit(data[0]);
    }

    private static Network convolution() {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Sgd(1e-9))
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .padding(1, 1)
                        .name("conv")
                        .nOut(64)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new CnnLossLayer.Builder(LossFunction.MSE)
                        .name("loss")
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.convolutional(32, 32, 64))
                .build());
        model.init();
        return Network.of(model);
    }

    private static INDArray random(int... shape) {
        Random random = new Random(1);
        INDArray values = Nd4j.create(shape);
        float[] drawn = new float[Math.toIntExact(values.length())];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (float) random.nextGaussian();
        }
        return values.assign(Nd4j.create(drawn, values.shape(), 'c'));
    }

    private static INDArray oneHot(int n) {
        INDArray labels = Nd4j.zeros(n, 10);
        for (int i = 0; i < n; i++) {
            labels.putScalar(i, i % 10, 1);
        }
        return labels;
    }
}
