package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class HessianGradientTest {

    /**
     * A linear output under squared error, {@code L = mean over examples of Σ(x·W − y)²}: the Hessian is {@code 2·XᵀX/n}
     * for each output, whatever the weights.
     */
    @Test
    void ofALinearNetworkItIsTheSecondMomentOfTheInputsTimesTheGradient() {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(2)
                .list()
                .layer(new OutputLayer.Builder(LossFunction.L2)
                        .name("output")
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
        model.init();
        Nd4j.getRandom().setSeed(9);
        INDArray x = Nd4j.randn(6, 4);
        INDArray y = Nd4j.randn(6, 2);
        // In two batches of unequal size, which count by their examples.
        List<DataSet> batches = List.of(part(x, y, 0, 4), part(x, y, 4, 6));

        INDArray found = HessianGradient.of(Network.of(model), batches, Set.of("output"), 1)
                .get("output");

        INDArray residual = x.mmul(model.getLayer(0).getParam("W")).subi(y);
        INDArray gradient = x.transpose().mmul(residual).muli(2.0 / 6);
        INDArray expected = x.transpose().mmul(x).muli(2.0 / 6).mmul(gradient);
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 2; j++) {
                assertThat(found.getDouble(i, j)).isEqualTo(expected.getDouble(i, j), within(1e-4));
            }
        }
    }

    @Test
    void ofANetworkWithSeveralLayersItIsTheDifferenceOfGradientsWeightByWeight() {
        Network network = Network.of(TestNets.of(false));
        DataSet batch = TestNets.batch(5);
        Set<String> layers = Set.of("dense", "output");

        Map<String, INDArray> found = HessianGradient.of(network, List.of(batch), layers, 1);

        // Σ over all weights of ∂²L/∂w∂v · g(v) for one w, each second derivative by itself.
        Network exact = Network.made(() -> ((MultiLayerNetwork) network.dl4j()).convertDataType(DataType.DOUBLE));
        DataSet doubles = new DataSet(
                batch.getFeatures().castTo(DataType.DOUBLE), batch.getLabels().castTo(DataType.DOUBLE));
        Map<String, Map<String, INDArray>> gradient = exact.gradientTables(doubles);
        INDArray weights = exact.tables().get("output").get("W");
        double before = weights.getDouble(1, 1);
        weights.putScalar(new long[] {1, 1}, before + 1e-5);
        Map<String, Map<String, INDArray>> up = exact.gradientTables(doubles);
        weights.putScalar(new long[] {1, 1}, before - 1e-5);
        Map<String, Map<String, INDArray>> down = exact.gradientTables(doubles);
        double expected = 0;
        for (String layer : layers) {
            expected += up.get(layer)
                    .get("W")
                    .sub(down.get(layer).get("W"))
                    .divi(2e-5)
                    .muli(gradient.get(layer).get("W"))
                    .sumNumber()
                    .doubleValue();
        }
        assertThat(found.get("output").getDouble(1, 1))
                .isEqualTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
        assertThat(expected).isNotZero();
        assertThat(found).containsOnlyKeys("dense", "output");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNetworkInDoublePrecisionKeepsItsParameters(boolean graph) {
        Network network = Network.of(TestNets.of(graph, TestNets.adam().dataType(DataType.DOUBLE)));
        double[] before = network.parameters().toDoubleVector();
        List<DataSet> batches = List.of(TestNets.batch(5, DataType.DOUBLE, 8, 2, 8, 8));

        Map<String, INDArray> found = HessianGradient.of(network, batches, Set.of("dense", "output"), 1);

        // Bit by bit: INDArray.equals forgives more than a step of the differences.
        assertThat(network.parameters().toDoubleVector()).containsExactly(before);
        assertThat(found).containsOnlyKeys("dense", "output");
    }

    private static DataSet part(INDArray x, INDArray y, int from, int to) {
        var rows = NDArrayIndex.interval(from, to);
        return new DataSet(x.get(rows).dup(), y.get(rows).dup());
    }
}
