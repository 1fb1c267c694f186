package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;

class NetworkTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_copy_shares_no_parameters(boolean graph) {
        Model model = TestNets.of(graph);
        Network network = Network.of(model);
        float[] before = TestNets.values(model.params());
        Network copy = network.copy();
        Network shipped = network.asShipped();
        Network restarted = network.restarted(OptionalDouble.empty());
        for (Network other : new Network[] {network, copy, shipped, restarted}) {
            assertThat(TestNets.values(other.parameters())).isEqualTo(before);
        }
        copy.fit(TestNets.batch(1));
        shipped.fit(TestNets.batch(1));
        restarted.fit(TestNets.batch(1));
        assertThat(TestNets.values(network.parameters())).isEqualTo(before);
        network.fit(TestNets.batch(1));
        assertThat(TestNets.values(model.params())).isEqualTo(before);
        assertThat(TestNets.values(network.parameters())).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_copy_goes_on_training_bit_for_bit_as_the_original_would(boolean graph) {
        Network network = Network.of(TestNets.of(graph));
        for (int i = 0; i < 3; i++) {
            network.fit(TestNets.batch(i));
        }
        Network copy = network.copy();
        assertThat(copy.trained()).isTrue();
        network.fit(TestNets.batch(9));
        copy.fit(TestNets.batch(9));
        assertThat(TestNets.values(copy.parameters())).isEqualTo(TestNets.values(network.parameters()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_restarted_network_trains_as_a_new_one_with_the_same_parameters_would(boolean graph) {
        Network trained = Network.of(TestNets.of(graph));
        for (int i = 0; i < 3; i++) {
            trained.fit(TestNets.batch(i));
        }
        Network fresh = Network.of(TestNets.of(graph));
        fresh.setParameters(trained.parameters());
        Network restarted = trained.restarted(OptionalDouble.empty());
        assertThat(trained.trained()).isTrue();
        assertThat(restarted.trained()).isFalse();
        restarted.fit(TestNets.batch(9));
        fresh.fit(TestNets.batch(9));
        assertThat(TestNets.values(restarted.parameters())).isEqualTo(TestNets.values(fresh.parameters()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_learning_rate_of_a_restart_is_its_own(boolean graph) {
        Model model = TestNets.of(graph);
        Network network = Network.of(model);
        Network copy = network.copy();
        Network faster = network.restarted(OptionalDouble.of(0.5));
        assertThat(rate(faster.dl4j())).isEqualTo(0.5);
        assertThat(rate(network.dl4j())).isEqualTo(0.01);
        assertThat(rate(copy.dl4j())).isEqualTo(0.01);
        assertThat(rate(model)).isEqualTo(0.01);
        copy.fit(TestNets.batch(1));
        network.fit(TestNets.batch(1));
        faster.fit(TestNets.batch(1));
        assertThat(TestNets.values(network.parameters())).isEqualTo(TestNets.values(copy.parameters()));
        assertThat(TestNets.values(network.parameters())).isNotEqualTo(TestNets.values(faster.parameters()));
    }

    private static double rate(Model model) {
        return model instanceof MultiLayerNetwork sequential
                ? sequential.getLearningRate(0)
                : ((ComputationGraph) model).getLearningRate("conv");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void layers_have_names_kinds_and_shapes_in_order(boolean graph) {
        Network network = Network.of(TestNets.of(graph));
        assertThat(network.weightLayers())
                .containsExactly(
                        new WeightLayer("conv", LayerKind.CONVOLUTION, 6, 2, 3, 3, false),
                        new WeightLayer("depthwise", LayerKind.DEPTHWISE, 12, 1, 2, 2, false),
                        new WeightLayer("dense", LayerKind.DENSE, 7, 108, 1, 1, false),
                        new WeightLayer("output", LayerKind.DENSE, 3, 7, 1, 1, true));
        assertThat(network.layerTypes())
                .containsEntry("conv", "ConvolutionLayer")
                .containsEntry("bn", "BatchNormalization");
        assertThat(network.parameterCount()).isEqualTo((6 * 18 + 6) + 24 + (48 + 12) + (7 * 108 + 7) + (21 + 3));
        assertThatThrownBy(() -> network.weights("relu"))
                .hasMessageContaining("no prunable layer \"relu\"; the model has [conv, depthwise, dense, output]");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void models_of_both_classes_are_read_from_dl4js_zip(boolean graph, @TempDir Path folder) throws IOException {
        Path zip = folder.resolve("model.zip");
        Model model = TestNets.of(graph);
        ModelSerializer.writeModel(model, zip.toFile(), true);
        Network loaded = Network.load(zip);
        assertThat(loaded.dl4j()).isInstanceOf(graph ? ComputationGraph.class : MultiLayerNetwork.class);
        assertThat(TestNets.values(loaded.output(TestNets.batch(1).getFeatures())))
                .isEqualTo(TestNets.values(
                        Network.of(model).output(TestNets.batch(1).getFeatures())));
        assertThat(loaded.backend()).isEqualTo(Network.of(model).backend());
    }

    @Test
    void a_missing_file_and_a_file_of_something_else_are_told_apart(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing.zip");
        assertThatThrownBy(() -> Network.load(missing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("missing.zip: expected a DL4J model zip or a Keras .h5, found no such file");
        Path garbage = folder.resolve("garbage.zip");
        Files.writeString(garbage, "not a zip");
        assertThatThrownBy(() -> Network.load(garbage))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("garbage.zip: expected a zip written by DL4J's ModelSerializer");
    }

    @Test
    void a_graph_with_two_inputs_is_refused_with_the_number() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("a", "b")
                .addVertex("both", new MergeVertex(), "a", "b")
                .addLayer(
                        "output",
                        new OutputLayer.Builder()
                                .nIn(4)
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "both")
                .setOutputs("output")
                .build());
        graph.init();
        assertThatThrownBy(() -> Network.of(graph))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 2 inputs and 1 outputs");
    }

    @Test
    void a_model_without_parameters_or_of_another_class_is_refused() {
        var configuration = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new OutputLayer.Builder()
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        assertThatThrownBy(() -> Network.of(new MultiLayerNetwork(configuration)))
                .hasMessageContaining("call its init() first");
        assertThatThrownBy(() ->
                        Network.of(new ComputationGraph(((ComputationGraph) TestNets.of(true)).getConfiguration())))
                .hasMessageContaining("call its init() first");
    }

    @Test
    void two_layers_of_one_name_are_refused() {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().name("same").nIn(2).nOut(2).build())
                .layer(new OutputLayer.Builder()
                        .name("same")
                        .nIn(2)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        model.init();
        assertThatThrownBy(() -> Network.of(model)).hasMessageContaining("two layers are named \"same\"");
    }

    @Test
    void layers_without_names_are_numbered() {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(2).nOut(2).build())
                .layer(new OutputLayer.Builder()
                        .nIn(2)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        model.init();
        assertThat(Network.of(model).layerTypes().keySet()).containsExactly("layer0", "layer1");
    }

    @Test
    void frozen_layers_keep_their_names() {
        MultiLayerNetwork frozen = new TransferLearning.Builder((MultiLayerNetwork) TestNets.of(false))
                .setFeatureExtractor(0)
                .build();
        Network network = Network.of(frozen);
        assertThat(network.layerTypes()).containsKey("conv");
        assertThat(network.output(Nd4j.zeros(1, 2, 8, 8)).shape()).containsExactly(1, 3);
    }
}
