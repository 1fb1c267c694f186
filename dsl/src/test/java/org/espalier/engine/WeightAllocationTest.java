package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.espalier.model.LayerKind;
import org.espalier.model.WeightLayer;
import org.espalier.recipe.Scope.Rank;
import org.espalier.recipe.Target;
import org.espalier.recipe.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class WeightAllocationTest {
    private static final Target HALF = new Target.Sparsity(0.5);

    @Test
    void theLowestScoresGoByExactCount() {
        Budget budget = budget(Map.of("a", 10L), Map.of());

        assertThat(masks(budget, new Target.Sparsity(0.3), Rank.PER_LAYER, Map.of("a", new float[] {
                    5, 1, 4, -2, 3, 9, 8, 2, 7, 6
                })))
                .containsEntry("a", "1010111011");
    }

    @Test
    void ofEqualScoresTheLowerIndexIsKept() {
        Budget budget = budget(Map.of("a", 6L), Map.of());

        assertThat(masks(budget, HALF, Rank.PER_LAYER, Map.of("a", new float[6])))
                .containsEntry("a", "111000");
        assertThat(masks(budget, HALF, Rank.PER_LAYER, Map.of("a", new float[] {0f, -0f, 0f, -0f, 0f, -0f})))
                .as("zero and minus zero are equal")
                .containsEntry("a", "111000");
    }

    @Test
    void ofEqualScoresTheEarlierLayerIsKept() {
        Budget budget = budget(ordered("a", 3, "b", 3), Map.of());

        assertThat(masks(budget, HALF, Rank.GLOBAL, scores("a", new float[3], "b", new float[3])))
                .containsEntry("a", "111")
                .containsEntry("b", "000");
    }

    @Test
    void rankedGloballyAWeakLayerMayLoseEverythingAndPerLayerHalf() {
        Budget budget = budget(ordered("weak", 4, "strong", 4), Map.of());
        Map<String, float[]> scores = scores("weak", new float[] {1, 2, 3, 4}, "strong", new float[] {9, 8, 7, 6});

        assertThat(masks(budget, HALF, Rank.GLOBAL, scores))
                .containsEntry("weak", "0000")
                .containsEntry("strong", "1111");
        assertThat(masks(budget, HALF, Rank.PER_LAYER, scores))
                .containsEntry("weak", "0011")
                .containsEntry("strong", "1100");
    }

    @Test
    void aSparsityIsMetToTheNearestWeight() {
        Budget budget = budget(Map.of("a", 7L), Map.of());

        assertThat(masks(budget, HALF, Rank.PER_LAYER, Map.of("a", new float[7])))
                .as("3.5 of 7 weights")
                .containsEntry("a", "1110000");
        assertThat(masks(budget, new Target.Sparsity(0.2), Rank.GLOBAL, Map.of("a", new float[7])))
                .as("1.4 of 7 weights")
                .containsEntry("a", "1111110");
    }

    @Test
    void weightsAlreadyPrunedGoFirst() {
        Budget budget = budget(Map.of("a", 4L), Map.of());
        float gone = Float.NEGATIVE_INFINITY;

        assertThat(masks(budget, HALF, Rank.PER_LAYER, Map.of("a", new float[] {gone, -3, 1, 2})))
                .containsEntry("a", "0011");
    }

    @Test
    void macsAreCountedByHowOftenAWeightIsUsed() {
        Budget budget = budget(ordered("conv", 10, "fc", 10), Map.of("conv", 9L));
        Map<String, float[]> scores = scores("conv", new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, "fc", new float[] {
            11, 12, 13, 14, 15, 16, 17, 18, 19, 20
        });

        assertThat(masks(budget, new Target.MacsAtMost(0.5), Rank.GLOBAL, scores))
                .as("50 of 100 MACs: six weights of nine uses")
                .containsEntry("conv", "0000001111")
                .containsEntry("fc", "1111111111");
        assertThat(masks(budget, new Target.MacsAtMost(0.55), Rank.PER_LAYER, scores))
                .as("4.5 of 10 weights in each, rounded up")
                .containsEntry("conv", "0000011111")
                .containsEntry("fc", "0000011111");
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyTargetIsMetAndMissedByLessThanOneWeight(long seed) {
        Random random = new Random(seed);
        Map<String, Long> sizes = new LinkedHashMap<>();
        Map<String, Long> uses = new HashMap<>();
        Map<String, float[]> scores = new LinkedHashMap<>();
        for (int l = 0; l < 1 + random.nextInt(4); l++) {
            int size = 1 + random.nextInt(200);
            sizes.put("layer" + l, (long) size);
            uses.put("layer" + l, 1L + random.nextInt(50));
            float[] s = new float[size];
            for (int i = 0; i < size; i++) {
                s[i] = random.nextInt(20) - 5;
            }
            scores.put("layer" + l, s);
        }
        Budget budget = budget(sizes, uses);
        double fraction = random.nextDouble();
        for (Rank rank : List.of(Rank.PER_LAYER, Rank.GLOBAL, Rank.ISOMORPHIC)) {
            for (Target target : List.of(
                    new Target.Sparsity(fraction),
                    new Target.MacsAtMost(1 - fraction),
                    new Target.ParamsAtMost(1 - fraction))) {
                Map<String, String> masks = masks(budget, target, rank, scores);
                double removed = 0;
                double step = 0;
                for (String layer : sizes.keySet()) {
                    long gone = masks.get(layer).chars().filter(c -> c == '0').count();
                    removed += gone * budget.cost(target, layer);
                    double oneWeight = budget.cost(target, layer);
                    step = rank == Rank.GLOBAL ? Math.max(step, oneWeight) : step + oneWeight;
                }
                double over = removed - budget.needed(target);
                String what = "%s %s, over by %s".formatted(rank, target, over);
                if (target instanceof Target.Sparsity) {
                    assertThat(Math.abs(over)).as(what).isLessThanOrEqualTo(step / 2 + 1e-6);
                } else {
                    assertThat(over).as(what).isBetween(-1e-6, step);
                }
            }
        }
    }

    private static Budget budget(Map<String, Long> sizes, Map<String, Long> uses) {
        List<WeightLayer> layers = new ArrayList<>();
        sizes.forEach((name, size) -> layers.add(new WeightLayer(name, LayerKind.DENSE, 1, size, 1, 1, false)));
        long weights = layers.stream().mapToLong(WeightLayer::weights).sum();
        long macs = layers.stream()
                .mapToLong(l -> l.weights() * uses.getOrDefault(l.name(), 1L))
                .sum();
        return new Budget(layers, layers, Optional.empty(), Optional.empty(), uses, macs, weights);
    }

    private static Map<String, Long> ordered(String one, long size, String other, long otherSize) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        sizes.put(one, size);
        sizes.put(other, otherSize);
        return sizes;
    }

    private static Map<String, float[]> scores(String one, float[] s, String other, float[] t) {
        Map<String, float[]> scores = new LinkedHashMap<>();
        scores.put(one, s);
        scores.put(other, t);
        return scores;
    }

    /** Masks as digits, 1 kept. */
    private static Map<String, String> masks(Budget budget, Target target, Rank rank, Map<String, float[]> scores) {
        Map<String, String> digits = new HashMap<>();
        Map<String, INDArray> masks = new WeightAllocation(budget, target, rank, new Unit.Weights()).masks(scores);
        masks.forEach((layer, mask) -> {
            StringBuilder s = new StringBuilder();
            for (float kept : mask.reshape(mask.length()).toFloatVector()) {
                s.append((int) kept);
            }
            digits.put(layer, s.toString());
        });
        return digits;
    }
}
