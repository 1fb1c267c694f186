package org.espalier.dynamic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.espalier.gate.FeatureBoosting;
import org.espalier.model.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;

/** Gates compute what they say, learn by the right gradients, and skipping changes no output. */
class DynamicNetworkTest {
    private static final long SEED = 5;
    private static final List<String> BOTH = List.of("conv1", "conv2");

    @Test
    void theMostSalientPassAndOfEqualOnesThoseOfLowerIndex() {
        assertThat(new FeatureBoosting(0.5).winners(4)).isEqualTo(2);
        assertThat(new Winners(2).of(new double[] {.1, .4, .3, .2})).containsExactly(1, 2);
        assertThat(new Winners(2).of(new double[] {.3, .3, .3})).containsExactly(0, 1);
        assertThat(new Winners(3).of(new double[] {0, .5, 0, 0})).containsExactly(1);
        assertThat(new FeatureBoosting(0.1, 0).winners(30)).isEqualTo(3);
        assertThat(new FeatureBoosting(0.01, 0).winners(30)).isEqualTo(1);
    }

    @Test
    void channelsAreMultipliedByTheirSaliencyOrZero() {
        GateNode gate = node(new Winners(2), 0.25);
        INDArray z = Nd4j.create(new float[] {1, 2, 3, 4, 5, 6}, new long[] {1, 3, 1, 2}, 'c');
        INDArray g = Nd4j.create(new float[][] {{.5f, 0, 2}});

        gate.setInput(0, z, LayerWorkspaceMgr.noWorkspaces());
        gate.setInput(1, g, LayerWorkspaceMgr.noWorkspaces());
        INDArray out = gate.doForward(true, LayerWorkspaceMgr.noWorkspaces());

        assertThat(out.reshape(-1).toFloatVector()).containsExactly(.5f, 1, 0, 0, 10, 12);
        gate.setEpsilon(Nd4j.create(new float[] {1, 1, 1, 1, 1, 1}, new long[] {1, 3, 1, 2}, 'c'));
        INDArray[] back =
                gate.doBackward(false, LayerWorkspaceMgr.noWorkspaces()).getSecond();
        assertThat(back[0].reshape(-1).toFloatVector()).containsExactly(.5f, .5f, 0, 0, 2, 2);
        // 1 + 2, and 5 + 6, and the penalty's slope where a saliency is above zero.
        assertThat(back[1].toFloatVector()).containsExactly(3.25f, 0, 11.25f);
    }

    @Test
    void computingOnlyWhatPassesGivesTheNetworksOwnOutput() {
        for (Model model : List.of(sequence(DataType.FLOAT), normalised())) {
            for (double density : new double[] {0.2, 0.5, 1}) {
                Network gated = DynamicNetwork.gated(Network.of(model), new FeatureBoosting(density, 0), BOTH);
                stir(gated);
                DynamicNetwork dynamic = DynamicNetwork.of(gated);
                INDArray examples = examples(8);
                INDArray expected = gated.output(examples);
                for (int i = 0; i < 8; i++) {
                    INDArray example =
                            examples.get(NDArrayIndex.interval(i, i + 1)).dup();
                    DynamicNetwork.Computed some = dynamic.compute(example);
                    DynamicNetwork.Computed all = dynamic.computeInFull(example);
                    String which = "%s, density %s, example %d".formatted(model.getClass(), density, i);

                    assertThat(differ(some.output(), expected, i)).as(which).isLessThan(1e-5);
                    assertThat(differ(all.output(), expected, i)).as(which).isLessThan(1e-5);
                    assertThat(some.macs()).isLessThanOrEqualTo(all.macs());
                }
            }
        }
    }

    @Test
    void macsAreThoseOfTheChannelsThatPass() {
        Network gated = DynamicNetwork.gated(Network.of(sequence(DataType.FLOAT)), new FeatureBoosting(0.5, 0), BOTH);

        DynamicNetwork.Computed computed = DynamicNetwork.of(gated).compute(examples(1));

        // Saliencies are about 1 at first, so that as many pass as may: 3 of 6, then 5 of 10.
        long first = 3 * 2 * 9 * 36 + 2 * 6;
        long second = 5 * 3 * 4 * 4 + 6 * 10;
        assertThat(computed.macs()).isEqualTo(first + second);
        assertThat(DynamicNetwork.of(gated).computeInFull(examples(1)).macs())
                .isEqualTo(6 * 2 * 9 * 36 + 2 * 6 + 10 * 6 * 4 * 4 + 6 * 10);
    }

