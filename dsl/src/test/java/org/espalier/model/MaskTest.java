package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

class MaskTest {
    private static final int EPOCHS = 4;
    private static final int BATCHES = 5;

    static Stream<Arguments> updatersAndClasses() {
        return Stream.of(true, false)
                .flatMap(graph -> Stream.of(
                        Arguments.of("Adam + L2", builder(new Adam(1e-2)).l2(1e-2), graph),
                        Arguments.of(
                                "Nesterovs + L2",
                                builder(new Nesterovs(1e-2, 0.9)).l2(1e-2),
                                graph),
                        Arguments.of(
                                "Adam + weight decay", builder(new Adam(1e-2)).weightDecay(1e-2), graph),
                        Arguments.of("AMSGrad + L1", builder(new AMSGrad(1e-2)).l1(1e-3), graph)));
    }

    @ParameterizedTest(name = "{0}, graph: {2}")
    @MethodSource("updatersAndClasses")
    void masked_weights_stay_exactly_zero_while_the_others_learn(
            String updater, NeuralNetConfiguration.Builder configuration, boolean graph, @TempDir Path folder)
            throws Exception {
        Network network = Network.of(TestNets.of(graph, configuration));
        // Momentum gathered before the masks must not move a masked weight either.
        train(network);
        maskEveryLayer(network);
        assertMasked(network);
        float[] before = TestNets.values(network.parameters());
        train(network);
        assertMasked(network);
        assertThat(TestNets.values(network.parameters())).isNotEqualTo(before);

        Path zip = folder.resolve("masked.zip");
        ModelSerializer.writeModel(network.dl4j(), zip.toFile(), true);
        Network loaded = Network.load(zip);
        assertThat(TestNets.values(loaded.parameters())).isEqualTo(TestNets.values(network.parameters()));
        train(loaded);
        assertMasked(loaded);

        Network restarted = loaded.restarted(OptionalDouble.of(1e-3));
        train(restarted);
        assertMasked(restarted);
        Network copy = restarted.asShipped().copy();
        train(copy);
        assertMasked(copy);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_saved_model_keeps_its_masks_in_plain_dl4j(boolean graph, @TempDir Path folder) throws Exception {
        Network network = Network.of(TestNets.of(graph));
        maskEveryLayer(network);
        Path zip = folder.resolve("masked.zip");
        ModelSerializer.writeModel(network.dl4j(), zip.toFile(), true);
        Model plain;
        if (graph) {
            ComputationGraph model = ModelSerializer.restoreComputationGraph(zip.toFile());
            model.fit(TestNets.batch(1));
            plain = model;
        } else {
            MultiLayerNetwork model = ModelSerializer.restoreMultiLayerNetwork(zip.toFile());
            model.fit(TestNets.batch(1));
            plain = model;
        }
        assertMasked(Network.of(plain));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void masking_a_copy_leaves_the_original_free(boolean graph) {
        Network original = Network.of(TestNets.of(graph));
        Network copy = original.copy();
        maskEveryLayer(copy);
        train(original);
        assertThat(TestNets.values(original.weights("conv"))).doesNotContain(0f);
        assertThat(original.copy().weights("dense").eq(0).any()).isFalse();
    }

    @Test
    void a_second_mask_replaces_the_first() {
        Network network = Network.of(TestNets.of(false));
        INDArray first = TestNets.halfMask(7, 108);
        network.mask("dense", first);
        network.mask("dense", first.rsub(1));
        assertThat(network.weights("dense").eq(0).all()).isTrue();
        train(network);
        assertThat(network.weights("dense").mul(first).eq(0).all()).isTrue();
        assertThat(network.weights("dense").eq(0).all()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void replaced_parameters_are_masked_again(boolean graph) {
        Network network = Network.of(TestNets.of(graph));
        INDArray dense = network.parameters();
        maskEveryLayer(network);
        network.setParameters(dense);
        assertMasked(network);
        assertThat(TestNets.values(network.weights("dense")))
                .isEqualTo(TestNets.values(
                        Network.of(TestNets.of(graph)).weights("dense").mul(TestNets.halfMask(7, 108))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void masks_hold_in_a_double_precision_copy(boolean graph) {
        Network network = Network.of(TestNets.of(graph));
        maskEveryLayer(network);
        network.fit(TestNets.batch(0));
        Model twice = network.dl4j() instanceof MultiLayerNetwork sequential
                ? sequential.convertDataType(DataType.DOUBLE)
                : ((ComputationGraph) network.dl4j()).convertDataType(DataType.DOUBLE);
        Network inDouble = Network.of(twice);
        inDouble.fit(TestNets.batch(1, DataType.DOUBLE, 8, 2, 8, 8));
        assertMasked(inDouble);
        network.fit(TestNets.batch(1));
        assertMasked(network);
    }

    private static NeuralNetConfiguration.Builder builder(IUpdater updater) {
        return new NeuralNetConfiguration.Builder().seed(TestNets.SEED).updater(updater);
    }

    private static void train(Network network) {
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int b = 0; b < BATCHES; b++) {
                network.fit(TestNets.batch(b));
            }
        }
    }

    private static void maskEveryLayer(Network network) {
        network.weightLayers().forEach(layer -> network.mask(layer.name(), TestNets.halfMask(layer.shape())));
    }

    private static void assertMasked(Network network) {
        assertThat(network.weightLayers()).hasSize(4).allSatisfy(layer -> {
            float[] mask = TestNets.values(TestNets.halfMask(layer.shape()));
            float[] weights = TestNets.values(network.weights(layer.name()));
            for (int i = 0; i < mask.length; i++) {
                assertThat(weights[i] != 0)
                        .as("%s weight %d is %s", layer.name(), i, weights[i])
                        .isEqualTo(mask[i] != 0);
            }
        });
    }
}
