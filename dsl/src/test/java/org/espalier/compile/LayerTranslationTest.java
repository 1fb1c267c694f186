package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.program.Step;
import org.espalier.program.Step.Convolution;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

class LayerTranslationTest {
    private static final InputType IMAGE = InputType.convolutional(5, 7, 3);

    private static ConvolutionLayer.Builder convolution(int channels) {
        return new ConvolutionLayer.Builder(3, 3).nOut(channels).activation(Activation.IDENTITY);
    }

    private static List<Step> wholly(Model model, long... example) {
        Translation translation = Compared.agrees(model, example);
        assertThat(translation.notes()).isEmpty();
        return translation.program().steps();
    }

    @TestFactory
    Stream<DynamicTest> everyActivationOnVectorsAndImages() {
        List<IActivation> activations = new ArrayList<>();
        for (Activation activation : Activation.values()) {
            if (activation != Activation.RRELU) {
                activations.add(activation.getActivationFunction());
            }
        }
        activations.add(new ActivationLReLU(0.3));
        activations.add(new ActivationELU(0.4));
        activations.add(new ActivationThresholdedReLU(0.5));
        return activations.stream()
                .map(activation -> DynamicTest.dynamicTest(activation.toString(), () -> {
                    wholly(
                            Drawn.chain(
                                    InputType.feedForward(6),
                                    new DenseLayer.Builder()
                                            .nOut(9)
                                            .activation(activation)
                                            .build()),
                            6);
                    Model image = Drawn.chain(
                            IMAGE, convolution(2).activation(activation).build());
                    boolean softmax = activation.equals(Activation.SOFTMAX.getActivationFunction());
                    assertThat(Compared.agrees(image, 3, 5, 7).notes()).hasSize(softmax ? 1 : 0);
                }));
    }

    @Test
    void activationsOfAKindNoBackendKnowsAreLeftToDl4jButNotTheirLayers() {
        Model model = Drawn.chain(
                IMAGE,
                convolution(4).activation(new ActivationRReLU(0.2, 0.6)).build(),
                new DenseLayer.Builder()
                        .nOut(5)
                        .name("precise")
                        .activation(new ActivationGELU(true))
                        .build());

        Translation translation = Compared.agrees(model, 3, 5, 7);

        assertThat(translation.notes())
                .containsExactly(
                        "\"layer0\" runs in DL4J: no backend computes the activation rrelu(l=0.2, u=0.6)",
                        "\"precise\" runs in DL4J: no backend computes the activation gelu(precise=true)");
        assertThat(translation.program().steps())
                .filteredOn(Convolution.class::isInstance)
                .hasSize(2);
    }

    @Test
    void normalisationGoesIntoTheConvolutionBefore() {
        for (boolean logStdev : new boolean[] {true, false}) {
            Model model = Drawn.chain(
                    IMAGE,
                    convolution(4).name("conv").hasBias(logStdev).build(),
                    new BatchNormalization.Builder().useLogStd(logStdev).build(),
                    new ActivationLayer(Activation.RELU));

            assertThat(wholly(model, 3, 5, 7)).extracting(Step::name).containsExactly("conv");
        }
    }

    @Test
    void prunedWeightsStayExactlyZeroUnderANormalisation() {
        Model model = Drawn.chain(IMAGE, convolution(4).build(), new BatchNormalization());
        Drawn.prune(model, 0.7);

        Convolution step = (Convolution) wholly(model, 3, 5, 7).get(0);

        assertThat(step.weights().nonZeros()).isEqualTo(Drawn.nonZeros(model)).isLessThan(50);
    }

    @Test
    void normalisationWithoutLearnedScaleUsesItsConstants() {
        Model model = Drawn.chain(
                IMAGE,
                new BatchNormalization.Builder()
                        .lockGammaBeta(true)
                        .gamma(1.5)
                        .beta(-0.5)
                        .eps(0.01)
                        .build(),
                new ActivationLayer(Activation.TANH));

        wholly(model, 3, 5, 7);
    }

