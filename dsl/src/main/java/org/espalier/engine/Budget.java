package org.espalier.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.measure.LayerMacs;
import org.espalier.measure.Macs;
import org.espalier.measure.Size;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Target;
import org.espalier.recipe.Unit;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroups;
import org.espalier.structure.Cost;
import org.espalier.structure.ResidualBlocks;

/**
 * The dense model's counts that a target is a fraction of, and what each layer's weights and channels cost. Made once,
 * from the dense model, so that the targets of all steps mean the same thing.
 *
 * @param layers every layer with weights, in the model's order
 * @param scope those in the recipe's scope
 * @param channels of a recipe that prunes channels
 * @param blocks of a recipe that prunes residual blocks
 * @param uses how often each weight of a layer is used per example
 * @param macs of the whole dense model, per example
 * @param parameters of the whole dense model
 */
record Budget(
        List<WeightLayer> layers,
        List<WeightLayer> scope,
        Optional<ChannelBudget> channels,
        Optional<BlockBudget> blocks,
        Map<String, Long> uses,
        long macs,
        long parameters) {

    static Budget of(Recipe recipe, String model, Network dense, int latencyBatch, long... exampleShape) {
        Map<String, Long> uses = new HashMap<>();
        Macs macs = Macs.of(dense, exampleShape);
        for (LayerMacs layer : macs.layers()) {
            uses.put(layer.name(), layer.usesPerWeight());
        }
        Selection selection = new Selection(recipe, model, dense);
        Budget budget;
        if (recipe.prune() instanceof Unit.Channels unit) {
            ChannelGroups groups = ChannelGroups.of(dense.dl4j());
            List<ChannelGroup> scope = selection.groups(groups, unit);
            ChannelBudget channels = new ChannelBudget(
                    groups, scope, Cost.of(groups), uses, new LatencyRatio(dense, latencyBatch, exampleShape));
            List<WeightLayer> makers = dense.weightLayers().stream()
                    .filter(layer -> scope.stream().anyMatch(group -> group.makes(layer.name())))
                    .toList();
            budget = new Budget(
                    dense.weightLayers(),
                    makers,
                    Optional.of(channels),
                    Optional.empty(),
                    uses,
                    macs.dense(),
                    dense.parameterCount());
        } else if (recipe.prune() instanceof Unit.Blocks) {
            BlockBudget blocks = blocks(selection, dense, macs);
            List<WeightLayer> within = dense.weightLayers().stream()
                    .filter(layer -> blocks.scope().stream()
                            .anyMatch(block -> block.layers().contains(layer.name())))
                    .toList();
            budget = new Budget(
                    dense.weightLayers(),
                    within,
                    Optional.empty(),
                    Optional.of(blocks),
                    uses,
                    macs.dense(),
                    dense.parameterCount());
        } else {
            budget = new Budget(
                    dense.weightLayers(),
                    selection.layers(),
                    Optional.empty(),
                    Optional.empty(),
                    uses,
                    macs.dense(),
                    dense.parameterCount());
        }
        new Feasibility(recipe, budget).check();
        new Gatherable(recipe, dense, budget, exampleShape).check();
        return budget;
    }

    private static BlockBudget blocks(Selection selection, Network dense, Macs macs) {
        Map<String, Long> each = new HashMap<>();
        macs.layers().forEach(layer -> each.put(layer.name(), layer.dense()));
        ResidualBlocks found = ResidualBlocks.of(dense.dl4j());
        return new BlockBudget(found.all(), selection.blocks(found), each, macs.dense(), dense.parameterCount());
    }

    long uses(String layer) {
        return uses.getOrDefault(layer, 1L);
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

    /** Whether a target on single weights is met when each layer in scope loses so many. */
    boolean meets(Target target, Map<String, Long> removed) {
        if (target instanceof Target.BytesAtMost) {
            Map<String, Long> kept = new HashMap<>();
            removed.forEach((layer, gone) -> kept.put(layer, layer(layer).weights() - gone));
            return bytes(kept) <= bytesAllowed(target);
        }
        double gone = removed.entrySet().stream()
                .mapToDouble(layer -> (double) layer.getValue() * cost(target, layer.getKey()))
                .sum();
        return gone >= (target instanceof Target.Sparsity ? Math.round(needed(target)) : needed(target) - 1e-9);
    }

    /** Bytes of the model when each layer keeps so many weights, stored dense or sparse; layers not named keep all. */
    long bytes(Map<String, Long> kept) {
        long bytes = parameters * Float.BYTES;
        for (WeightLayer layer : layers) {
            long left = kept.getOrDefault(layer.name(), layer.weights());
            bytes -= layer.weights() * Float.BYTES - Size.storedBytes(layer, left, Float.BYTES);
        }
        return bytes;
    }

    /** What a target on bytes leaves. */
    double bytesAllowed(Target target) {
        return target.fraction() * parameters * Float.BYTES;
    }

    /** The fraction that each layer in scope loses when all lose the same. */
    double uniformFraction(Target target) {
        if (!(target instanceof Target.BytesAtMost)) {
            return needed(target) / removable(target);
        }
        double low = 0;
        double high = 1;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            Map<String, Long> kept = new HashMap<>();
            scope.forEach(l -> kept.put(l.name(), l.weights() - count(target, middle, l.weights())));
            if (bytes(kept) <= bytesAllowed(target)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
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

    /** What channels cost; only for a recipe that prunes them. */
    ChannelBudget ofChannels() {
        return channels.orElseThrow(() -> new IllegalStateException("the recipe prunes no channels"));
    }

    /** What residual blocks cost; only for a recipe that prunes them. */
    BlockBudget ofBlocks() {
        return blocks.orElseThrow(() -> new IllegalStateException("the recipe prunes no blocks"));
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
            return ofChannels().removed(network);
        }
        if (target instanceof Target.BlocksRemoved) {
            return ofBlocks().removed(network);
        }
        if (target instanceof Target.LatencyAtMost) {
            return 1 - ofChannels().latency().ratio(network);
        }
        if (target instanceof Target.BytesAtMost) {
            return 1 - (double) Size.of(network).storedBytes() / (parameters * Float.BYTES);
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
}
