package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

class SynapticFlowTest {

    @Test
    void theFlowOfATwoLayerNetworkIsThatByHand() {
        MultiLayerNetwork model = chain(2, 2, 1);
        model.getLayer(0).getParam("W").assign(Nd4j.create(new float[][] {{1, 3}, {-2, 1}}));
        model.getLayer(1).getParam("W").assign(Nd4j.create(new float[][] {{2}, {-1}}));
        // Biases are no part of it.
        model.getLayer(0).getParam("b").assign(5);

        SynapticFlow flow = SynapticFlow.of(Network.of(model), 2);

        // |W1| = [1 2; 3 1] gives (3, 4), and |W2| = [2 1] gives 2·3 + 1·4.
        assertThat(flow.total()).isEqualTo(10);
        assertThat(scores(model, flow, 0).transpose().dup('c').data().asDouble())
                .containsExactly(2, 4, 3, 1);
        assertThat(scores(model, flow, 1).dup('c').data().asDouble()).containsExactly(6, 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 20})
    void everyLayerPassesTheSameFlowHoweverDeep(int layers) {
        int[] widths = new int[layers + 1];
        Arrays.fill(widths, 30);
        MultiLayerNetwork model = chain(widths);
        // Far beyond what a float can hold: 20 layers of about 30·1e3.
        model.params().muli(1e3);

        SynapticFlow flow = SynapticFlow.of(Network.of(model), 30);

        for (int layer = 0; layer < layers; layer++) {
            assertThat(scores(model, flow, layer).sumNumber().doubleValue() / flow.total())
                    .isEqualTo(1, within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void convolutionsNormalisationAndDropoutConserveItToo(boolean graph) {
        Network network = Network.of(TestNets.of(graph));
        network.tables()
                .values()
                .forEach(table -> table.forEach((key, values) -> {
                    if (key.equals("gamma")) {
                        values.assign(Nd4j.linspace(-1, 2, values.length()).reshape(values.shape()));
                    }
                }));

        SynapticFlow flow = SynapticFlow.of(network, 2, 8, 8);

        // tanh bends what reaches the last two layers, so that only layers before it share one sum with each other.
        INDArray conv = network.tables().get("conv").get("W");
        double first = Transforms.abs(conv, true)
                .castTo(DataType.DOUBLE)
                .mul(flow.gradients().get("conv").get("W"))
                .sumNumber()
                .doubleValue();
        INDArray depthwise = network.tables().get("depthwise").get("W");
        double second = Transforms.abs(depthwise, true)
                .castTo(DataType.DOUBLE)
                .mul(flow.gradients().get("depthwise").get("W"))
                .sumNumber()
                .doubleValue();
        assertThat(first).isPositive().isEqualTo(second, within(1e-5 * second));
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void inputsThatGoPastALayerFlowInEitherPrecision(DataType type) {
        ComputationGraph model = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .dataType(type)
                .activation(Activation.RELU)
                .graphBuilder()
                .addInputs("input")
                .addLayer("dense", new DenseLayer.Builder().nIn(2).nOut(1).build(), "input")
                .addVertex("merge", new MergeVertex(), "input", "dense")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nIn(3)
                                .nOut(1)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "merge")
                .setOutputs("output")
                .build());
        model.init();
        model.getLayer("dense").getParam("W").assign(Nd4j.create(new float[][] {{1}, {-2}}));
        model.getLayer("output").getParam("W").assign(Nd4j.create(new float[][] {{4}, {-5}, {6}}));

        // 4·1 + 5·1 past the layer, and 6·(1 + 2) through it.
        assertThat(SynapticFlow.of(Network.of(model), 2).total()).isEqualTo(27);
    }

    private static INDArray scores(MultiLayerNetwork model, SynapticFlow flow, int layer) {
        Map<String, INDArray> table = flow.gradients().get("dense" + layer);
        return Transforms.abs(model.getLayer(layer).getParam("W"), true)
                .castTo(table.get("W").dataType())
                .mul(table.get("W"));
    }

    private static MultiLayerNetwork chain(int... widths) {
        var list = new NeuralNetConfiguration.Builder()
                .seed(3)
                .activation(Activation.RELU)
                .list();
        for (int i = 0; i + 2 < widths.length; i++) {
            list.layer(new DenseLayer.Builder()
                    .name("dense" + i)
                    .nIn(widths[i])
                    .nOut(widths[i + 1])
                    .build());
        }
        int last = widths.length - 2;
        list.layer(new OutputLayer.Builder(LossFunction.MSE)
                .name("dense" + last)
                .nIn(widths[last])
                .nOut(widths[last + 1])
                .activation(Activation.IDENTITY)
                .build());
        MultiLayerNetwork model = new MultiLayerNetwork(list.build());
        model.init();
        return model;
    }
}