    @Test
    void aGateThatLetsNothingThroughLeavesZeros() {
        Network gated = DynamicNetwork.gated(Network.of(sequence(DataType.FLOAT)), new FeatureBoosting(0.5, 0), BOTH);
        ComputationGraph graph = (ComputationGraph) gated.dl4j();
        graph.getLayer("conv1 saliency").getParam("W").assign(0);
        graph.getLayer("conv1 saliency").getParam("b").assign(-1);
        INDArray example = examples(1);

        DynamicNetwork.Computed computed = DynamicNetwork.of(gated).compute(example);

        assertThat(computed.output().sub(gated.output(example)).amaxNumber().doubleValue())
                .isLessThan(1e-6);
        assertThat(computed.macs()).isEqualTo(2 * 6 + 5 * 6 * 4 * 4 + 6 * 10);
    }

    @Test
    void gradientsThroughTheGatesAreThoseOfDifferences() {
        Network gated = DynamicNetwork.gated(Network.of(sequence(DataType.DOUBLE)), new FeatureBoosting(0.5, 0), BOTH);
        stir(gated);
        DataSet batch = new DataSet(examples(3).castTo(DataType.DOUBLE), labels());
        Map<String, Map<String, INDArray>> tables = gated.gradientTables(batch);
        ComputationGraph graph = (ComputationGraph) gated.dl4j();
        int checked = 0;
        for (String layer : List.of("conv1", "conv1 saliency", "conv2", "conv2 saliency")) {
            INDArray weights = graph.getLayer(layer).getParam("W");
            INDArray gradient = tables.get(layer).get("W");
            for (long at = 0; at < weights.length(); at += 3) {
                double before = weights.getDouble(at);
                weights.putScalar(at, before + 1e-6);
                double up = graph.score(batch);
                weights.putScalar(at, before - 1e-6);
                double down = graph.score(batch);
                weights.putScalar(at, before);

                assertThat(gradient.getDouble(at)).as("%s %d", layer, at).isEqualTo((up - down) / 2e-6, within(1e-6));
                checked += gradient.getDouble(at) == 0 ? 0 : 1;
            }
        }
        assertThat(checked).isGreaterThan(20);
    }

    @Test
    void gatesTravelInDl4jsFiles(@TempDir Path folder) throws Exception {
        Network gated = DynamicNetwork.gated(Network.of(normalised()), new FeatureBoosting(0.5), BOTH);
        stir(gated);
        Path file = folder.resolve("gated.zip");
        ModelSerializer.writeModel(gated.dl4j(), file.toFile(), true);

        assertThat(Network.load(file).output(examples(3))).isEqualTo(gated.output(examples(3)));
        assertThat(gated.copy().output(examples(3))).isEqualTo(gated.output(examples(3)));
    }

