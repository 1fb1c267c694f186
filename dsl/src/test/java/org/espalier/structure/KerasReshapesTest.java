package org.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.modelimport.keras.preprocessors.TensorFlowCnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.preprocessors.KerasFlattenRnnPreprocessor;
import org.deeplearning4j.preprocessors.PermutePreprocessor;
import org.deeplearning4j.preprocessors.ReshapePreprocessor;
import org.espalier.measure.Fidelity;
import org.espalier.model.Network;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Flatten and Reshape as DL4J's import from Keras leaves them, between a first layer and an output. */
class KerasReshapesTest {

    @Test
    void aFlattenedSequenceReadsEachChannelAtEachTime() {
        MultiLayerNetwork model = network(sequence("first"), new KerasFlattenRnnPreprocessor(6, 4), Nets.output(), 24);

        assertThat(groups(model)).containsExactly("first out → output in ×4");
        assertCut(model, Nd4j.rand(2, 4, 3));
    }

    @Test
    void anImageReshapedToAVectorReadsEachChannelAtEachPlace() {
        MultiLayerNetwork model = network(
                image("first"),
                new ReshapePreprocessor(new long[] {6, 4, 4}, new long[] {96}, false, CNN2DFormat.NHWC),
                Nets.output(),
                96);

        assertThat(groups(model)).containsExactly("first out → output in ×16");
        assertCut(model, Nd4j.rand(2, 4, 4, 2));
    }

    @Test
    void aVectorReshapedToAnImageCouplesWhatBecomesOneChannel() {
        MultiLayerNetwork model = network(
                Nets.dense("first", 24).nIn(5).build(),
                new ReshapePreprocessor(new long[] {24}, new long[] {2, 2, 6}, false, null),
                image("second"),
                6,
                new ReshapePreprocessor(new long[] {6, 2, 2}, new long[] {24}, false, CNN2DFormat.NHWC),
                Nets.output(),
                24);

        assertThat(groups(model)).containsExactly("first out ×4 → second in", "second out → output in ×4");
        assertCut(model, Nd4j.rand(2, 5));
    }

    @Test
    void whatOlderVersionsImportedIsFlattenedWithItsChannelsLast() {
        MultiLayerNetwork model = network(
                new ConvolutionLayer.Builder(3, 3).name("first").nIn(2).nOut(6).build(),
                new TensorFlowCnnToFeedForwardPreProcessor(2, 2, 6),
                Nets.output(),
                24);

        assertThat(groups(model)).containsExactly("first out → output in ×4");
        assertCut(model, Nd4j.rand(2, 2, 4, 4));
    }

    @Test
    void channelsThatChangePlacesWithTimeAreRefusedByName() {
        MultiLayerNetwork model = network(
                sequence("first"),
                new PermutePreprocessor(2, 1),
                new Convolution1DLayer.Builder(1)
                        .name("second")
                        .nIn(4)
                        .nOut(2)
                        .rnnDataFormat(RNNFormat.NWC)
                        .build(),
                4);

        assertThat(ChannelGroups.of(model).refusal("first"))
                .hasValue("PermutePreprocessor reshapes its channels before second");
    }

    private static void assertCut(MultiLayerNetwork model, INDArray examples) {
        Surgery surgery = new Surgery(model);
        Map<String, int[]> keep = Map.of("first", new int[] {0, 2, 5});

        var shrunk = surgery.shrink(keep);

        assertThat(shrunk.numParams()).isLessThan(model.numParams());
        assertThat(Fidelity.maxAbsDifference(Network.of(surgery.silence(keep)), Network.of(shrunk), examples))
                .isLessThanOrEqualTo(1e-6);
    }

    private static List<String> groups(MultiLayerNetwork model) {
        return ChannelGroups.of(model).prunable().stream()
                .map(ChannelGroup::sentence)
                .toList();
    }

    private static Layer sequence(String name) {
        return new Convolution1DLayer.Builder(1)
                .name(name)
                .nIn(3)
                .nOut(6)
                .rnnDataFormat(RNNFormat.NWC)
                .build();
    }

    private static Layer image(String name) {
        return new ConvolutionLayer.Builder(1, 1)
                .name(name)
                .nIn(name.equals("first") ? 2 : 6)
                .nOut(6)
                .dataFormat(CNN2DFormat.NHWC)
                .build();
    }

    /** A layer, and then for each further one what reshapes its input, itself, and how many inputs it has. */
    private static MultiLayerNetwork network(Layer first, Object... further) {
        var list = new NeuralNetConfiguration.Builder().seed(3).list().layer(first);
        for (int i = 0; i < further.length; i += 3) {
            Layer layer = (Layer) further[i + 1];
            ((FeedForwardLayer) layer).setNIn((Integer) further[i + 2]);
            list.layer(layer).inputPreProcessor(1 + i / 3, (InputPreProcessor) further[i]);
        }
        MultiLayerNetwork model = new MultiLayerNetwork(list.build());
        model.init();
        return model;
    }
}
