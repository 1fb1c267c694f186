package org.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.espalier.structure.Nets.activation;
import static org.espalier.structure.Nets.convolution;
import static org.espalier.structure.Nets.dense;
import static org.espalier.structure.Nets.images;
import static org.espalier.structure.Nets.maxPool;
import static org.espalier.structure.Nets.norm;
import static org.espalier.structure.Nets.output;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.espalier.model.Network;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;

class ChannelGroupsTest {

    @Test
    void theNeuronsOfLeNet300AreReadByTheNextLayer() {
        ChannelGroups groups = ChannelGroups.of(Zoo.lenet300().build(1));

        assertThat(sentences(groups)).containsExactly("fc1 out → fc2 in", "fc2 out → output in");
        assertThat(groups.refused()).containsExactly(entry("output", "its channels are the network's outputs"));
        assertThat(groups.of("fc1"))
                .contains(new ChannelGroup("fc1", 300, List.of(), "fc2", 1, 1, 0))
                .isEqualTo(groups.of("fc1"));
    }

    @Test
    void aChannelOfLeNet5BeforeTheFlattenIsSixteenInputs() {
        ChannelGroups groups = ChannelGroups.of(Zoo.lenet5().build(1));

        assertThat(sentences(groups))
                .containsExactly("conv1 out → conv2 in", "conv2 out → fc1 in ×16", "fc1 out → output in");
        assertThat(groups.groups().get("conv2")).isEqualTo(new ChannelGroup("conv2", 50, List.of(), "fc1", 16, 1, 0));
    }

    @Test
    void normalisationFallsWithTheChannelBeforeIt() {
        ChannelGroups groups = ChannelGroups.of(images(
                convolution("conv1", 6)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build(),
                norm("bn1"),
                activation("relu1", Activation.RELU),
                maxPool("pool1"),
                convolution("conv2", 5).padding(1, 1).build(),
                dense("fc", 7).build(),
                output()));

        assertThat(sentences(groups))
                .containsExactly("conv1 out → bn1 → conv2 in", "conv2 out → fc in ×9", "fc out → output in");
        assertThat(groups.groups().get("conv1"))
                .as("four parameters of normalisation a channel, and no bias")
                .isEqualTo(new ChannelGroup("conv1", 6, List.of("bn1"), "conv2", 1, 4, 0));
    }

    @Test
    void globalPoolingDropoutAndPaddingPassChannelsOn() {
        ChannelGroups groups = ChannelGroups.of(images(
                convolution("conv1", 6).build(),
                new DropoutLayer.Builder(new Dropout(0.5)).name("drop").build(),
                new ZeroPaddingLayer.Builder(1, 1).name("pad").build(),
                convolution("conv2", 5).build(),
                new GlobalPoolingLayer.Builder(PoolingType.AVG).name("global").build(),
                output()));

        assertThat(sentences(groups)).containsExactly("conv1 out → conv2 in", "conv2 out → output in");
    }

    @Test
    void aSilencedSigmoidStillSendsOneHalf() {
        ChannelGroups groups = ChannelGroups.of(images(
                convolution("conv1", 6).activation(Activation.SIGMOID).build(),
                maxPool("pool1"),
                convolution("conv2", 5).activation(Activation.SIGMOID).build(),
                dense("fc", 7).activation(Activation.SIGMOID).build(),
                output()));

        assertThat(groups.refused()).containsOnlyKeys("output");
        assertThat(groups.groups().values()).extracting(ChannelGroup::constant).containsOnly(0.5);
    }

    @Test
    void aSigmoidAfterNormalisationSendsOneHalfWhateverCameBefore() {
        ChannelGroups groups = ChannelGroups.of(images(
                convolution("conv1", 6).activation(Activation.SIGMOID).build(),
                norm("bn1"),
                activation("sigmoid1", Activation.SIGMOID),
                activation("sigmoid2", Activation.SIGMOID),
                dense("fc", 7).build(),
                output()));

        assertThat(groups.groups().get("conv1").constant())
                .as("sigmoid(sigmoid(0))")
                .isEqualTo(1 / (1 + Math.exp(-0.5)));
    }

    @Test
    void whatAPaddedConvolutionReadsCannotBeReplacedByABias() {
        assertThat(reason(
                        "conv1",
                        convolution("conv1", 6).activation(Activation.SIGMOID).build(),
                        convolution("conv2", 5).padding(1, 1).build(),
                        output()))
                .isEqualTo("a silenced channel still sends 0.5 to conv2, which pads with zeros");
        assertThat(reason(
                        "conv1",
                        convolution("conv1", 6).activation(Activation.SIGMOID).build(),
                        convolution("conv2", 5)
                                .convolutionMode(ConvolutionMode.Same)
                                .build(),
                        output()))
                .isEqualTo("a silenced channel still sends 0.5 to conv2, which pads with zeros");
        assertThat(reason(
                        "conv1",
                        convolution("conv1", 6).activation(Activation.SIGMOID).build(),
                        new ZeroPaddingLayer.Builder(1, 1).name("pad").build(),
                        convolution("conv2", 5).build(),
                        output()))
                .isEqualTo("a silenced channel still sends 0.5 to pad, which pads with zeros");
    }

