package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Objects;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Rows of inputs times flattened weights plus bias are what DL4J's own layer puts out. */
class PatchesTest {

    static Stream<Arguments> layers() {
        InputType image = InputType.convolutional(7, 9, 3);
        InputType last = InputType.convolutional(7, 9, 3, CNN2DFormat.NHWC);
        return Stream.of(
                Arguments.of("dense", new DenseLayer.Builder().nOut(4).build(), InputType.feedForward(5)),
                Arguments.of("plain", convolution(ConvolutionMode.Truncate).build(), image),
                Arguments.of(
                        "strided and padded",
                        convolution(ConvolutionMode.Truncate)
                                .stride(2, 3)
                                .padding(1, 2)
                                .build(),
                        image),
                Arguments.of(
                        "dilated",
                        convolution(ConvolutionMode.Truncate).dilation(2, 3).build(),
                        image),
                Arguments.of(
                        "strict",
                        convolution(ConvolutionMode.Strict).stride(2, 1).build(),
                        image),
                Arguments.of("same", convolution(ConvolutionMode.Same).build(), image),
                Arguments.of(
                        "same, strided",
                        convolution(ConvolutionMode.Same).stride(2, 2).build(),
                        image),
                Arguments.of(
                        "channels last",
                        convolution(ConvolutionMode.Same)
                                .stride(2, 1)
                                .dataFormat(CNN2DFormat.NHWC)
                                .build(),
                        last),
                Arguments.of("sequence", sequence(ConvolutionMode.Same).build(), InputType.recurrent(3, 8)),
                Arguments.of(
                        "sequence, strided",
                        sequence(ConvolutionMode.Truncate).stride(2).padding(1).build(),
                        InputType.recurrent(3, 8)),
                Arguments.of(
                        "sequence, causal and dilated",
                        sequence(ConvolutionMode.Causal).dilation(2).build(),
                        InputType.recurrent(3, 8)));
    }

    private static ConvolutionLayer.Builder convolution(ConvolutionMode mode) {
        return new ConvolutionLayer.Builder(3, 2).convolutionMode(mode).nOut(4);
    }

    private static Convolution1DLayer.Builder sequence(ConvolutionMode mode) {
        return new Convolution1DLayer.Builder(3).convolutionMode(mode).nOut(4);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void timesWeightsAreTheOutputs(String what, Layer layer, InputType type) {
        same(layer, type);
    }

    @Test
    void anOutputOverTimeReadsOneRowPerStep() {
        same(
                new RnnOutputLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .nOut(4)
                        .build(),
                InputType.recurrent(3, 6));
    }

    private static void same(Layer layer, InputType type) {
        layer.setLayerName("it");
        Network network = network(layer, type);
        Nd4j.getRandom().setSeed(3);
        long[] shape = type.getShape(true).clone();
        shape[0] = 2;
        Activations seen =
                Objects.requireNonNull(network.activations(Nd4j.randn(shape)).get("it"));
        WeightLayer it = network.weightLayer("it");

        INDArray patches = network.patches("it", seen.input());
        INDArray weights = network.weights("it").reshape('c', it.out(), it.weights() / it.out());
        INDArray found = patches.castTo(weights.dataType())
                .mmul(weights.transpose())
                .addRowVector(network.parameter("it", "b").reshape(1, it.out()));

        boolean last = layer instanceof ConvolutionLayer c
                && c.getCnn2dDataFormat() == CNN2DFormat.NHWC
                && seen.output().rank() == 4;
        INDArray output = switch (seen.output().rank()) {
            case 2 -> seen.output();
            case 3 -> seen.output().permute(0, 2, 1);
            default -> last ? seen.output() : seen.output().permute(0, 2, 3, 1);
        };
        INDArray expected = output.dup('c').reshape('c', found.shape());
        assertThat(found.equalsWithEps(expected, 1e-4))
                .as("%s%n%s", found, expected)
                .isTrue();
    }

    @Test
    void aDepthwiseConvolutionHasNoOneMatrixOfInputs() {
        Layer layer = new DepthwiseConvolution2D.Builder(3, 3)
                .depthMultiplier(1)
                .name("dw")
                .build();
        Network network = network(layer, InputType.convolutional(7, 9, 3));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.patches("dw", Nd4j.randn(2, 3, 7, 9)))
                .withMessage(
                        "layer dw: each channel of a depthwise convolution reads inputs of its own, so that there is no one matrix of inputs; take it out with except(\"dw\")");
    }

    private static Network network(Layer layer, InputType type) {
        return Network.made(() -> {
            MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                    .seed(5)
                    .activation(Activation.IDENTITY)
                    .biasInit(0.3)
                    .list(layer)
                    .setInputType(type)
                    .build());
            model.init();
            return model;
        });
    }
}
