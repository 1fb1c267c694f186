package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.measure.Fidelity;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.espalier.zoo.ZooModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class OneDnnTest {

    static ZooModel[] convolutional() {
        return new ZooModel[] {Zoo.lenet5(), Zoo.vgg(), Zoo.resnet8(4, Images.mnist())};
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void convolutions_of_a_network_have_the_onednn_helper_and_those_as_shipped_have_none(boolean graph) {
        Network network = Network.of(TestNets.of(graph));
        assertThat(helper(network, "conv")).contains("MKLDNN");
        assertThat(helper(network.copy(), "conv")).contains("MKLDNN");
        assertThat(helper(network.asShipped().copy(), "conv")).contains("MKLDNN");
        assertThat(helper(network.asShipped(), "conv")).isEqualTo("none");
        assertThat(network.backend()).startsWith("DL4J + ");
        assertThat(network.asShipped().backend()).isEqualTo("DL4J as shipped");
    }

    @Test
    void the_switch_is_left_as_it_was_found() {
        String before = System.getProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY);
        Network.of(TestNets.of(true)).asShipped();
        assertThat(System.getProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY))
                .isEqualTo(before);
    }

    @Test
    void the_backend_names_onednn_where_the_native_library_has_it() {
        assertThat(Network.of(TestNets.of(false)).backend())
                .isEqualTo(Helpers.nativeOneDnn() ? "DL4J + oneDNN" : "DL4J + ND4J kernels");
    }

    @ParameterizedTest
    @MethodSource("convolutional")
    void both_ways_of_computing_agree_on_the_outputs(ZooModel model) {
        Network network = model.build(5);
        // Off their initial values, batch normalisation's statistics too.
        network.fit(images(1));
        assertThat(Fidelity.maxAbsDifference(
                        network, network.asShipped(), images(2).getFeatures()))
                .isLessThan(1e-5);
    }

    @Test
    void both_ways_of_computing_agree_on_the_gradients() {
        // No max pooling: where two inputs tie, the implementations may choose differently.
        Network network = Zoo.resnet8(4, Images.mnist()).build(5);
        Map<String, INDArray> fast = network.gradients(images(1));
        Map<String, INDArray> slow = network.asShipped().gradients(images(1));
        assertThat(fast.keySet()).isEqualTo(slow.keySet()).hasSize(10);
        fast.forEach((layer, gradient) -> assertThat(
                        gradient.sub(slow.get(layer)).amaxNumber().doubleValue())
                .as(layer)
                .isLessThan(1e-4));
    }

    private static DataSet images(int seed) {
        DataSet threeClasses = TestNets.batch(seed, DataType.FLOAT, 8, 1, 28, 28);
        INDArray labels = Nd4j.zeros(8, 10);
        for (int i = 0; i < 8; i++) {
            labels.putScalar(i, (i + seed) % 10, 1);
        }
        return new DataSet(threeClasses.getFeatures(), labels);
    }

    private static String helper(Network network, String layer) {
        var helper = network.dl4j() instanceof MultiLayerNetwork sequential
                ? sequential.getLayer(layer).getHelper()
                : ((ComputationGraph) network.dl4j()).getLayer(layer).getHelper();
        return helper == null ? "none" : helper.getClass().getSimpleName();
    }
}