    @Test
    void whatTakesNoGateIsRefused() {
        Network network = Network.of(sequence(DataType.FLOAT));

        assertThatThrownBy(() -> DynamicNetwork.gated(network, new FeatureBoosting(), List.of("output")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("gateChannels: layer output is no plain convolution; take it out with except(\"output\")");
        assertThatThrownBy(() -> DynamicNetwork.of(DynamicNetwork.gated(network, new FeatureBoosting(), BOTH))
                        .compute(examples(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("since others open other gates; found 2");
        assertThatThrownBy(() -> new FeatureBoosting(1.5, 0)).hasMessageContaining("in (0, 1], found 1.5");
        assertThatThrownBy(() -> new FeatureBoosting(0.5, -1)).hasMessageContaining("at least 0, found -1.0");
    }

    @Test
    void aNetworkIsGatedOnce() {
        Network gated = DynamicNetwork.gated(Network.of(sequence(DataType.FLOAT)), new FeatureBoosting(0.5), BOTH);

        assertThatThrownBy(() -> DynamicNetwork.gated(gated, new FeatureBoosting(0.5), List.of("conv1")))
                .hasMessage(
                        "gateChannels: layer conv1 gets a neighbour \"conv1 pool\", and the model has one already; was it gated before? Take the layer out with except(\"conv1\"), or rename that one");
    }

    @Test
    void theOutputIsTheNetworksWhateverComesLastInTheOrder() {
        // A layer beside the output that nothing reads comes last in DL4J's order.
        var builder = configuration(DataType.FLOAT)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(8, 8, 1));
        builder.addLayer(
                "conv1",
                new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .activation(Activation.RELU)
                        .build(),
                "input");
        builder.addLayer("output", output(), "conv1");
        builder.addLayer("spare", pool(), "conv1");
        ComputationGraph graph = new ComputationGraph(
                builder.setOutputs("output").allowDisconnected(true).build());
        graph.init();
        Network gated = DynamicNetwork.gated(Network.of(graph), new FeatureBoosting(0.5), List.of("conv1"));
        INDArray example = Nd4j.rand(1, 1, 8, 8);

        INDArray computed = DynamicNetwork.of(gated).compute(example).output();

        assertThat(computed.shape()).isEqualTo(gated.output(example).shape());
        assertThat(computed.equalsWithEps(gated.output(example), 1e-5)).isTrue();
    }

    private static double differ(INDArray found, INDArray expected, int row) {
        return found.sub(expected.getRow(row, true)).amaxNumber().doubleValue();
    }

    private static GateNode node(Winners winners, double penalty) {
        return new GateNode(
                (ComputationGraph) DynamicNetwork.gated(
                                Network.of(sequence(DataType.FLOAT)), new FeatureBoosting(), List.of("conv1"))
                        .dl4j(),
                "gate",
                0,
                new VertexIndices[2],
                DataType.FLOAT,
                winners,
                penalty);
    }

    /** Random saliencies, some of them negative before the ReLU, and statistics that are none of a fresh network. */
    private static void stir(Network gated) {
        ComputationGraph graph = (ComputationGraph) gated.dl4j();
        Random random = new Random(SEED);
        for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
            layer.paramTable().forEach((key, array) -> {
                for (long i = 0; i < array.length(); i++) {
                    double drawn = random.nextGaussian() * (key.equals("log10stdev") ? 0.1 : 0.5);
                    array.putScalar(i, key.equals("gamma") ? 1 + drawn : drawn);
                }
            });
        }
    }

    private static INDArray examples(int count) {
        Random random = new Random(SEED);
        float[] pixels = new float[count * 2 * 64];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return Nd4j.create(pixels, new long[] {count, 2, 8, 8}, 'c');
    }

    private static INDArray labels() {
        return Nd4j.create(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    }

    private static NeuralNetConfiguration.Builder configuration(DataType type) {
        return new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .dataType(type)
                .activation(Activation.IDENTITY)
                .updater(new Adam(1e-3));
    }

    /** conv 3×3 (6) → max pool → conv 2×2 (10), tanh → output (3), of 8×8 images with two channels. */
    private static MultiLayerNetwork sequence(DataType type) {
        MultiLayerNetwork model = new MultiLayerNetwork(configuration(type)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).name("conv1").nOut(6).build())
                .layer(pool())
                .layer(new ConvolutionLayer.Builder(2, 2)
                        .name("conv2")
                        .nOut(10)
                        .activation(Activation.TANH)
                        .build())
                .layer(output())
                .setInputType(InputType.convolutional(8, 8, 2))
                .build());
        model.init();
        return model;
    }

    /** The same with normalisation and ReLU behind each convolution, strides and padding, as a graph. */
    private static ComputationGraph normalised() {
        var builder = configuration(DataType.FLOAT)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(8, 8, 2))
                .addLayer(
                        "conv1",
                        new ConvolutionLayer.Builder(3, 3)
                                .padding(1, 1)
                                .hasBias(false)
                                .nOut(6)
                                .build(),
                        "input")
                .addLayer("bn1", new BatchNormalization(), "conv1")
                .addLayer("relu1", new ActivationLayer(Activation.RELU), "bn1")
                .addLayer("pool1", pool(), "relu1")
                .addLayer(
                        "conv2",
                        new ConvolutionLayer.Builder(3, 3).stride(2, 2).nOut(10).build(),
                        "pool1")
                .addLayer("bn2", new BatchNormalization(), "conv2")
                .addLayer("relu2", new ActivationLayer(Activation.RELU), "bn2")
                .addLayer("output", output(), "relu2")
                .setOutputs("output");
        ComputationGraph graph = new ComputationGraph(builder.build());
        graph.init();
        return graph;
    }

    private static SubsamplingLayer pool() {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .name("pool1")
                .kernelSize(2, 2)
                .stride(2, 2)
                .build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder()
                .name("output")
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build();
    }
}