    /** DL4J computes no activation there, so a global default must not sneak in. */
    @Test
    void normalisationHasNoActivationOfItsOwn() {
        Model model = Drawn.chain(
                IMAGE,
                new BatchNormalization.Builder().activation(Activation.TANH).build());

        wholly(model, 3, 5, 7);
    }

    @Test
    void normalisationOfVectorsAndOfFlattenedImages() {
        wholly(
                Drawn.chain(
                        InputType.feedForward(6),
                        new DenseLayer.Builder()
                                .nOut(5)
                                .activation(Activation.IDENTITY)
                                .build(),
                        new BatchNormalization()),
                6);
        wholly(
                Drawn.chain(
                        InputType.convolutionalFlat(4, 5, 2),
                        new DenseLayer.Builder().nIn(40).nOut(5).build(),
                        new BatchNormalization()),
                40);
    }

    @Test
    void normalisationWithChannelsLast() {
        Model model = Drawn.chain(
                InputType.convolutional(5, 7, 3, CNN2DFormat.NHWC),
                convolution(4).dataFormat(CNN2DFormat.NHWC).build(),
                new BatchNormalization.Builder().dataFormat(CNN2DFormat.NHWC).build(),
                new DenseLayer.Builder().nOut(6).build());

        assertThat(wholly(model, 5, 7, 3)).hasSize(3);
    }

    @Test
    void denseLayersAfterImagesOfEitherLayout() {
        for (CNN2DFormat format : CNN2DFormat.values()) {
            Model model = Drawn.chain(
                    InputType.convolutional(4, 5, 3, format),
                    convolution(2).dataFormat(format).build(),
                    new DenseLayer.Builder().nOut(7).hasBias(false).build(),
                    output());

            wholly(model, format == CNN2DFormat.NCHW ? new long[] {3, 4, 5} : new long[] {4, 5, 3});
        }
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build();
    }

    @Test
    void flatImagesGoStraightIntoConvolutions() {
        Model model =
                Drawn.chain(InputType.convolutionalFlat(6, 5, 2), convolution(3).build(), output());

        assertThat(wholly(model, 60)).hasSize(3);
        assertThat(wholly(model)).hasSize(3);
    }

    @Test
    void aDenseLayerOnImagesTellsItsInputsShape() {
        Model model = Drawn.chain(InputType.convolutional(4, 5, 3), output());

        Translation translation = Compared.agrees(model);

        assertThat(translation.inputShape(2)).containsExactly(2, 3, 4, 5);
        assertThat(translation.outputShape(2)).containsExactly(2, 4);
    }

    @Test
    void vectorsBecomeImagesInTheMidst() {
        Model model = Drawn.drawn(new MultiLayerNetwork(Drawn.configuration()
                .list()
                .layer(new DenseLayer.Builder().nIn(6).nOut(30).build())
                .layer(convolution(3).nIn(2).name("conv").build())
                .inputPreProcessor(1, new FeedForwardToCnnPreProcessor(3, 5, 2))
                .build()));

        assertThat(Compared.agrees(model, 6).notes())
                .containsExactly("\"conv.reshape\" runs in DL4J: it makes an image of a vector");
    }

    @TestFactory
    Stream<DynamicTest> whatMattersInTrainingOnlyIsNoStep() {
        Stream<Layer> layers = Stream.of(
                new DropoutLayer(0.5),
                new DropoutLayer.Builder(new GaussianNoise(0.3)).build(),
                new DropoutLayer.Builder(new Dropout(0.4))
                        .activation(Activation.TANH)
                        .build());
        return layers.map(layer -> DynamicTest.dynamicTest(layer.toString(), () -> {
            Model model = Drawn.chain(
                    IMAGE, convolution(3).dropOut(0.5).name("conv").build(), layer, new BatchNormalization());
            assertThat(wholly(model, 3, 5, 7)).extracting(Step::name).containsExactly("conv");
        }));
    }

