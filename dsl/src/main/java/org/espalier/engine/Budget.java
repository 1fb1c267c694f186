package org.espalier.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.measure.LayerMacs;
import org.espalier.measure.Macs;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Target;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroups;

/**
 * The dense model's counts that a target is a fraction of, and what each layer's weights and channels cost. Made once,
 * from the dense model, so that the targets of all steps mean the same thing.
 *
 * @param layers every layer with weights, in the model's order
 * @param scope those in the recipe's scope
 * @param groups channel groups of the dense model
 * @param uses how often each weight of a layer is used per example
 * @param parameters of the whole dense model
 */
record Budget(
        List<WeightLayer> layers,
        List<WeightLayer> scope,
        ChannelGroups groups,
        Map<String, Long> uses,
        long parameters) {

    static Budget of(Recipe recipe, String model, Network dense, long... exampleShape) {
        ChannelGroups groups = ChannelGroups.of(dense);
        Map<String, Long> uses = new HashMap<>();
        for (LayerMacs layer : Macs.of(dense, exampleShape).layers()) {
            uses.put(layer.name(), layer.usesPerWeight());
        }
        Budget budget = new Budget(
                dense.weightLayers(), Selection.of(recipe, model, dense, groups), groups, uses, dense.parameterCount());
        new Feasibility(recipe, budget).check();
        return budget;
    }

    long uses(String layer) {
        return uses.getOrDefault(layer, 1L);
    }

    /** Multiply–accumulates per example of the dense model. */
    long macs() {
        return layers.stream().mapToLong(l -> l.weights() * uses(l.name())).sum();
    }

    long scopeWeights() {
        return scope.stream().mapToLong(WeightLayer::weights).sum();
    }

    /** What a single weight of this layer counts towards a target. */
    long cost(Target target, String layer) {
        return target instanceof Target.MacsAtMost ? uses(layer) : 1;
    }

    /** How much has to be removed for a target on single weights, in the unit of {@link #cost}. */
    double needed(Target target) {
        if (target instanceof Target.MacsAtMost) {
            return target.removed() * macs();
        }
        if (target instanceof Target.ParamsAtMost) {
            return target.removed() * parameters;
        }
        return target.removed() * scopeWeights();
    }

    /** How much there is to remove in the scope, in the unit of {@link #cost}. */
    double removable(Target target) {
        return scope.stream()
                .mapToDouble(l -> (double) l.weights() * cost(target, l.name()))
                .sum();
    }

    /** How many of {@code weights} go when a layer loses {@code fraction}: to the nearest for a sparsity, else at least. */
    static long count(Target target, double fraction, long weights) {
        return rounded(target, fraction * weights);
    }

    /** A whole number of weights or MACs to remove: the nearest for a sparsity, else at least {@code exact}. */
    static long rounded(Target target, double exact) {
        return target instanceof Target.Sparsity ? Math.round(exact) : (long) Math.ceil(exact - 1e-9);
    }

    /** The dense layer of this name. */
    WeightLayer layer(String name) {
        return layers.stream()
                .filter(l -> l.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no layer " + name));
    }

    /** Channels of the groups in scope, dense. */
    Map<String, Integer> denseWidths() {
        Map<String, Integer> widths = new HashMap<>();
        scope.forEach(layer -> widths.put(layer.name(), Math.toIntExact(layer.out())));
        return widths;
    }

    /** Whether a model with these widths (producers not named are dense) meets a channel target. */
    boolean meets(Target target, Map<String, Integer> widths) {
        if (target instanceof Target.ChannelsRemoved) {
            double dense = scope.stream().mapToLong(WeightLayer::out).sum();
            double kept = scope.stream()
                    .mapToLong(l -> widths.getOrDefault(l.name(), 0))
                    .sum();
            return kept <= Math.ceil(dense * (1 - target.removed()) - 1e-9);
        }
        return fraction(target, widths) <= target.fraction() + 1e-12;
    }

    /** The fraction that is left of what the target counts. */
    double fraction(Target target, Map<String, Integer> widths) {
        return target instanceof Target.MacsAtMost
                ? (double) macs(widths) / macs()
                : (double) parameters(widths) / parameters;
    }

    /** The removed fraction of what a target counts, in a network made from the dense one. */
    double removed(Target target, Network network, Macs macs) {
        if (target instanceof Target.MacsAtMost) {
            return 1 - (double) macs.nonZero() / macs();
        }
        List<LayerMacs> counted = macs.layers();
        if (target instanceof Target.ParamsAtMost) {
            long zeros = counted.stream()
                    .mapToLong(l -> l.weights() - l.nonZeroWeights())
                    .sum();
            return 1 - (double) (network.parameterCount() - zeros) / parameters;
        }
        List<String> names = scope.stream().map(WeightLayer::name).toList();
        if (target instanceof Target.ChannelsRemoved) {
            double kept = names.stream()
                    .mapToLong(name -> network.weightLayer(name).out())
                    .sum();
            return 1 - kept / scope.stream().mapToLong(WeightLayer::out).sum();
        }
        double nonZero = counted.stream()
                .filter(l -> names.contains(l.name()))
                .mapToLong(LayerMacs::nonZeroWeights)
                .sum();
        double all = counted.stream()
                .filter(l -> names.contains(l.name()))
                .mapToLong(LayerMacs::weights)
                .sum();
        return 1 - nonZero / all;
    }

    /** Multiply–accumulates per example with these widths. */
    long macs(Map<String, Integer> widths) {
        return layers.stream()
                .mapToLong(layer -> weights(layer, widths) * uses(layer.name()))
                .sum();
    }

    /** Parameters with these widths, biases and normalisation included. */
    long parameters(Map<String, Integer> widths) {
        long removed = 0;
        for (WeightLayer layer : layers) {
            removed += layer.weights() - weights(layer, widths);
            ChannelGroup group = groups.groups().get(layer.name());
            if (group != null) {
                removed += (layer.out() - width(layer, widths)) * group.parametersPerChannel();
            }
        }
        return parameters - removed;
    }

    private long weights(WeightLayer layer, Map<String, Integer> widths) {
        long in = layer.in();
        for (ChannelGroup group : groups.groups().values()) {
            if (group.consumer().equals(layer.name()) && widths.containsKey(group.producer())) {
                in = widths.getOrDefault(group.producer(), 0) * group.inputsPerChannel();
            }
        }
        return width(layer, widths) * in * layer.kernelHeight() * layer.kernelWidth();
    }

    private static long width(WeightLayer layer, Map<String, Integer> widths) {
        Integer width = widths.get(layer.name());
        return width == null ? layer.out() : width;
    }

    /** The narrowest a layer may become: one multiple of {@code roundTo}, or its own width where that is less. */
    static int narrowest(int width, int roundTo) {
        return Math.min(width, roundTo);
    }

    /** The widest multiple of {@code roundTo} that is not above {@code kept}, or the dense width itself. */
    static int rounded(double kept, int width, int roundTo) {
        if (kept >= width) {
            return width;
        }
        int multiple = (int) Math.floor(kept / roundTo + 1e-9) * roundTo;
        return Math.max(narrowest(width, roundTo), multiple);
    }

    /**
     * The widths when every layer in scope loses the same fraction: the smallest fraction whose rounded widths meet the
     * target.
     */
    Map<String, Integer> uniformWidths(Target target, int roundTo) {
        if (target instanceof Target.ChannelsRemoved) {
            Map<String, Integer> widths = new HashMap<>();
            scope.forEach(layer -> {
                double exact = layer.out() * (1 - target.removed());
                int nearest = (int) Math.round(exact / roundTo) * roundTo;
                int width = Math.toIntExact(layer.out());
                widths.put(layer.name(), nearest >= width ? width : Math.max(narrowest(width, roundTo), nearest));
            });
            return widths;
        }
        Set<Double> fractions = new TreeSet<>();
        for (WeightLayer layer : scope) {
            for (int kept = Math.toIntExact(layer.out()); kept >= 1; kept--) {
                if (kept % roundTo == 0 || kept == layer.out()) {
                    fractions.add(1 - (double) kept / layer.out());
                }
            }
        }
        Map<String, Integer> widths = denseWidths();
        for (double fraction : fractions) {
            scope.forEach(layer -> widths.put(
                    layer.name(), rounded(layer.out() * (1 - fraction), Math.toIntExact(layer.out()), roundTo)));
            if (meets(target, widths)) {
                return widths;
            }
        }
        scope.forEach(layer -> widths.put(layer.name(), narrowest(Math.toIntExact(layer.out()), roundTo)));
        return widths;
    }
}
