package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.espalier.program.Step;
import org.espalier.program.Step.Convolution;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.activations.Activation;

class VertexTranslationTest {
    private static final InputType IMAGE = InputType.convolutional(6, 5, 3);

    private static ComputationGraph graph(InputType input, String output, UnaryOperator<GraphBuilder> build) {
        GraphBuilder builder = Drawn.configuration()
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(input);
        return Drawn.drawn(
                new ComputationGraph(build.apply(builder).setOutputs(output).build()));
    }

    /** DL4J checks a graph whose input's shape it knows, more strictly than it computes. */
    private static ComputationGraph unchecked(String output, UnaryOperator<GraphBuilder> build) {
        GraphBuilder builder = Drawn.configuration().graphBuilder().addInputs("in");
        return Drawn.drawn(
                new ComputationGraph(build.apply(builder).setOutputs(output).build()));
    }

    private static ConvolutionLayer pointwise(int in, int out) {
        return new ConvolutionLayer.Builder(1, 1)
                .nIn(in)
                .nOut(out)
                .activation(Activation.RELU)
                .build();
    }

    private static ConvolutionLayer convolution(int channels, Activation activation) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(channels)
                .activation(activation)
                .build();
    }

    private static List<Step> wholly(ComputationGraph model, long... example) {
        Translation translation = Compared.agrees(model, example);
        assertThat(translation.notes()).isEmpty();
        return translation.program().steps();
    }

    @TestFactory
    Stream<DynamicTest> everyOperationOnElements() {
        return Stream.of(Op.values())
                .map(op -> DynamicTest.dynamicTest(op.toString(), () -> {
                    for (boolean three : new boolean[] {false, true}) {
                        if (three && op == Op.Subtract) {
                            continue;
                        }
                        String[] inputs = three ? new String[] {"one", "other", "in"} : new String[] {"one", "other"};
                        ComputationGraph images = graph(
                                IMAGE,
                                "relu",
                                b -> b.addLayer("one", convolution(3, Activation.TANH), "in")
                                        .addLayer("other", convolution(3, Activation.IDENTITY), "one")
                                        .addVertex("both", new ElementWiseVertex(op), inputs)
                                        .addLayer("relu", new ActivationLayer(Activation.RELU), "both"));
                        wholly(images, 3, 6, 5);
                    }
                }));
    }

    @Test
    void aResidualGoesIntoTheConvolutionWithItsReluAndNormalisation() {
        ComputationGraph model = graph(
                IMAGE,
                "relu",
                b -> b.addLayer("one", convolution(4, Activation.RELU), "in")
                        .addLayer("two", convolution(4, Activation.IDENTITY), "one")
                        .addLayer("bn", new BatchNormalization(), "two")
                        .addVertex("sum", new ElementWiseVertex(Op.Add), "bn", "one")
                        .addLayer("relu", new ActivationLayer(Activation.RELU), "sum"));

        List<Step> steps = wholly(model, 3, 6, 5);

        assertThat(steps).extracting(Step::name).containsExactly("one", "two");
        assertThat(((Convolution) steps.get(1)).addend()).hasValue(1);
    }

    @Test
    void preActivationKeepsTheNormalisationBeforeTheRelu() {
        ComputationGraph model = graph(
                IMAGE,
                "sum",
                b -> b.addLayer("one", convolution(4, Activation.IDENTITY), "in")
                        .addLayer("bn1", new BatchNormalization(), "one")
                        .addLayer("relu1", new ActivationLayer(Activation.RELU), "bn1")
                        .addLayer("two", convolution(4, Activation.IDENTITY), "relu1")
                        .addLayer("bn2", new BatchNormalization(), "two")
                        .addLayer("relu2", new ActivationLayer(Activation.RELU), "bn2")
                        .addLayer("three", convolution(4, Activation.IDENTITY), "relu2")
                        .addVertex("sum", new ElementWiseVertex(Op.Add), "three", "one"));

        assertThat(wholly(model, 3, 6, 5)).extracting(Step::name).containsExactly("one", "bn1", "two", "three");
    }

    @Test
    void concatenationOfImagesVectorsAndFlattenedImages() {
        wholly(
                graph(
                        IMAGE,
                        "out",
                        b -> b.addLayer("one", convolution(2, Activation.RELU), "in")
                                .addLayer("two", convolution(4, Activation.TANH), "in")
                                .addVertex("both", new MergeVertex(), "one", "two", "in")
                                .addLayer("out", convolution(3, Activation.IDENTITY), "both")),
                3,
                6,
                5);
        wholly(
                graph(
                        IMAGE,
                        "out",
                        b -> b.addLayer("image", convolution(2, Activation.RELU), "in")
                                .addLayer("global", new GlobalPoolingLayer(PoolingType.AVG), "in")
                                .addVertex(
                                        "flat",
                                        new PreprocessorVertex(new CnnToFeedForwardPreProcessor(6, 5, 2)),
                                        "image")
                                .addVertex("both", new MergeVertex(), "flat", "global")
                                .addLayer(
                                        "out", new DenseLayer.Builder().nOut(3).build(), "both")),
                3,
                6,
                5);
    }

    @Test
    void concatenationWithChannelsLast() {
        InputType input = InputType.convolutional(6, 5, 3, CNN2DFormat.NHWC);
        ConvolutionLayer.Builder one =
                new ConvolutionLayer.Builder(3, 3).nOut(2).dataFormat(CNN2DFormat.NHWC);
        ConvolutionLayer.Builder two =
                new ConvolutionLayer.Builder(1, 1).nOut(3).dataFormat(CNN2DFormat.NHWC);
        ComputationGraph model = graph(
                input,
                "out",
                b -> b.addLayer("one", one.build(), "in")
                        .addLayer("two", two.build(), "in")
                        .addVertex("both", new MergeVertex(), "one", "two")
                        .addLayer("out", new DenseLayer.Builder().nOut(4).build(), "both"));

        assertThat(wholly(model, 6, 5, 3)).extracting(Step::name).contains("one", "two", "both", "out");
    }

    @Test
    void flattenedImagesWithChannelsLastAreJoinedInDl4jsOrder() {
        InputType input = InputType.convolutional(6, 5, 3, CNN2DFormat.NHWC);
        ConvolutionLayer.Builder one =
                new ConvolutionLayer.Builder(3, 3).nOut(2).dataFormat(CNN2DFormat.NHWC);
        ConvolutionLayer.Builder two =
                new ConvolutionLayer.Builder(1, 1).nOut(2).dataFormat(CNN2DFormat.NHWC);
        CnnToFeedForwardPreProcessor flat = new CnnToFeedForwardPreProcessor(6, 5, 2, CNN2DFormat.NHWC);
        ComputationGraph model = graph(
                input,
                "out",
                b -> b.addLayer("one", one.build(), "in")
                        .addLayer("two", two.build(), "in")
                        .addVertex("flat1", new PreprocessorVertex(flat), "one")
                        .addVertex("flat2", new PreprocessorVertex(flat), "two")
                        .addVertex("both", new MergeVertex(), "flat1", "flat2")
                        .addLayer("out", new DenseLayer.Builder().nOut(4).build(), "both"));

        wholly(model, 6, 5, 3);
    }

    @Test
    void scaledShiftedAndPartialValues() {
        ComputationGraph model = unchecked(
                "sum",
                b -> b.addVertex("scaled", new ScaleVertex(0.5), "in")
                        .addVertex("shifted", new ShiftVertex(-0.25), "scaled")
                        .addLayer("one", pointwise(3, 5), "shifted")
                        .addVertex("part", new SubsetVertex(1, 3), "one")
                        .addVertex("sum", new ElementWiseVertex(Op.Add), "part", "shifted"));

        assertThat(wholly(model, 3, 6, 5)).extracting(Step::name).containsExactly("scaled", "one", "part");
    }

    @Test
    void aScaleBeforeAConvolutionIsInItsWeights() {
        ComputationGraph model = graph(
                IMAGE,
                "one",
                b -> b.addVertex("scaled", new ScaleVertex(0.5), "in")
                        .addLayer("one", convolution(5, Activation.RELU), "scaled"));

        assertThat(wholly(model, 3, 6, 5)).extracting(Step::name).containsExactly("one");
    }

    @Test
    void partsOfVectors() {
        ComputationGraph model = graph(
                InputType.feedForward(7),
                "out",
                b -> b.addVertex("part", new SubsetVertex(2, 5), "in")
                        .addLayer("out", new DenseLayer.Builder().nOut(3).build(), "part"));

        wholly(model, 7);
    }

    @Test
    void reshapedValues() {
        ComputationGraph flat = graph(
                IMAGE,
                "out",
                b -> b.addLayer("one", convolution(2, Activation.TANH), "in")
                        .addVertex("flat", new ReshapeVertex(-1, 60), "one")
                        .addLayer(
                                "out", new DenseLayer.Builder().nIn(60).nOut(3).build(), "flat"));
        ComputationGraph image = graph(
                InputType.feedForward(24),
                "out",
                b -> b.addVertex("image", new ReshapeVertex(-1, 2, 3, 4), "in")
                        .addLayer("out", convolution(3, Activation.RELU), "image"));

        wholly(flat, 3, 6, 5);
        assertThat(Compared.agrees(image, 24).notes())
                .containsExactly("\"image.reshape\" runs in DL4J: it makes an image of a vector");
    }

    @Test
    void theFirstRowAndColumnAreCutAsGoogLeNetWantsIt() {
        ComputationGraph model = graph(
                IMAGE,
                "pool",
                b -> b.addLayer("one", convolution(2, Activation.RELU), "in")
                        .addVertex("cut", new PoolHelperVertex(), "one")
                        .addLayer(
                                "pool",
                                new SubsamplingLayer.Builder()
                                        .kernelSize(2, 2)
                                        .stride(2, 2)
                                        .build(),
                                "cut"));

        wholly(model, 3, 6, 5);
    }

    @Test
    void frozenVerticesAreOrdinaryOnes() {
        ComputationGraph model = graph(
                IMAGE,
                "one",
                b -> b.addVertex("scaled", new FrozenVertex(new ScaleVertex(3)), "in")
                        .addLayer("one", convolution(5, Activation.RELU), "scaled"));

        wholly(model, 3, 6, 5);
    }

    @Test
    void verticesWithoutAStepAreLeftToDl4j() {
        ComputationGraph model = graph(
                InputType.feedForward(7),
                "out",
                b -> b.addVertex("unit", new L2NormalizeVertex(), "in")
                        .addLayer("out", new DenseLayer.Builder().nOut(3).build(), "unit"));

        assertThat(Compared.agrees(model, 7).notes())
                .containsExactly("\"unit\" runs in DL4J: L2NormalizeVertex: no step does what it does");
    }

    @Test
    void valuesOfDifferentSizesAreSpreadByDl4j() {
        ComputationGraph model = unchecked(
                "gated",
                b -> b.addLayer("one", pointwise(3, 3), "in")
                        .addLayer(
                                "gate",
                                new GlobalPoolingLayer.Builder(PoolingType.AVG)
                                        .collapseDimensions(false)
                                        .build(),
                                "one")
                        .addVertex("gated", new ElementWiseVertex(Op.Product), "one", "gate"));

        assertThat(Compared.agrees(model, 3, 6, 5).notes())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("\"gated\"");
    }
}
