package org.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.structure.Sketch.chain;
import static org.espalier.structure.Sketch.conv;
import static org.espalier.structure.Sketch.dense;
import static org.espalier.structure.Sketch.image;
import static org.espalier.structure.Sketch.output;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.espalier.model.MaskConstraint;
import org.espalier.model.Network;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SurgeryTest {
    private final MultiLayerNetwork model = chain(
            image(2, 6),
            conv(16).name("conv").build(),
            dense(6).name("fc").build(),
            output().name("out").build());
    private final Surgery surgery = new Surgery(model);

    @Test
    void removingThreeOf16ChannelsOf4By4Drops48Inputs() {
        MultiLayerNetwork shrunk = (MultiLayerNetwork) surgery.shrink(
                Map.of("conv", IntStream.range(0, 16).filter(i -> i % 7 != 1).toArray()));

        assertThat(shrunk.getLayer(0).getParam("W").shape()).containsExactly(13, 2, 3, 3);
        assertThat(shrunk.getLayer(1).getParam("W").shape()).containsExactly(256 - 48, 6);
        assertThat(shrunk.getLayer(1).getParam("W").getDouble(16 + 5, 3))
                .as("input 5 of channel 2, now the second")
                .isEqualTo(model.getLayer(1).getParam("W").getDouble(2 * 16 + 5, 3));
    }

    @Test
    void aGroupNamesEachChannelOfEachLayerByUnit() {
        ChannelGroup group = surgery.groups().named("conv").orElseThrow();

        assertThat(group.members()).extracting(ChannelGroup.Member::layer).containsExactly("conv", "fc");
        assertThat(group.members().get(0).of(3)).containsExactly(3);
        assertThat(group.members().get(1).of(3))
                .containsExactlyElementsOf(IntStream.range(48, 64).boxed().toList());
    }

    @Test
    void leNet5sChannelsAreFoundAndCut() {
        Network lenet = Zoo.lenet5().build(3);
        Surgery ofLenet = new Surgery(lenet.dl4j());

        Network shrunk = Network.of(ofLenet.shrink(Map.of("conv1", new int[] {0, 7, 19}, "conv2", new int[] {2, 3})));

        assertThat(Pattern.prunable(ofLenet.groups()))
                .containsExactly(
                        "conv1 20: conv1 out → conv2 in",
                        "conv2 50: conv2 out → fc1 in ×16",
                        "fc1 500: fc1 out → output in");
        assertThat(shrunk.parameterCount()).isEqualTo(3 * 25 + 3 + 2 * 3 * 25 + 2 + 500 * 32 + 500 + 10 * 500 + 10);
        assertThat(shrunk.weights("conv2").getDouble(1, 2, 4, 3))
                .isEqualTo(lenet.weights("conv2").getDouble(3, 19, 4, 3));
    }

    @Test
    void theLastChannelOfAGroupStays() {
        assertThatThrownBy(() -> surgery.shrink(Map.of("conv", new int[0])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("conv: at least one channel must be kept, found none");
    }

    @Test
    void whatCannotBeCutSaysWhy() {
        assertThatThrownBy(() -> surgery.shrink(Map.of("out", new int[] {0})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("out: its channels cannot be pruned: its channels are the network's outputs");
        assertThatThrownBy(() -> surgery.silence(Map.of("conv9", new int[] {0})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no channel group \"conv9\"; the model has [conv, fc, out]");
    }

    @Test
    void channelsThatAreNotThereOrOutOfOrderAreRefused() {
        assertThatThrownBy(() -> surgery.shrink(Map.of("conv", new int[] {0, 16})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("conv: expected ascending channel indices below 16, found [0, 16]");
        assertThatThrownBy(() -> surgery.silence(Map.of("conv", new int[] {3, 3})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("conv: expected ascending channel indices below 16, found [3, 3]");
    }

    @Test
    void cuttingNothingGivesAnEqualCopy() {
        Model same = surgery.shrink(Map.of());

        assertThat(same).isNotSameAs(model);
        assertThat(same.params()).isEqualTo(model.params());
        assertThat(Pattern.configuration(same)).isEqualTo(Pattern.configuration(model));
    }

    /** Where removed units send nothing: what is folded into a bias is sent on by a unit that is removed later. */
    @Test
    void shrinkingTwiceIsShrinkingOnceByTheComposition() {
        Surgery drawn = new Surgery(model);
        Model twice = new Surgery(drawn.shrink(Map.of("conv", new int[] {1, 4, 6, 9}, "fc", new int[] {0, 2, 5})))
                .shrink(Map.of("conv", new int[] {1, 3}, "fc", new int[] {1}));

        Model once = drawn.shrink(Map.of("conv", new int[] {4, 9}, "fc", new int[] {2}));

        assertThat(twice.params().equalsWithEps(once.params(), 1e-12)).isTrue();
    }

    @Test
    void masksAreCutLikeTheWeightsTheyHold() {
        Network lenet = Zoo.lenet5().build(3);
        INDArray mask =
                Nd4j.rand(50, 20, 5, 5).gt(0.4).castTo(lenet.parameters().dataType());
        lenet.mask("conv2", mask);

        Network shrunk = Network.of(
                new Surgery(lenet.dl4j()).shrink(Map.of("conv1", new int[] {3, 8}, "conv2", new int[] {0, 7, 30})));

        INDArray left = shrunk.maskOf("conv2").orElseThrow();
        assertThat(left.shape()).containsExactly(3, 2, 5, 5);
        assertThat(left.getDouble(2, 1, 3, 4)).isEqualTo(mask.getDouble(30, 8, 3, 4));
        assertThat(left.getDouble(1, 0, 0, 2)).isEqualTo(mask.getDouble(7, 3, 0, 2));
        assertThat(shrunk.weights("conv2").mul(left.rsub(1)).amaxNumber().doubleValue())
                .isZero();
    }

    @Test
    void theMaskOfAOneDimensionalConvolutionFollowsItsWeights() {
        MultiLayerNetwork steps = chain(
                InputType.recurrent(3, 6),
                new Convolution1DLayer.Builder(2).nOut(4).name("conv1").build(),
                new Convolution1DLayer.Builder(2).nOut(5).name("conv2").build(),
                Sketch.steps().name("out").build());
        INDArray weights = steps.getLayer(1).getParam("W");
        INDArray mask = Nd4j.rand(weights.dataType(), weights.shape()).gt(0.4).castTo(weights.dataType());
        weights.muli(mask);
        MaskConstraint held = MaskConstraint.of(mask);
        held.setParams(java.util.Set.of("W"));
        steps.getLayer(1).conf().getLayer().setConstraints(List.of(held));

        MultiLayerNetwork shrunk = (MultiLayerNetwork)
                new Surgery(steps).shrink(Map.of("conv1", new int[] {0, 3}, "conv2", new int[] {1, 2}));

        INDArray left = shrunk.getLayer(1).getParam("W");
        MaskConstraint of = (MaskConstraint)
                shrunk.getLayer(1).conf().getLayer().getConstraints().get(0);
        INDArray zeros = of.maskFor(left).rsub(1);
        assertThat(zeros.shape()).isEqualTo(left.shape());
        assertThat(zeros.sumNumber().intValue()).isPositive();
        assertThat(left.mul(zeros).amaxNumber().doubleValue()).isZero();
        assertThat(left.eq(0).castTo(left.dataType())).isEqualTo(zeros);
    }

    @Test
    void constraintsNamesAndFrozenLayersStay() {
        MultiLayerNetwork held = chain(
                image(2, 6),
                conv(8).name("conv").build(),
                dense(6).constrainWeights(new MaxNormConstraint(2, 1))
                        .name("fc")
                        .build(),
                output().name("out").build());
        MultiLayerNetwork frozen =
                new TransferLearning.Builder(held).setFeatureExtractor(0).build();

        MultiLayerNetwork shrunk =
                (MultiLayerNetwork) new Surgery(frozen).shrink(Map.of("conv", new int[] {0, 5}, "fc", new int[] {1}));

        assertThat(shrunk.getLayerNames()).isEqualTo(frozen.getLayerNames());
        assertThat(shrunk.getLayer(0)).isInstanceOf(FrozenLayer.class);
        assertThat(shrunk.getLayer(1).conf().getLayer().getConstraints())
                .singleElement()
                .isInstanceOf(MaxNormConstraint.class);
    }

    @Test
    void aModelWithoutParametersIsRefused() {
        MultiLayerNetwork bare = new MultiLayerNetwork(model.getLayerWiseConfigurations());

        assertThatThrownBy(() -> new Surgery(bare))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the DL4J model has no parameters yet: call its init() first");
    }
}
