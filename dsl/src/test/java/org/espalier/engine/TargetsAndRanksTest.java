package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.Pruning.bytesAtMost;
import static org.espalier.Pruning.channelsRemoved;
import static org.espalier.Pruning.convolutions;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.fineTune;
import static org.espalier.Pruning.latencyAtMost;
import static org.espalier.Pruning.layers;
import static org.espalier.Pruning.macsAtMost;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.pruneChannels;
import static org.espalier.Pruning.pruneWeights;

import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.model.Network;
import org.espalier.recipe.Aggregate;
import org.espalier.recipe.Normalisation;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Scope;
import org.espalier.recipe.Unit;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroups;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;

/** Targets on bytes and latency, ranking by shape, and scores of channels that fall together. */
class TargetsAndRanksTest {

    @Test
    void bytesOfSingleWeightsAreCountedDenseOrSparseWhicheverIsSmaller() {
        Recipe recipe = pruneWeights().by(magnitude()).to(bytesAtMost(0.3));
        for (Scope scope : new Scope[] {
            everyLayer(), everyLayer().rankedGlobally(), everyLayer().rankedByShape()
        }) {
            Run run = Experiment.of(Tiny.network(), Tiny.data())
                    .withoutLatency()
                    .withoutControls()
                    .run(recipe.in(scope).then(fineTune(1)));

            double removed = run.last(Row.Arm.RECIPE).mean(Figures::removed);
            assertThat(removed).as(scope.sentence()).isBetween(0.7, 0.705);
        }
    }

    @Test
    void bytesThatTheScopeDoesNotHoldAreRefusedBeforeTraining() {
        Experiment experiment = Experiment.of(Tiny.network(), Tiny.data()).withoutLatency();

        assertThatThrownBy(() -> experiment.run(pruneWeights()
                        .by(magnitude())
                        .to(bytesAtMost(0.01))
                        .in(layers("conv1"))
                        .named("tiny")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "the recipe \"tiny\" asks for at most 1 % of the bytes in conv1, ranked per layer, which cannot be reached: without any weight of the scope ");
    }

    @Test
    void latencyIsMetByShrinkingAndTiming() {
        Network lenet = Zoo.lenet5().build(1);
        // Far from what is reached, because other work on the machine is timed too.
        Recipe recipe = pruneChannels(4).by(magnitude()).to(latencyAtMost(0.8));
        ChannelBudget budget = Budget.of(recipe, "lenet5", lenet, 8, 1, 28, 28).ofChannels();

        Map<String, Integer> widths = budget.uniformWidths(recipe.to(), 4);

        // The time itself is not asserted: only that it was asked for, and something was cut to reach it.
        assertThat(widths).isNotEqualTo(budget.denseWidths());
        assertThat(widths.values()).allMatch(width -> width % 4 == 0);
    }

    @Test
    void aLatencyThatNoWidthReachesIsRefused() {
        assertThatThrownBy(() -> Budget.of(
                        pruneChannels(8)
                                .by(magnitude())
                                .to(latencyAtMost(0.001))
                                .in(convolutions())
                                .named("fast"),
                        "lenet5",
                        Zoo.lenet5().build(1),
                        1,
                        1,
                        28,
                        28))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "the recipe \"fast\" asks for at most 0.1 % of the latency in convolutions, ranked per layer, which cannot be reached: the smallest network this scope allows (conv1 20 → 8, conv2 50 → 8) has ");
    }

    @Test
    void rankedByShapeEachShapeLosesTheSameFractionAndTheWeakestGoFirst() {
        Network resnet = Zoo.resnet8(4, Tiny.IMAGES).build(1);
        Recipe recipe = pruneChannels()
                .by(magnitude())
                .to(channelsRemoved(0.5))
                .in(everyLayer().rankedByShape());
        ChannelBudget budget = Budget.of(
                        recipe, "resnet8", resnet, 1, Tiny.data().exampleShape())
                .ofChannels();
        Map<String, float[]> scores = new LinkedHashMap<>();
        for (ChannelGroup group : budget.scope()) {
            float[] s = new float[group.width()];
            for (int i = 0; i < s.length; i++) {
                // The wider a group the higher its scores: ranked globally, the narrow ones would go entirely.
                s[i] = 100 * s.length + i;
            }
            scores.put(group.name(), s);
        }

        Map<String, int[]> keep =
                new ChannelAllocation(budget, recipe.to(), recipe.in().rank(), 1).keep(scores);

        for (ChannelGroup group : budget.scope()) {
            int[] kept = keep.get(group.name());
            assertThat(kept).as(group.name()).hasSize(group.width() / 2);
            assertThat(kept[0]).as(group.name()).isEqualTo(group.width() / 2);
        }
    }

    @Test
    void scoresOfChannelsThatFallTogetherBecomeOne() {
        Network resnet = Zoo.resnet8(2, Tiny.IMAGES).build(1);
        ChannelGroup residual = ChannelGroups.of(resnet.dl4j()).named("conv1").orElseThrow();
        Map<String, float[]> byLayer = Map.of("conv1", new float[] {1, 3}, "stage1.block1.conv2", new float[] {30, 10});

        assertThat(scores(Aggregate.MEAN, Normalisation.NONE, byLayer, residual))
                .containsExactly(15.5f, 6.5f);
        assertThat(scores(Aggregate.MAX, Normalisation.NONE, byLayer, residual)).containsExactly(30f, 10f);
        assertThat(scores(Aggregate.SUM, Normalisation.NONE, byLayer, residual)).containsExactly(31f, 13f);
        assertThat(scores(Aggregate.FIRST, Normalisation.NONE, byLayer, residual))
                .containsExactly(1f, 3f);
        assertThat(scores(Aggregate.SUM, Normalisation.MEAN, byLayer, residual)).containsExactly(2f, 2f);
        assertThat(scores(Aggregate.SUM, Normalisation.SUM, byLayer, residual)).containsExactly(1f, 1f);
        assertThat(scores(Aggregate.MAX, Normalisation.MAX, byLayer, residual)).containsExactly(1f, 1f);
        assertThat(scores(Aggregate.FIRST, Normalisation.STANDARD, byLayer, residual))
                .containsExactly(-1f, 1f);
    }

    @Test
    void macsOfAResidualNetworkAreMetWithinOneChannel() {
        Network resnet = Zoo.resnet8(8, Tiny.IMAGES).build(1);
        Recipe recipe = pruneChannels()
                .by(magnitude())
                .to(macsAtMost(0.5))
                .in(everyLayer().rankedGlobally());
        ChannelBudget budget = Budget.of(
                        recipe, "resnet8", resnet, 1, Tiny.data().exampleShape())
                .ofChannels();

        double left = budget.fraction(recipe.to(), budget.uniformWidths(recipe.to(), 1));

        assertThat(left).isLessThanOrEqualTo(0.5).isCloseTo(0.5, within(0.1));
    }

    private static float[] scores(
            Aggregate aggregate, Normalisation normalisation, Map<String, float[]> byLayer, ChannelGroup group) {
        return new GroupScores(new Unit.Channels(1, aggregate, normalisation, Unit.Piece.CHANNELS), byLayer).of(group);
    }
}
