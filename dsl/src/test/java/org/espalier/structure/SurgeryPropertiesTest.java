package org.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.measure.Fidelity;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What must hold for any network and any cut. */
class SurgeryPropertiesTest {

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aShrunkNetworkAnswersLikeTheSilencedOne(long seed) {
        DrawnNetwork drawn = new DrawnNetwork(seed);
        float[] before = drawn.network().parameters().toFloatVector();
        Surgery surgery = new Surgery(drawn.network());
        Map<String, int[]> keep = drawn.keep(surgery.groups());

        Network silenced = surgery.silence(keep);
        Network shrunk = surgery.shrink(keep);

        assertThat(Fidelity.maxAbsDifference(silenced, shrunk, drawn.examples(8)))
                .isLessThanOrEqualTo(1e-5);
        keep.forEach((producer, kept) ->
                assertThat(shrunk.weightLayer(producer).out()).isEqualTo(kept.length));
        assertThat(drawn.network().parameters().toFloatVector()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void cuttingDeadChannelsChangesNoAnswer(long seed) {
        DrawnNetwork drawn = new DrawnNetwork(seed);
        ChannelGroups groups = ChannelGroups.of(drawn.network());
        Map<String, int[]> keep = drawn.keep(groups);
        Network dead = drawn.network().copy();
        keep.forEach((producer, kept) -> {
            ChannelGroup group = groups.groups().get(producer);
            kill(dead, producer, kept, true, 1);
            kill(dead, group.consumer(), kept, false, group.inputsPerChannel());
        });

        Network shrunk = new Surgery(dead).shrink(keep);

        assertThat(Fidelity.maxAbsDifference(dead, shrunk, drawn.examples(8))).isLessThanOrEqualTo(1e-6);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shrinkingTwiceIsShrinkingOnceByTheComposition(long seed) {
        DrawnNetwork drawn = new DrawnNetwork(seed);
        Surgery first = new Surgery(drawn.network());
        Map<String, int[]> keep = drawn.keep(first.groups());
        Map<String, int[]> again = new HashMap<>();
        Map<String, int[]> composed = new HashMap<>();
        keep.forEach((producer, kept) -> {
            int[] of = drawn.some(kept.length);
            again.put(producer, of);
            composed.put(producer, IntStream.of(of).map(i -> kept[i]).toArray());
        });

        Network twice = new Surgery(first.shrink(keep)).shrink(again);
        Network once = first.shrink(composed);

        assertThat(twice.parameters().toFloatVector())
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(once.parameters().toFloatVector());
        assertThat(Fidelity.maxAbsDifference(twice, once, drawn.examples(8))).isEqualTo(0, within(1e-5));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void masksAreCutLikeTheWeightsTheyHold(long seed) {
        DrawnNetwork drawn = new DrawnNetwork(seed);
        Network masked = drawn.network().copy();
        Nd4j.getRandom().setSeed(seed);
        for (WeightLayer layer : masked.weightLayers()) {
            masked.mask(
                    layer.name(),
                    Nd4j.rand(layer.shape()).gt(0.4).castTo(masked.parameters().dataType()));
        }
        Surgery surgery = new Surgery(masked);
        Map<String, int[]> keep = drawn.keep(surgery.groups());

        Network shrunk = surgery.shrink(keep);

        for (WeightLayer layer : shrunk.weightLayers()) {
            INDArray mask = shrunk.maskOf(layer.name()).orElseThrow();
            assertThat(mask.shape()).isEqualTo(layer.shape());
            assertThat(mask.toString())
                    .isEqualTo(
                            expectedMask(masked, surgery.groups(), keep, layer).toString());
            assertThat(shrunk.weights(layer.name()).mul(mask.rsub(1)).toString())
                    .isEqualTo(Nd4j.zeros(layer.shape()).toString());
        }
        assertThat(((MultiLayerNetwork) shrunk.dl4j()).getIterationCount()).isEqualTo(3);
    }

    /** The mask's own indices, one at a time, by another way than the surgery's. */
    private static INDArray expectedMask(
            Network masked, ChannelGroups groups, Map<String, int[]> keep, WeightLayer layer) {
        INDArray before = masked.maskOf(layer.name()).orElseThrow();
        INDArray flat =
                before.reshape(before.size(0), before.size(1), before.length() / before.size(0) / before.size(1));
        int[] out = keep.getOrDefault(
                layer.name(), IntStream.range(0, (int) before.size(0)).toArray());
        int[] in = IntStream.range(0, (int) before.size(1))
                .filter(i -> groups.groups().values().stream()
                        .filter(g -> g.consumer().equals(layer.name()) && keep.containsKey(g.producer()))
                        .allMatch(
                                g -> IntStream.of(keep.get(g.producer())).anyMatch(c -> c == i / g.inputsPerChannel())))
                .toArray();
        INDArray expected = Nd4j.zeros(layer.out(), layer.in(), flat.size(2));
        for (int o = 0; o < out.length; o++) {
            for (int i = 0; i < in.length; i++) {
                for (int k = 0; k < flat.size(2); k++) {
                    expected.putScalar(o, i, k, flat.getDouble(out[o], in[i], k));
                }
            }
        }
        return expected.reshape(layer.shape());
    }

    private static void kill(Network network, String layer, int[] kept, boolean out, long perChannel) {
        INDArray weights = network.weights(layer);
        INDArray flat =
                weights.reshape(weights.size(0), weights.size(1), weights.length() / weights.size(0) / weights.size(1));
        for (int i = 0; i < weights.size(out ? 0 : 1); i++) {
            long channel = i / perChannel;
            if (IntStream.of(kept).noneMatch(c -> c == channel)) {
                for (int j = 0; j < weights.size(out ? 1 : 0); j++) {
                    for (int k = 0; k < flat.size(2); k++) {
                        flat.putScalar(out ? i : j, out ? j : i, k, 0);
                    }
                }
            }
        }
        network.setWeights(layer, flat.reshape(weights.shape()));
    }
}
