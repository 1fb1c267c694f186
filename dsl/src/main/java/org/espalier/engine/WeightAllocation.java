package org.espalier.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.model.WeightLayer;
import org.espalier.recipe.Scope;
import org.espalier.recipe.Target;
import org.espalier.recipe.Unit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Decides which single weights go, or whole kernels: those of lowest score, by exact count; of equal scores the one of higher index goes
 * first. Weights already pruned stay pruned.
 */
final class WeightAllocation {
    private final Budget budget;
    private final Target target;
    private final Scope.Rank rank;
    private final Unit unit;

    /** @param unit single weights, or whole kernels, of which each is scored by the mean of its weights */
    WeightAllocation(Budget budget, Target target, Scope.Rank rank, Unit unit) {
        this.unit = unit;
        this.budget = budget;
        this.target = target;
        this.rank = rank;
    }

    /**
     * One layer's scores and the mask that is being decided, both in 'c' order, one for each piece of so many weights that
     * follow each other.
     */
    private record Ranked(WeightLayer layer, int area, float[] scores, float[] mask) {
        static Ranked of(WeightLayer layer, int area, float[] ofWeights) {
            if (area == 1) {
                return new Ranked(layer, area, ofWeights, ones(ofWeights.length));
            }
            float[] scores = new float[ofWeights.length / area];
            for (int piece = 0; piece < scores.length; piece++) {
                double sum = 0;
                int left = 0;
                for (int at = piece * area; at < (piece + 1) * area; at++) {
                    if (ofWeights[at] != Float.NEGATIVE_INFINITY) {
                        sum += ofWeights[at];
                        left++;
                    }
                }
                scores[piece] = left == 0 ? Float.NEGATIVE_INFINITY : (float) (sum / left);
            }
            return new Ranked(layer, area, scores, ones(scores.length));
        }

        /** Instead of each score its place among those of the same output, so that all outputs lose alike. */
        Ranked withinOutputs() {
            int outputs = Math.toIntExact(layer.out());
            int width = scores.length / outputs;
            float[] places = new float[scores.length];
            for (int output = 0; output < outputs; output++) {
                int from = output * width;
                long[] order = keys(Arrays.copyOfRange(scores, from, from + width));
                Arrays.sort(order);
                for (int place = 0; place < width; place++) {
                    int at = from + index(order[place]);
                    places[at] = scores[at] == Float.NEGATIVE_INFINITY ? scores[at] : place;
                }
            }
            return new Ranked(layer, area, places, mask);
        }

        INDArray weights() {
            if (area == 1) {
                return Nd4j.create(mask, layer.shape());
            }
            float[] each = new float[mask.length * area];
            for (int i = 0; i < each.length; i++) {
                each[i] = mask[i / area];
            }
            return Nd4j.create(each, layer.shape());
        }
    }

    /** How many weights of a layer go as one piece. */
    static int area(Unit unit, WeightLayer layer) {
        return unit instanceof Unit.Kernels ? Math.toIntExact(layer.kernelHeight() * layer.kernelWidth()) : 1;
    }

    /**
     * The masks by layer, 1 kept and 0 pruned.
     *
     * @param scores one per weight of every layer in scope, 'c' order; {@code -∞} for weights already pruned
     */
    Map<String, INDArray> masks(Map<String, float[]> scores) {
        List<Ranked> ranked = new ArrayList<>();
        scores.forEach((name, s) -> {
            WeightLayer layer = budget.layer(name);
            Ranked each = Ranked.of(layer, area(unit, layer), s);
            ranked.add(rank == Scope.Rank.PER_OUTPUT ? each.withinOutputs() : each);
        });
        List<Together> all = together(ranked);
        if (target instanceof Target.BytesAtMost) {
            toBytes(ranked, all);
        } else if (rank == Scope.Rank.GLOBAL) {
            all.forEach(this::global);
        } else if (rank.byShapes()) {
            Map<String, Long> removed = byShapes(budget, target, rank);
            ranked.forEach(r -> Together.of(List.of(r))
                    .remove(removed.getOrDefault(r.layer().name(), 0L)));
        } else {
            double fraction = budget.needed(target) / budget.removable(target);
            all.forEach(t -> t.remove(Budget.count(target, fraction, t.keys().length)));
        }
        Map<String, INDArray> masks = new LinkedHashMap<>();
        ranked.forEach(r -> masks.put(r.layer().name(), r.weights()));
        return masks;
    }

    /** How many weights each layer loses where shapes decide. */
    static Map<String, Long> byShapes(Budget budget, Target target, Scope.Rank rank) {
        List<WeightLayer> scope = budget.scope();
        List<long[]> shapes = scope.stream().map(WeightLayer::shape).toList();
        long total = budget.scopeWeights() - Budget.rounded(target, budget.needed(target));
        long[] kept = LayerDensities.kept(shapes, rank == Scope.Rank.ERDOS_RENYI_KERNEL, total);
        Map<String, Long> removed = new HashMap<>();
        for (int l = 0; l < kept.length; l++) {
            removed.put(scope.get(l).name(), scope.get(l).weights() - kept[l]);
        }
        return removed;
    }

