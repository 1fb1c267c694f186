package org.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.espalier.measure.Fidelity;
import org.espalier.model.Network;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class ResidualBlocksTest {
    private static final Images IMAGES = new Images(1, 8, 8, 4);
    private static final Set<String> THREE = Set.of("stage1.block1.add", "stage1.block2.add", "stage3.block3.add");

    @Test
    void aResnet20HasSevenBlocksWithAnIdentityShortcut() {
        List<ResidualBlock> blocks =
                ResidualBlocks.of(Zoo.resnet20(4, IMAGES).build(1).dl4j()).all();

        assertThat(blocks)
                .extracting(ResidualBlock::name)
                .containsExactly(
                        "stage1.block1.add",
                        "stage1.block2.add",
                        "stage1.block3.add",
                        "stage2.block2.add",
                        "stage2.block3.add",
                        "stage3.block2.add",
                        "stage3.block3.add");
        ResidualBlock second = blocks.get(1);
        assertThat(second.input()).isEqualTo("stage1.block1.relu2");
        assertThat(second.vertices())
                .containsExactly(
                        "stage1.block2.conv1",
                        "stage1.block2.bn1",
                        "stage1.block2.relu1",
                        "stage1.block2.conv2",
                        "stage1.block2.bn2");
        assertThat(second.parameters()).isEqualTo(2 * (4 * 4 * 9) + 2 * (4 * 4));
    }

    @Test
    void whatIsLeftComputesWhatTheSilencedNetworkDoes() {
        Network network = trained();
        ResidualBlocks blocks = ResidualBlocks.of(network.dl4j());
        Network byHand = network.copy();
        THREE.forEach(add -> {
            ComputationGraph graph = (ComputationGraph) byHand.dl4j();
            Map<String, INDArray> last =
                    graph.getVertex(add.replace("add", "bn2")).paramTable(false);
            last.get("gamma").assign(0);
            last.get("beta").assign(0);
        });

        Network shallow = Network.of(blocks.without(THREE));

        assertThat(Fidelity.maxAbsDifference(byHand, shallow, examples(8))).isLessThanOrEqualTo(1e-6);
        assertThat(Fidelity.maxAbsDifference(Network.of(blocks.silenced(THREE)), shallow, examples(8)))
                .isLessThanOrEqualTo(1e-6);
        assertThat(Fidelity.maxAbsDifference(network, shallow, examples(8)))
                .as("the blocks did something")
                .isGreaterThan(1e-4);
        assertThat(network.parameterCount() - shallow.parameterCount())
                .isEqualTo(blocks.all().stream()
                        .filter(block -> THREE.contains(block.name()))
                        .mapToLong(ResidualBlock::parameters)
                        .sum());
        assertThat(ResidualBlocks.of(shallow.dl4j()).all())
                .extracting(ResidualBlock::name)
                .containsExactly("stage1.block3.add", "stage2.block2.add", "stage2.block3.add", "stage3.block2.add");
    }

    @Test
    void masksAndUpdaterStateOfWhatIsLeftStayAndTheNetworkTrainsOn() {
        Network network = trained();
        INDArray mask = Nd4j.ones(network.weightLayer("stage1.block3.conv1").shape());
        mask.putScalar(0, 0);
        network.mask("stage1.block3.conv1", mask);

        Network shallow = Network.of(ResidualBlocks.of(network.dl4j()).without(THREE));

        assertThat(shallow.maskOf("stage1.block3.conv1")).hasValue(mask);
        assertThat(((ComputationGraph) shallow.dl4j()).getIterationCount()).isEqualTo(3);
        Map<String, List<INDArray>> before = UpdaterStateTest.moments(network.dl4j());
        Map<String, List<INDArray>> after = UpdaterStateTest.moments(shallow.dl4j());
        for (String key : List.of("conv1_W", "stage1.block3.conv2_W", "stage3.block2.bn2_gamma", "output_b")) {
            assertThat(after.get(key)).as(key).isEqualTo(before.get(key)).hasSize(2);
            assertThat(after.get(key).get(0).amaxNumber().doubleValue()).as(key).isPositive();
        }
        INDArray parameters = shallow.parameters();
        shallow.fit(batch(9));
        assertThat(shallow.parameters()).isNotEqualTo(parameters);
        assertThat(shallow.weights("stage1.block3.conv1").getDouble(0)).isZero();
    }

    @Test
    void aChannelThatIsSpreadOverTheBranchIsNoShortcut() {
        for (int channels : new int[] {1, 6}) {
            ComputationGraph model = new ComputationGraph(new NeuralNetConfiguration.Builder()
                    .graphBuilder()
                    .addInputs("input")
                    .addLayer("one", convolution(2, channels), "input")
                    .addLayer("six", convolution(channels, 6), "one")
                    .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "one", "six")
                    .addLayer("pool", new GlobalPoolingLayer.Builder().build(), "add")
                    .addLayer(
                            "output",
                            new OutputLayer.Builder()
                                    .nIn(6)
                                    .nOut(4)
                                    .activation(Activation.SOFTMAX)
                                    .build(),
                            "pool")
                    .setOutputs("output")
                    .build());
            model.init();

            assertThat(ResidualBlocks.of(model).all()).hasSize(channels == 6 ? 1 : 0);
        }
    }

    private static ConvolutionLayer convolution(int in, int out) {
        return new ConvolutionLayer.Builder(1, 1).nIn(in).nOut(out).build();
    }

    @Test
    void noBlockAtAllAndNoSuchBlockAreSaid() {
        assertThat(ResidualBlocks.of(Nets.images(Nets.convolution("conv1", 3).build(), Nets.output())
                                .dl4j())
                        .all())
                .isEmpty();
        ResidualBlocks blocks =
                ResidualBlocks.of(Zoo.resnet8(4, IMAGES).build(1).dl4j());
        assertThatThrownBy(() -> blocks.without(Set.of("stage2.block1.add")))
                .hasMessage(
                        "no residual block \"stage2.block1.add\" that can be left out; the model has [stage1.block1.add]");
    }

    private static Network trained() {
        Network network = Zoo.resnet20(4, IMAGES).build(1);
        for (int i = 0; i < 3; i++) {
            network.fit(batch(i));
        }
        return network;
    }

    private static DataSet batch(int seed) {
        INDArray labels = Nd4j.zeros(8, 4);
        for (int i = 0; i < 8; i++) {
            labels.putScalar(i, (i + seed) % 4, 1);
        }
        return new DataSet(examples(8), labels);
    }

    private static INDArray examples(int count) {
        Random random = new Random(5);
        float[] values = new float[count * 64];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Nd4j.create(values, new long[] {count, 1, 8, 8});
    }
}