    @Test
    void frozenLayersAreOrdinaryOnes() {
        Model model = Drawn.chain(
                IMAGE,
                new FrozenLayer(convolution(3).name("one").build()),
                new FrozenLayerWithBackprop(
                        convolution(2).activation(Activation.RELU).name("two").build()));

        assertThat(wholly(model, 3, 5, 7)).hasSize(2);
    }

    @Test
    void framesOfZerosAndCrops() {
        Model image = Drawn.chain(
                IMAGE,
                new ZeroPaddingLayer.Builder(1, 2, 3, 0).build(),
                new Cropping2D.Builder(2, 0, 1, 3).build(),
                new ActivationLayer(Activation.SIGMOID));
        Model sequence = Drawn.chain(
                InputType.recurrent(3, 8),
                new ZeroPadding1DLayer.Builder(2, 1).build(),
                new Cropping1D.Builder(1, 3).build(),
                new ActivationLayer(Activation.SIGMOID));

        wholly(image, 3, 5, 7);
        wholly(sequence, 3, 8);
    }

    @Test
    void aFrameOfZerosIsTheConvolutionsPadding() {
        Model model = Drawn.chain(
                IMAGE,
                new ZeroPaddingLayer.Builder(1, 2, 3, 0).build(),
                convolution(3).stride(2, 2).name("conv").build());

        assertThat(wholly(model, 3, 5, 7)).extracting(Step::name).containsExactly("conv");
    }

    @Test
    void lossLayersAreTheirActivation() {
        LossLayer loss = new LossLayer.Builder(new LossMSE())
                .activation(Activation.SOFTMAX)
                .build();
        wholly(
                Drawn.chain(
                        InputType.feedForward(6),
                        new DenseLayer.Builder().nOut(5).build(),
                        loss),
                6);
        for (CNN2DFormat format : CNN2DFormat.values()) {
            CnnLossLayer pixels = new CnnLossLayer.Builder(new LossMSE())
                    .format(format)
                    .activation(Activation.SOFTMAX)
                    .build();
            Model model = Drawn.chain(
                    InputType.convolutional(5, 7, 3, format),
                    convolution(4).dataFormat(format).build(),
                    pixels);
            wholly(model, format == CNN2DFormat.NCHW ? new long[] {3, 5, 7} : new long[] {5, 7, 3});
        }
        RnnLossLayer steps = new RnnLossLayer.Builder(new LossMSE())
                .activation(Activation.SOFTMAX)
                .build();
        wholly(Drawn.chain(InputType.recurrent(3, 8), steps), 3, 8);
    }

    @Test
    void centreLossPlaysNoPartInTheOutput() {
        Model model = Drawn.chain(
                InputType.feedForward(6),
                new CenterLossOutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build());

        assertThat(wholly(model, 6)).hasSize(2);
    }

    @Test
    void denseLayersAtEachStepOfASequence() {
        Model model = Drawn.chain(
                InputType.recurrent(3, 8),
                new DenseLayer.Builder().nOut(5).activation(Activation.RELU).build(),
                new BatchNormalization(),
                new RnnLossLayer.Builder(new LossMSE())
                        .activation(Activation.SOFTMAX)
                        .build());

        wholly(model, 3, 8);
    }

    @Test
    void modelsInDoublePrecisionAreTranslatedToFloats() {
        var list = Drawn.configuration()
                .dataType(DataType.DOUBLE)
                .list()
                .layer(convolution(3).activation(Activation.RELU).build())
                .layer(output())
                .setInputType(IMAGE);
        Model model = Drawn.drawn(new MultiLayerNetwork(list.build()));

        wholly(model, 3, 5, 7);
    }

    @Test
    void theModelStaysAsItIs() {
        Model model = Drawn.chain(IMAGE, convolution(4).build(), new BatchNormalization(), output());
        var before = model.params().dup();

        Translation.of(model, 3, 5, 7);

        assertThat(model.params()).isEqualTo(before);
    }
}