    /**
     * Layers that are ranked together.
     *
     * @param keys of all their pieces, layer after layer; the lowest go first
     */
    private record Together(List<Ranked> layers, int[] offsets, long[] keys) {
        static Together of(List<Ranked> layers) {
            int[] offsets = new int[layers.size() + 1];
            for (int l = 0; l < layers.size(); l++) {
                offsets[l + 1] = Math.addExact(offsets[l], layers.get(l).scores().length);
            }
            long[] all = new long[offsets[layers.size()]];
            for (int l = 0; l < layers.size(); l++) {
                fill(all, layers.get(l).scores(), offsets[l]);
            }
            return new Together(layers, offsets, all);
        }

        /** All pieces in the order in which they go. */
        long[] order() {
            long[] order = keys.clone();
            Arrays.sort(order);
            return order;
        }

        /** The layer that a piece belongs to. */
        Ranked layerOf(long key) {
            int found = Arrays.binarySearch(offsets, index(key));
            return layers.get(found >= 0 ? found : -found - 2);
        }

        /** Removes so many pieces. */
        void remove(long count) {
            long last = Lowest.key(keys, count);
            for (int l = 0; l < layers.size() && count > 0; l++) {
                float[] mask = layers.get(l).mask();
                for (int i = 0; i < mask.length; i++) {
                    if (keys[offsets[l] + i] <= last) {
                        mask[i] = 0;
                    }
                }
            }
        }

        /** How many weights each layer keeps when so many pieces go. */
        void countKept(long count, Map<String, Long> kept) {
            long last = Lowest.key(keys, count);
            for (int l = 0; l < layers.size(); l++) {
                Ranked of = layers.get(l);
                long gone = 0;
                for (int i = offsets[l]; i < offsets[l + 1] && count > 0; i++) {
                    gone += keys[i] <= last ? of.area() : 0;
                }
                kept.put(of.layer().name(), of.layer().weights() - gone);
            }
        }
    }

    /** Weights of layers of the same shape save as much only where they are used as often. */
    private record Alike(List<Long> shape, long uses) {}

    private List<Together> together(List<Ranked> layers) {
        Map<Object, List<Ranked>> parts = new LinkedHashMap<>();
        for (Ranked ranked : layers) {
            String name = ranked.layer().name();
            Object part = switch (rank) {
                case GLOBAL -> "all";
                case PER_LAYER, PER_OUTPUT, ERDOS_RENYI, ERDOS_RENYI_KERNEL -> name;
                case ISOMORPHIC ->
                    new Alike(Arrays.stream(ranked.layer().shape()).boxed().toList(), budget.uses(name));
            };
            parts.computeIfAbsent(part, p -> new ArrayList<>()).add(ranked);
        }
        return parts.values().stream().map(Together::of).toList();
    }

    private void global(Together all) {
        double needed =
                target instanceof Target.Sparsity ? Math.round(budget.needed(target)) : budget.needed(target) - 1e-9;
        if (!(target instanceof Target.MacsAtMost) && all.layers().stream().allMatch(layer -> layer.area() == 1)) {
            all.remove(Math.min(all.keys().length, (long) Math.ceil(needed)));
            return;
        }
        double removed = 0;
        int count = 0;
        long[] order = all.order();
        while (count < order.length && removed < needed) {
            Ranked of = all.layerOf(order[count]);
            removed += of.area() * budget.cost(target, of.layer().name());
            count++;
        }
        all.remove(count);
    }

    /** What a layer's weights are stored as depends on how many are left, so the fewest to remove are searched for. */
    private void toBytes(List<Ranked> layers, List<Together> all) {
        long most = layers.stream().mapToLong(l -> l.scores().length).sum();
        long low = 0;
        long high = most;
        while (low < high) {
            long middle = (low + high) >>> 1;
            double fraction = (double) middle / most;
            Map<String, Long> kept = new HashMap<>();
            all.forEach(t -> t.countKept(Budget.count(target, fraction, t.keys().length), kept));
            if (budget.bytes(kept) <= budget.bytesAllowed(target)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        double fraction = (double) low / most;
        all.forEach(t -> t.remove(Budget.count(target, fraction, t.keys().length)));
    }

    /** The mask that keeps so many weights of highest score, 1 kept and 0 pruned, in 'c' order. */
    static float[] best(float[] scores, long left) {
        long[] keys = keys(scores);
        long last = Lowest.key(keys, scores.length - left);
        float[] mask = ones(scores.length);
        for (int i = 0; i < mask.length && left < mask.length; i++) {
            mask[i] = keys[i] <= last ? 0 : 1;
        }
        return mask;
    }

    /** Score and index in one long, whose order is that of the scores; of equal scores the higher index comes first. */
    private static long[] keys(float[] scores) {
        long[] keys = new long[scores.length];
        fill(keys, scores, 0);
        return keys;
    }

    private static void fill(long[] keys, float[] scores, int offset) {
        for (int i = 0; i < scores.length; i++) {
            int bits = Float.floatToIntBits(scores[i] + 0f);
            int ordered = bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
            keys[offset + i] = ((long) ordered << 32) | (0xFFFFFFFFL - (offset + i));
        }
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
