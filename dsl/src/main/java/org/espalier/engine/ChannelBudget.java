package org.espalier.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.model.Network;
import org.espalier.recipe.Target;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroups;
import org.espalier.structure.Cost;

/**
 * What the dense model's channel groups cost, and how narrow a target makes them.
 *
 * @param groups all of the dense model's
 * @param scope those in the recipe's scope
 * @param cost of the model with other widths
 * @param uses how often each weight of a layer is used per example
 */
record ChannelBudget(ChannelGroups groups, List<ChannelGroup> scope, Cost cost, Map<String, Long> uses) {

    /** Copies the list and the map. */
    ChannelBudget {
        scope = List.copyOf(scope);
        uses = Map.copyOf(uses);
    }

    /** Widths of the groups in scope, dense. */
    Map<String, Integer> denseWidths() {
        Map<String, Integer> widths = new HashMap<>();
        scope.forEach(group -> widths.put(group.name(), group.width()));
        return widths;
    }

    /** Parameters with these widths, biases and normalisation included; groups not named are dense. */
    long parameters(Map<String, Integer> widths) {
        return cost.parameters(widths);
    }

    /** Multiply–accumulates per example with these widths; groups not named are dense. */
    long macs(Map<String, Integer> widths) {
        return cost.macs(widths, layer -> uses.getOrDefault(layer, 0L));
    }

    /** Whether a model with these widths meets a target. */
    boolean meets(Target target, Map<String, Integer> widths) {
        if (target instanceof Target.ChannelsRemoved) {
            double dense = scope.stream().mapToInt(ChannelGroup::width).sum();
            double kept = scope.stream()
                    .mapToInt(group -> widths.getOrDefault(group.name(), 0))
                    .sum();
            return kept <= Math.ceil(dense * (1 - target.removed()) - 1e-9);
        }
        return fraction(target, widths) <= target.fraction() + 1e-12;
    }

    /** The fraction that is left of what the target counts. */
    double fraction(Target target, Map<String, Integer> widths) {
        return target instanceof Target.MacsAtMost
                ? (double) macs(widths) / macs(Map.of())
                : (double) parameters(widths) / parameters(Map.of());
    }

    /** The fraction of the channels in scope that a network made from the dense one has lost. */
    double removed(Network network) {
        ChannelGroups now = ChannelGroups.of(network.dl4j());
        double kept = scope.stream()
                .mapToInt(group ->
                        now.named(group.name()).map(ChannelGroup::width).orElse(0))
                .sum();
        return 1 - kept / scope.stream().mapToInt(ChannelGroup::width).sum();
    }

    /** The narrowest a group may become: one multiple of {@code roundTo}, or its own width where that is less. */
    static int narrowest(int width, int roundTo) {
        return Math.min(width, roundTo);
    }

    /** The widest multiple of {@code roundTo} that is not above {@code kept}, or the dense width itself. */
    private static int rounded(double kept, int width, int roundTo) {
        if (kept >= width) {
            return width;
        }
        int multiple = (int) Math.floor(kept / roundTo + 1e-9) * roundTo;
        return Math.max(narrowest(width, roundTo), multiple);
    }

    /**
     * The widths when every group in scope loses the same fraction: the smallest fraction whose rounded widths meet the
     * target.
     */
    Map<String, Integer> uniformWidths(Target target, int roundTo) {
        Map<String, Integer> widths = denseWidths();
        if (target instanceof Target.ChannelsRemoved) {
            widths.replaceAll((group, width) -> {
                int nearest = (int) Math.round(width * (1 - target.removed()) / roundTo) * roundTo;
                return nearest >= width ? width : Math.max(narrowest(width, roundTo), nearest);
            });
            return widths;
        }
        Set<Double> fractions = new TreeSet<>();
        for (ChannelGroup group : scope) {
            for (int kept = group.width(); kept >= 1; kept--) {
                if (kept % roundTo == 0 || kept == group.width()) {
                    fractions.add(1 - (double) kept / group.width());
                }
            }
        }
        for (double fraction : fractions) {
            scope.forEach(
                    group -> widths.put(group.name(), rounded(group.width() * (1 - fraction), group.width(), roundTo)));
            if (meets(target, widths)) {
                return widths;
            }
        }
        return narrowest(roundTo);
    }

    /** Every group as narrow as it may become. */
    Map<String, Integer> narrowest(int roundTo) {
        Map<String, Integer> widths = denseWidths();
        widths.replaceAll((group, width) -> narrowest(width, roundTo));
        return widths;
    }
}
