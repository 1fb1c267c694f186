package org.espalier.zoo;

import java.util.OptionalInt;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The two networks on which the pruning literature starts, from LeCun et al., "Gradient-based learning applied to
 * document recognition", 1998, in the variants of Han et al., NeurIPS 2015. Both take {@code [n, 1, 28, 28]}.
 */
final class LeNet {
    private static final InputType.InputTypeConvolutional GREY_28 =
            (InputType.InputTypeConvolutional) InputType.convolutional(28, 28, 1);

    private LeNet() {}

    /** Dense 784-300-100-10 with ReLU; layers {@code fc1, fc2, output}. */
    static ZooModel lenet300() {
        return new ZooModel(
                "lenet300",
                "LeNet-300-100, three dense layers, 266,610 parameters",
                Images.mnist(),
                3,
                seed -> new MultiLayerNetwork(lenet300(seed)),
                new ModelReference.OfZoo("lenet300", OptionalInt.empty()));
    }

    /**
     * Caffe's LeNet-5: 5×5 convolutions of 20 and 50 channels without padding, each followed by 2×2 max pooling, then
     * 500 dense units; layers {@code conv1, pool1, conv2, pool2, fc1, output}. The convolutions have a ReLU, Caffe's
     * have none.
     */
    static ZooModel lenet5() {
        return new ZooModel(
                "lenet5",
                "LeNet-5 (20-50-500), two convolutions and two dense layers, 431,080 parameters",
                Images.mnist(),
                3,
                seed -> new MultiLayerNetwork(lenet5(seed)),
                new ModelReference.OfZoo("lenet5", OptionalInt.empty()));
    }

    private static MultiLayerConfiguration lenet300(long seed) {
        return common(seed)
                .list()
                .layer(dense("fc1", 300))
                .layer(dense("fc2", 100))
                .layer(output())
                .setInputType(GREY_28)
                .build();
    }

    private static MultiLayerConfiguration lenet5(long seed) {
        return common(seed)
                .list()
                .layer(convolution("conv1", 20))
                .layer(pool("pool1"))
                .layer(convolution("conv2", 50))
                .layer(pool("pool2"))
                .layer(dense("fc1", 500))
                .layer(output())
                .setInputType(GREY_28)
                .build();
    }

    private static NeuralNetConfiguration.Builder common(long seed) {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .updater(new Adam(1e-3));
    }

    private static ConvolutionLayer convolution(String name, int channels) {
        return new ConvolutionLayer.Builder(5, 5).name(name).nOut(channels).build();
    }

    private static SubsamplingLayer pool(String name) {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(2, 2)
                .name(name)
                .build();
    }

    private static DenseLayer dense(String name, int units) {
        return new DenseLayer.Builder().name(name).nOut(units).build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .name("output")
                .nOut(10)
                .activation(Activation.SOFTMAX)
                .weightInit(WeightInit.XAVIER)
                .build();
    }
}
