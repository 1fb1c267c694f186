package org.espalier.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.model.WeightLayer;
import org.espalier.recipe.Scope;
import org.espalier.recipe.Target;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Decides which single weights go: those of lowest score, by exact count; of equal scores the one of higher index goes
 * first. Weights already pruned stay pruned.
 */
final class WeightAllocation {
    private final Budget budget;
    private final Target target;
    private final Scope.Rank rank;

    WeightAllocation(Budget budget, Target target, Scope.Rank rank) {
        this.budget = budget;
        this.target = target;
        this.rank = rank;
    }

    /** One layer's scores and the mask that is being decided, both in 'c' order. */
    private record Ranked(WeightLayer layer, float[] scores, float[] mask) {}

    /**
     * The masks by layer, 1 kept and 0 pruned.
     *
     * @param scores one per weight of every layer in scope, 'c' order; {@code -∞} for weights already pruned
     */
    Map<String, INDArray> masks(Map<String, float[]> scores) {
        List<Ranked> ranked = new ArrayList<>();
        scores.forEach((name, s) -> ranked.add(new Ranked(budget.layer(name), s, ones(s.length))));
        if (rank == Scope.Rank.GLOBAL) {
            global(ranked);
        } else {
            perLayer(ranked);
        }
        Map<String, INDArray> masks = new LinkedHashMap<>();
        ranked.forEach(
                r -> masks.put(r.layer().name(), Nd4j.create(r.mask(), r.layer().shape())));
        return masks;
    }

    private void perLayer(List<Ranked> layers) {
        double fraction = budget.needed(target) / budget.removable(target);
        for (Ranked ranked : layers) {
            long count = Budget.count(target, fraction, ranked.scores().length);
            long[] order = keys(ranked.scores(), 0);
            Arrays.sort(order);
            for (int i = 0; i < count; i++) {
                ranked.mask()[index(order[i])] = 0;
            }
        }
    }

    private void global(List<Ranked> layers) {
        int[] offsets = new int[layers.size() + 1];
        for (int l = 0; l < layers.size(); l++) {
            offsets[l + 1] = Math.addExact(offsets[l], layers.get(l).scores().length);
        }
        long[] order = new long[offsets[layers.size()]];
        for (int l = 0; l < layers.size(); l++) {
            long[] part = keys(layers.get(l).scores(), offsets[l]);
            System.arraycopy(part, 0, order, offsets[l], part.length);
        }
        Arrays.sort(order);
        double needed =
                target instanceof Target.Sparsity ? Math.round(budget.needed(target)) : budget.needed(target) - 1e-9;
        double removed = 0;
        for (int i = 0; i < order.length && removed < needed; i++) {
            int at = index(order[i]);
            int found = Arrays.binarySearch(offsets, at);
            int l = found >= 0 ? found : -found - 2;
            layers.get(l).mask()[at - offsets[l]] = 0;
            removed += budget.cost(target, layers.get(l).layer().name());
        }
    }

    /** The mask that keeps so many weights of highest score, 1 kept and 0 pruned, in 'c' order. */
    static float[] best(float[] scores, long left) {
        long[] order = keys(scores, 0);
        Arrays.sort(order);
        float[] mask = ones(scores.length);
        for (int i = 0; i < scores.length - left; i++) {
            mask[index(order[i])] = 0;
        }
        return mask;
    }

    /** Score and index in one long, whose order is that of the scores; of equal scores the higher index comes first. */
    private static long[] keys(float[] scores, int offset) {
        long[] keys = new long[scores.length];
        for (int i = 0; i < keys.length; i++) {
            int bits = Float.floatToIntBits(scores[i] + 0f);
            int ordered = bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
            keys[i] = ((long) ordered << 32) | (0xFFFFFFFFL - (offset + i));
        }
        return keys;
    }

    private static int index(long key) {
        return (int) (0xFFFFFFFFL - (key & 0xFFFFFFFFL));
    }

    private static float[] ones(int length) {
        float[] ones = new float[length];
        Arrays.fill(ones, 1);
        return ones;
    }
}
