package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

/** What cannot be compiled says why, and what to do. */
class RefusalsTest {
    private static DenseLayer dense() {
        return new DenseLayer.Builder().nIn(4).nOut(4).build();
    }

    @Test
    void severalOutputs() {
        Model model = Drawn.drawn(new ComputationGraph(Drawn.configuration()
                .graphBuilder()
                .addInputs("in")
                .addLayer("a", dense(), "in")
                .addLayer("b", dense(), "in")
                .setOutputs("a", "b")
                .build()));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Translation.of(model, 4))
                .withMessage(
                        "cannot compile this ComputationGraph: expected one input and one output, found inputs [in]"
                                + " and outputs [a, b]; build one graph for each output you need");
    }

    @Test
    void severalInputs() {
        Model model = Drawn.drawn(new ComputationGraph(Drawn.configuration()
                .graphBuilder()
                .addInputs("in", "more")
                .addVertex("both", new MergeVertex(), "in", "more")
                .addLayer("a", new DenseLayer.Builder().nIn(8).nOut(4).build(), "both")
                .setOutputs("a")
                .build()));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Translation.of(model, 4))
                .withMessageContaining("found inputs [in, more]");
    }

    @Test
    void aModelWithoutParameters() {
        MultiLayerNetwork model = new MultiLayerNetwork(
                Drawn.configuration().list().layer(dense()).build());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Translation.of(model, 4))
                .withMessage("the DL4J model has no parameters yet: call its init() first");
    }

    @Test
    void anInputOfUnknownSize() {
        Model model = Drawn.chain(
                InputType.convolutional(8, 8, 1),
                new ConvolutionLayer.Builder(3, 3).nOut(2).name("first").build());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Translation.of(model))
                .withMessage(
                        "the model does not say how large its input is (its first layer, \"first\", takes any size):"
                                + " give the shape of one example, such as 3, 32, 32");
    }

    @Test
    void anInputOfTheWrongSize() {
        Model convolution = Drawn.chain(
                InputType.convolutional(8, 8, 3),
                new ConvolutionLayer.Builder(3, 3).nOut(2).name("first").build());
        Model vector = Drawn.chain(
                InputType.feedForward(6),
                new OutputLayer.Builder().nOut(2).name("first").build());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Translation.of(convolution, 1, 8, 8))
                .withMessage("layer \"first\": expected an input of 3 channels, found [1, 8, 8] per example");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Translation.of(vector, 7))
                .withMessage("layer \"first\": expected 6 inputs, found [7] per example");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Translation.of(vector, 1, 2, 3, 4))
                .withMessage("expected the shape of one example of one to three dimensions, such as 784 or 1, 28, 28;"
                        + " found [1, 2, 3, 4]");
    }

    @Test
    void whatMixesTheExamplesOfABatch() {
        Model model = Drawn.drawn(new ComputationGraph(Drawn.configuration()
                .graphBuilder()
                .addInputs("in")
                .addVertex("half", new UnstackVertex(0, 2), "in")
                .addLayer("a", dense(), "half")
                .setOutputs("a")
                .build()));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Translation.of(model, 4))
                .withMessage(
                        "\"half\" cannot be compiled: expected an array of up to 4 dimensions, the first of them the"
                                + " examples, found [1, 4] for 2 examples");
    }

    @Test
    void whereDl4jItselfFails() {
        Model model = Drawn.chain(
                InputType.convolutional(8, 8, 3),
                new ConvolutionLayer.Builder(3, 3).nOut(2).name("first").build());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Translation.of(model, 64))
                .withMessageStartingWith("\"first\" cannot be compiled: ConvolutionLayer: it takes NCHW images, found"
                        + " VECTOR [64], and DL4J itself fails on an input of [64] per example: ");
    }
}
