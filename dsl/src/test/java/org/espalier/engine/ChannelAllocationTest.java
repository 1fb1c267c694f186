package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.Pruning.channelsRemoved;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.layers;
import static org.espalier.Pruning.macsAtMost;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.paramsAtMost;
import static org.espalier.Pruning.pruneChannels;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.espalier.measure.Macs;
import org.espalier.model.Network;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Scope;
import org.espalier.recipe.Target;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroups;
import org.espalier.structure.DrawnNetwork;
import org.espalier.structure.Surgery;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChannelAllocationTest {
    private static final Network LENET = Zoo.lenet5().build(1);

    @Test
    void everyLayerLosesTheSameFractionToTheNearestMultiple() {
        assertThat(lenet(pruneChannels(1).by(magnitude()).to(channelsRemoved(0.5)))
                        .ofChannels()
                        .uniformWidths(channelsRemoved(0.5), 1))
                .isEqualTo(Map.of("conv1", 10, "conv2", 25, "fc1", 250));
        assertThat(lenet(pruneChannels(8).by(magnitude()).to(channelsRemoved(0.5)))
                        .ofChannels()
                        .uniformWidths(channelsRemoved(0.5), 8))
                .isEqualTo(Map.of("conv1", 8, "conv2", 24, "fc1", 248));
    }

    @Test
    void ofChannelsTheBestAreKeptAndOfEqualOnesTheLowerIndex() {
        Recipe recipe =
                pruneChannels().by(magnitude()).to(channelsRemoved(0.75)).in(layers("conv1"));

        Map<String, int[]> keep = keep(lenet(recipe).ofChannels(), recipe, 1, Map.of("conv1", new float[] {
            1, 1, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 8, 1, 1
        }));

        assertThat(keep.get("conv1")).containsExactly(0, 1, 2, 3, 17);
    }

    @Test
    void rankedGloballyChannelsGoInPiecesOfTheMultipleWeakestPieceFirst() {
        Recipe recipe = pruneChannels(8)
                .by(magnitude())
                .to(channelsRemoved(0.2))
                .in(layers("conv1", "conv2").rankedGlobally());
        float[] conv1 = new float[20];
        float[] conv2 = new float[50];
        for (int i = 0; i < 50; i++) {
            conv2[i] = 10 + i;
        }
        for (int i = 0; i < 20; i++) {
            conv1[i] = i;
        }

        Map<String, int[]> keep = keep(lenet(recipe).ofChannels(), recipe, 8, scores(conv1, conv2));

        assertThat(keep.get("conv1"))
                .as("20 → 16 → 8: means 1.5 and 7.5, before conv2's 10.5")
                .containsExactly(12, 13, 14, 15, 16, 17, 18, 19);
        assertThat(keep.get("conv2"))
                .as("then 50 → 48: 14 of 70 channels gone")
                .hasSize(48)
                .startsWith(2);
    }

    @Test
    void aLayerThatMustKeepMoreThanAskedIsAnErrorThatSaysSo() {
        Recipe recipe =
                pruneChannels(8).by(magnitude()).to(channelsRemoved(0.9)).named("narrow");

        assertThatThrownBy(() -> lenet(recipe))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the recipe \"narrow\" asks for 90 % of the channels removed in every layer, ranked per layer, which cannot be reached: conv1 has 20 channels and must keep 8, widths being multiples of 8; widen the scope, round to a smaller multiple, or ask for less");
    }

    @Test
    void aTargetBeyondTheNarrowestNetworkIsAnErrorThatSaysHowFarItGoes() {
        Recipe recipe = pruneChannels(16)
                .by(magnitude())
                .to(macsAtMost(0.1))
                .in(layers("conv1"))
                .named("far");

        assertThatThrownBy(() -> lenet(recipe))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the recipe \"far\" asks for at most 10 % of the MACs in conv1, ranked per layer, which cannot be reached: the smallest network this scope allows (conv1 20 → 16) has 83.5 %; widen the scope, round to a smaller multiple, or ask for less");
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 30);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void countsForetellTheShrunkNetwork(long seed) {
        DrawnNetwork drawn = new DrawnNetwork(seed);
        Recipe recipe = pruneChannels().by(magnitude()).to(paramsAtMost(1));
        Surgery surgery = new Surgery(drawn.network().dl4j());
        if (surgery.groups().prunable().isEmpty()) {
            return;
        }
        ChannelBudget budget = Budget.of(recipe, "drawn", drawn.network(), 1, drawn.exampleShape())
                .ofChannels();
        Map<String, int[]> keep = drawn.keep(surgery.groups());
        Map<String, Integer> widths = new HashMap<>();
        keep.forEach((group, kept) -> widths.put(group, kept.length));

        Network shrunk = Network.made(() -> surgery.shrink(keep));

        assertThat(budget.parameters(widths)).isEqualTo(shrunk.parameterCount());
        assertThat(budget.macs(widths))
                .isEqualTo(Macs.of(shrunk, drawn.exampleShape()).dense());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyTargetIsMetWithinOneStepOrRefused(long seed) {
        DrawnNetwork drawn = new DrawnNetwork(seed);
        if (ChannelGroups.of(drawn.network().dl4j()).prunable().isEmpty()) {
            return;
        }
        Random random = new Random(seed);
        double removed = 0.9 * random.nextDouble();
        int roundTo = 1 + random.nextInt(3);
        for (Target.ForChannels target :
                List.of(channelsRemoved(removed), macsAtMost(1 - removed), paramsAtMost(1 - removed))) {
            for (Scope scope : List.of(everyLayer(), everyLayer().rankedGlobally())) {
                Recipe recipe =
                        pruneChannels(roundTo).by(magnitude()).to(target).in(scope);
                ChannelBudget budget;
                try {
                    budget = Budget.of(recipe, "drawn", drawn.network(), 1, drawn.exampleShape())
                            .ofChannels();
                } catch (IllegalArgumentException refused) {
                    assertThat(refused).hasMessageContaining("which cannot be reached: ");
                    continue;
                }
                Map<String, float[]> scores = new LinkedHashMap<>();
                for (ChannelGroup group : budget.scope()) {
                    float[] s = new float[group.width()];
                    for (int i = 0; i < s.length; i++) {
                        s[i] = random.nextInt(5);
                    }
                    scores.put(group.name(), s);
                }
                Map<String, Integer> widths = budget.denseWidths();
                keep(budget, recipe, roundTo, scores).forEach((layer, kept) -> widths.put(layer, kept.length));
                check(budget, target, scope, roundTo, widths);
            }
        }
    }

    private static void check(
            ChannelBudget budget, Target target, Scope scope, int roundTo, Map<String, Integer> widths) {
        Map<String, Integer> dense = budget.denseWidths();
        Map<String, Integer> oneStepWider = new HashMap<>();
        widths.forEach((layer, width) -> {
            assertThat(width == (int) dense.get(layer) || width % roundTo == 0)
                    .as("%s is %d wide, a multiple of %d", layer, width, roundTo)
                    .isTrue();
            oneStepWider.put(layer, Math.min(dense.get(layer), (width / roundTo + 1) * roundTo));
        });
        String what = "%s, %s, multiples of %d: %s of %s".formatted(target, scope.rank(), roundTo, widths, dense);
        if (target instanceof Target.ChannelsRemoved && scope.rank() == Scope.Rank.PER_LAYER) {
            widths.forEach((layer, width) -> assertThat(Math.abs(width - dense.get(layer) * (1 - target.removed())))
                    .as(what)
                    .isLessThanOrEqualTo(roundTo / 2.0 + 1e-9));
            return;
        }
        assertThat(budget.meets(target, widths)).as(what).isTrue();
        if (!widths.equals(dense)) {
            assertThat(budget.meets(target, oneStepWider)).as(what).isFalse();
        }
    }

    private static Budget lenet(Recipe recipe) {
        return Budget.of(recipe, "lenet5", LENET, 1, 1, 28, 28);
    }

    private static Map<String, int[]> keep(
            ChannelBudget budget, Recipe recipe, int roundTo, Map<String, float[]> scores) {
        return new ChannelAllocation(budget, recipe.to(), recipe.in().rank(), roundTo).keep(scores);
    }

    private static Map<String, float[]> scores(float[] conv1, float[] conv2) {
        Map<String, float[]> scores = new LinkedHashMap<>();
        scores.put("conv1", conv1);
        scores.put("conv2", conv2);
        return scores;
    }
}
