package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.espalier.measure.Macs;
import org.espalier.model.NetworkSketch.Part;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class NetworkSketchTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void layersHaveTheirShapesParametersAndMacs(boolean graph) {
        NetworkSketch sketch = NetworkSketch.of(TestNets.of(graph), 2, 8, 8);

        assertThat(sketch.parts())
                .extracting(Part::name)
                .containsExactly("input", "conv", "bn", "relu", "depthwise", "dense", "output");
        assertThat(sketch.part("input").orElseThrow().shape()).containsExactly(2L, 8L, 8L);
        Part conv = sketch.part("conv").orElseThrow();
        assertThat(conv.shape()).as("8 − 3 + 1").containsExactly(6L, 6L, 6L);
        assertThat(conv.detail()).isEqualTo("3×3");
        assertThat(conv.width()).hasValue(6);
        assertThat(conv.parameters()).as("6·2·3·3 weights and 6 biases").isEqualTo(108 + 6);
        assertThat(conv.macs()).as("each weight at 6×6 places").hasValue(108 * 36);
        Part depthwise = sketch.part("depthwise").orElseThrow();
        assertThat(depthwise.detail()).isEqualTo("2×2, stride 2");
        assertThat(depthwise.shape()).containsExactly(12L, 3L, 3L);
        assertThat(depthwise.macs()).hasValue(12 * 4 * 9);
        assertThat(sketch.part("bn").orElseThrow().macs()).hasValue(0);
        assertThat(sketch.part("relu").orElseThrow().width()).isEmpty();
        assertThat(sketch.part("dense").orElseThrow().reads()).containsExactly("depthwise");
        assertThat(sketch.shapes()).isEmpty();
    }

    @Test
    void theCountsAreThoseOfARunsTable() {
        Network network = Zoo.resnet8(16, new Images(3, 32, 32, 10)).build(1);

        NetworkSketch sketch = NetworkSketch.of(network.dl4j(), 3, 32, 32);

        assertThat(sketch.parts().stream().mapToLong(Part::parameters).sum()).isEqualTo(network.parameterCount());
        assertThat(sketch.parts().stream()
                        .map(Part::macs)
                        .mapToLong(OptionalLong::getAsLong)
                        .sum())
                .isEqualTo(Macs.of(network, 3, 32, 32).dense());
        assertThat(sketch.part("stage2.block1.add").orElseThrow().reads()).hasSize(2);
        assertThat(sketch.part("stage2.block1.add").orElseThrow().shape()).containsExactly(32L, 16L, 16L);
    }

    @Test
    void zeroWeightsAreCountedAndSaveMacs() {
        Network network = Network.of(TestNets.of(false));
        INDArray weights = network.weights("conv");
        weights.putScalar(0, 0).putScalar(5, 0);
        network.setWeights("conv", weights);

        Part conv = NetworkSketch.of(network.dl4j(), 2, 8, 8).part("conv").orElseThrow();

        assertThat(conv.nonZero()).isEqualTo(112);
        assertThat(conv.nonZeroMacs()).hasValue(106 * 36);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereTheImageIsFlattenedItsSizeIsWorkedOutAndSaid(boolean graph) {
        NetworkSketch sketch = NetworkSketch.of(TestNets.of(graph));

        assertThat(sketch.part("conv").orElseThrow().shape()).containsExactly(6L, 6L, 6L);
        assertThat(sketch.part("depthwise").orElseThrow().shape())
                .as("what the dense layer reads")
                .containsExactly(12L, 3L, 3L);
        assertThat(sketch.shapes())
                .hasValueSatisfying(said -> assertThat(said)
                        .isEqualTo(
                                "Shapes and MACs are of images of 8×8, the smallest square ones that the model reads;"
                                        + " network(model, 2, 8, 8) tells otherwise."));
    }

    @Test
    void aModelThatReadsAnySizeSaysThatItsShapesAreUnknown() {
        NetworkSketch sketch = NetworkSketch.of(
                Zoo.resnet8(4, new Images(3, 32, 32, 10)).build(1).dl4j());

        assertThat(sketch.part("conv1").orElseThrow().shape()).isEmpty();
        assertThat(sketch.part("conv1").orElseThrow().width()).hasValue(4);
        assertThat(sketch.part("conv1").orElseThrow().macs()).isEmpty();
        assertThat(sketch.part("output").orElseThrow().macs())
                .as("a dense layer")
                .hasValue(16 * 10);
        assertThat(sketch.shapes()).hasValueSatisfying(said -> assertThat(said).contains("network(model, 3, 32, 32)"));
    }

    @Test
    void ofARecurrentLayerParametersAreKnownAndMacsAreNot() {
        NetworkSketch sketch = NetworkSketch.of(
                TestNets.chain(
                        false,
                        TestNets.adam(),
                        InputType.recurrent(5),
                        new String[] {"lstm", "output"},
                        new LSTM.Builder().nOut(4).build(),
                        new RnnOutputLayer.Builder().nOut(3).build()),
                5,
                7);

        assertThat(sketch.part("lstm").orElseThrow().parameters()).isEqualTo(4 * (5 * 4 + 4 * 4 + 4));
        assertThat(sketch.part("lstm").orElseThrow().macs()).isEmpty();
        assertThat(sketch.part("lstm").orElseThrow().shape()).containsExactly(4L, 7L);
    }

    @Test
    void aGraphOfTwoInputsIsReadToo() {
        var graph = new ComputationGraph(TestNets.adam()
                .graphBuilder()
                .addInputs("left", "right")
                .setInputTypes(InputType.feedForward(4), InputType.feedForward(6))
                .addLayer("both", new DenseLayer.Builder().nOut(3).build(), "left", "right")
                .setOutputs("both")
                .build());
        graph.init();

        NetworkSketch sketch = NetworkSketch.of(graph);

        assertThat(sketch.part("both").orElseThrow().parameters()).isEqualTo(10 * 3 + 3);
        assertThat(sketch.shapes()).hasValueSatisfying(said -> assertThat(said).contains("several inputs"));
    }

    @Test
    void whatIsNoNetworkIsNone() {
        assertThat(NetworkSketch.ofValue("a network")).isEmpty();
        assertThat(NetworkSketch.ofValue(List.of())).isEmpty();
        var without = new ComputationGraph(((ComputationGraph) TestNets.of(true)).getConfiguration());
        assertThat(NetworkSketch.ofValue(without)).as("init() not called").isEmpty();
        assertThatThrownBy(() -> NetworkSketch.of(without))
                .hasMessage("the DL4J model has no parameters yet: call its init() first");
        assertThat(NetworkSketch.ofValue(TestNets.of(true))).isPresent();
        assertThat(NetworkSketch.ofValue(Network.of(TestNets.of(false)))).isPresent();
        assertThatThrownBy(() -> NetworkSketch.of("a network"))
                .hasMessage("expected a DL4J MultiLayerNetwork or ComputationGraph, found java.lang.String");
        assertThatThrownBy(() -> NetworkSketch.of(TestNets.of(false), 2, 1, 1))
                .hasMessageContaining("the model cannot read examples of shape [2, 1, 1]: ");
        assertThatThrownBy(() -> NetworkSketch.of(TestNets.of(true), 2, 12, 12))
                .as("its dense layer reads 3×3")
                .hasMessage(
                        "the model cannot read examples of shape [2, 12, 12]: layers further on are of another size");
    }
}
