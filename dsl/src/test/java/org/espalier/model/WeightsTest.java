package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WeightsTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void weights_come_back_as_they_were_set_in_every_kind_of_layer(boolean graph) {
        for (Network network : new Network[] {Network.of(TestNets.of(graph)), Network.of(sequences(graph))}) {
            for (WeightLayer layer : network.weightLayers()) {
                INDArray numbered = Nd4j.linspace(1, layer.weights(), layer.weights())
                        .castTo(network.parameters().dataType());
                INDArray weights = numbered.reshape('c', layer.shape());
                network.setWeights(layer.name(), weights);
                assertThat(network.weights(layer.name()).shape()).isEqualTo(layer.shape());
                assertThat(TestNets.values(network.weights(layer.name()))).isEqualTo(TestNets.values(weights));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_weights_of_a_layer_are_a_copy(boolean graph) {
        Network network = Network.of(TestNets.of(graph));
        float[] before = TestNets.values(network.parameters());
        network.weightLayers().forEach(layer -> network.weights(layer.name()).assign(0));
        assertThat(TestNets.values(network.parameters())).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_dense_weight_is_addressed_by_output_then_input(boolean graph) {
        Network network = Network.of(TestNets.of(graph));
        INDArray ours = network.weights("dense");
        INDArray dl4j = parameter(network, "dense");
        assertThat(ours.getDouble(5, 100)).isEqualTo(dl4j.getDouble(100, 5));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_filter_of_a_one_dimensional_convolution_stands_where_its_output_channel_does(boolean graph) {
        Network network = Network.of(sequences(graph));
        WeightLayer layer = network.weightLayers().get(0);
        assertThat(layer.kind()).isEqualTo(LayerKind.CONVOLUTION_1D);
        int only = (int) layer.out() - 1;
        INDArray mask = Nd4j.zeros(layer.shape());
        for (int i = 0; i < layer.in() * layer.kernelHeight(); i++) {
            mask.putScalar(new long[] {only, i / layer.kernelHeight(), i % layer.kernelHeight(), 0}, 1);
        }
        network.mask(layer.name(), mask);
        INDArray output = network.activations(Nd4j.rand(new int[] {2, (int) layer.in(), 9}))
                .get(layer.name())
                .output();

        for (int channel = 0; channel < layer.out(); channel++) {
            double sum = 0;
            for (int step = 0; step < output.size(2); step++) {
                sum += Math.abs(output.getDouble(0, channel, step) - output.getDouble(1, channel, step));
            }
            assertThat(sum > 0).as("channel %d tells inputs apart", channel).isEqualTo(channel == only);
        }
        assertThat(network.maskOf(layer.name()).orElseThrow()).isEqualTo(mask);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_depthwise_filter_stands_where_its_output_channel_does(boolean graph) {
        Network network = Network.of(TestNets.of(graph));
        // Only filter 7 is left; with zero biases every other output channel must be zero.
        INDArray mask = Nd4j.zeros(12, 1, 2, 2);
        for (int i = 0; i < 4; i++) {
            mask.putScalar(new int[] {7, 0, i / 2, i % 2}, 1);
        }
        network.mask("depthwise", mask);
        INDArray output = network.activations(TestNets.batch(1).getFeatures())
                .get("depthwise")
                .output();
        for (int channel = 0; channel < 12; channel++) {
            double sum = 0;
            for (int example = 0; example < output.size(0); example++) {
                sum += Math.abs(output.getDouble(example, channel, 1, 1));
            }
            assertThat(sum > 0).as("channel %d", channel).isEqualTo(channel == 7);
        }
    }

    private static INDArray parameter(Network network, String layer) {
        return network.dl4j() instanceof MultiLayerNetwork sequential
                ? sequential.getLayer(layer).getParam("W")
                : ((ComputationGraph) network.dl4j()).getLayer(layer).getParam("W");
    }

    private static Model sequences(boolean graph) {
        return TestNets.chain(
                graph,
                TestNets.adam(),
                InputType.recurrent(3, 10),
                new String[] {"conv1d", "output"},
                new Convolution1DLayer.Builder(3).nOut(4).build(),
                new RnnOutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build());
    }
}
