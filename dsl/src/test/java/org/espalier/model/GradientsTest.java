package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class GradientsTest {
    private static final double STEP = 1e-5;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gradients_of_the_mean_loss_equal_central_differences(boolean graph) {
        Network network = Network.of(smooth(graph, 0));
        DataSet batch = TestNets.batch(1, DataType.DOUBLE, 5, 1, 5, 5);
        Map<String, INDArray> gradients = network.gradients(batch);
        assertThat(gradients).containsOnlyKeys("conv", "dense", "output");
        for (WeightLayer layer : network.weightLayers()) {
            INDArray weights = network.weights(layer.name());
            for (long i = 0; i < weights.length(); i++) {
                double expected =
                        (loss(network, layer, weights, i, STEP, batch) - loss(network, layer, weights, i, -STEP, batch))
                                / (2 * STEP);
                assertThat(gradients.get(layer.name()).getDouble(i))
                        .as("%s weight %d", layer.name(), i)
                        .isCloseTo(expected, within(1e-8));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gradients_hold_no_l2_term_and_leave_the_network_as_it_was(boolean graph) {
        Network plain = Network.of(smooth(graph, 0));
        Network decayed = Network.of(smooth(graph, 0.5));
        DataSet batch = TestNets.batch(1, DataType.DOUBLE, 5, 1, 5, 5);
        float[] before = TestNets.values(decayed.parameters());
        INDArray with = decayed.gradients(batch).get("dense");
        assertThat(with.sub(plain.gradients(batch).get("dense")).amaxNumber().doubleValue())
                .isLessThan(1e-12);
        assertThat(TestNets.values(decayed.parameters())).isEqualTo(before);
        assertThat(decayed.trained()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gradients_of_a_linear_layer_follow_the_formula(boolean graph) {
        Model model = TestNets.chain(
                graph,
                new NeuralNetConfiguration.Builder().seed(1).updater(new Sgd(0.1)),
                InputType.feedForward(2),
                new String[] {"output"},
                new OutputLayer.Builder(LossFunction.MSE)
                        .nOut(3)
                        .activation(Activation.IDENTITY)
                        .build());
        Network network = Network.of(model);
        DataSet batch = TestNets.batch(1, DataType.FLOAT, 4, 2);
        INDArray error = network.output(batch.getFeatures()).sub(batch.getLabels());
        // Mean over 4 examples of the mean over 3 outputs of (ŷ − y)²: dW = 2/(3·4) · Eᵀ·X.
        INDArray expected = error.transpose().mmul(batch.getFeatures()).mul(2.0 / (3 * 4));
        INDArray found = network.gradients(batch).get("output");
        assertThat(found.shape()).containsExactly(3, 2);
        assertThat(found.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-6);
    }

    private static double loss(
            Network network, WeightLayer layer, INDArray weights, long at, double change, DataSet batch) {
        INDArray moved = weights.dup();
        moved.putScalar(at, moved.getDouble(at) + change);
        network.setWeights(layer.name(), moved);
        double loss = network.dl4j() instanceof MultiLayerNetwork sequential
                ? sequential.score(batch, false)
                : ((ComputationGraph) network.dl4j()).score(batch, false);
        network.setWeights(layer.name(), weights);
        return loss;
    }

    private static Model smooth(boolean graph, double l2) {
        return TestNets.chain(
                graph,
                new NeuralNetConfiguration.Builder()
                        .seed(3)
                        .dataType(DataType.DOUBLE)
                        .activation(Activation.TANH)
                        .l2(l2)
                        .updater(new Sgd(0.1)),
                InputType.convolutional(5, 5, 1),
                new String[] {"conv", "dense", "output"},
                new ConvolutionLayer.Builder(3, 3).nOut(2).build(),
                new DenseLayer.Builder().nOut(4).build(),
                new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build());
    }
}