    @Test
    void aReaderWithoutBiasHasNothingToAddAConstantTo() {
        assertThat(reason(
                        "conv1",
                        convolution("conv1", 6).activation(Activation.SIGMOID).build(),
                        convolution("conv2", 5).hasBias(false).build(),
                        output()))
                .isEqualTo("a silenced channel still sends 0.5 to conv2, which has no bias to add it to");
    }

    @ParameterizedTest
    @EnumSource(
            value = PoolingType.class,
            names = {"SUM", "PNORM"})
    void poolingThatChangesAConstantIsRefusedForASigmoid(PoolingType type) {
        assertThat(reason(
                        "conv1",
                        convolution("conv1", 6).activation(Activation.SIGMOID).build(),
                        new GlobalPoolingLayer.Builder(type)
                                .pnorm(2)
                                .name("global")
                                .build(),
                        output()))
                .isEqualTo("a silenced channel still sends 0.5 to global, which does not pass it on unchanged");
    }

    @Test
    void averagingOverPaddingIsRefusedForASigmoid() {
        assertThat(reason(
                        "conv1",
                        convolution("conv1", 6).activation(Activation.SIGMOID).build(),
                        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                                .kernelSize(3, 3)
                                .stride(2, 2)
                                .convolutionMode(ConvolutionMode.Same)
                                .name("pool")
                                .build(),
                        output()))
                .isEqualTo("a silenced channel still sends 0.5 to pool, which does not pass it on unchanged");
    }

    @Test
    void aSoftmaxInsideTheNetworkCouplesItsChannels() {
        assertThat(reason("fc", dense("fc", 6).activation(Activation.SOFTMAX).build(), output()))
                .isEqualTo("softmax couples all its channels");
    }

    @Test
    void layerNormalisationCouplesItsChannels() {
        assertThat(reason("fc", dense("fc", 6).hasLayerNorm(true).build(), output()))
                .isEqualTo("fc has parameters besides weights and bias (g), which cannot be cut yet");
    }

    @Test
    void depthwiseConvolutionsAreRefusedAsProducersAndAsReaders() {
        Layer[] layers = {
            convolution("conv1", 6).build(),
            new DepthwiseConvolution2D.Builder(3, 3)
                    .depthMultiplier(1)
                    .nOut(6)
                    .name("depthwise")
                    .build(),
            output()
        };
        assertThat(reason("conv1", layers))
                .isEqualTo("its channels are read by the depthwise convolution depthwise, which cannot be cut yet");
        assertThat(reason("depthwise", layers))
                .isEqualTo("a depthwise convolution's channels are those of the layer before it");
    }

    @Test
    void channelsThatComeLastAreRefused() {
        Network network = Nets.of(
                InputType.convolutional(8, 8, 2, CNN2DFormat.NHWC),
                convolution("conv1", 6).dataFormat(CNN2DFormat.NHWC).build(),
                output());

        assertThat(ChannelGroups.of(network).refused())
                .containsEntry("conv1", "its channels come last (NHWC); only NCHW can be cut yet");
    }

    @Test
    void lockedNormalisationCannotBeSilenced() {
        assertThat(reason(
                        "conv1",
                        convolution("conv1", 6).build(),
                        new BatchNormalization.Builder(true).name("bn1").build(),
                        output()))
                .isEqualTo("batch normalisation bn1 has locked gamma and beta, so that a channel cannot be silenced");
    }

    @Test
    void normalisationAcrossChannelsIsRefused() {
        assertThat(reason(
                        "conv1",
                        convolution("conv1", 6).build(),
                        new LocalResponseNormalization.Builder().name("lrn").build(),
                        output()))
                .isEqualTo("its channels pass through lrn (LocalResponseNormalization), which cannot be cut yet");
    }

    @Test
    void graphsAreRefusedLayerByLayer() {
        Network network = Zoo.resnet8(4, new Images(1, 8, 8, 4)).build(1);

        ChannelGroups groups = ChannelGroups.of(network);

        assertThat(groups.groups()).isEmpty();
        assertThat(groups.refused()).hasSameSizeAs(network.weightLayers());
        assertThat(groups.refused().values())
                .containsOnly("channels of a ComputationGraph cannot be cut yet, only a MultiLayerNetwork's");
    }

    private static String reason(String layer, Layer... layers) {
        return ChannelGroups.of(images(layers)).refused().get(layer);
    }

    private static List<String> sentences(ChannelGroups groups) {
        return groups.groups().values().stream().map(ChannelGroup::sentence).toList();
    }
}
