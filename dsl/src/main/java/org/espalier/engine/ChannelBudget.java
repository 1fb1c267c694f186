package org.espalier.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.espalier.model.Network;
import org.espalier.recipe.Target;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroups;
import org.espalier.structure.Cost;
import org.espalier.structure.Surgery;

/**
 * What the dense model's channel groups cost, and how narrow a target makes them.
 *
 * @param groups all of the dense model's
 * @param scope those in the recipe's scope
 * @param cost of the model with other widths
 * @param uses how often each weight of a layer is used per example
 * @param latency of networks, beside the dense one's
 */
record ChannelBudget(
        ChannelGroups groups, List<ChannelGroup> scope, Cost cost, Map<String, Long> uses, LatencyRatio latency) {

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
        if (target instanceof Target.LatencyAtMost) {
            return latency.ratio(shrunk(widths));
        }
        return target instanceof Target.MacsAtMost
                ? (double) macs(widths) / macs(Map.of())
                : (double) parameters(widths) / parameters(Map.of());
    }

    /** The dense model with these widths; which channels it keeps makes no difference to its speed. */
    private Network shrunk(Map<String, Integer> widths) {
        Surgery surgery = new Surgery(latency.dense().dl4j());
        Map<String, int[]> keep = new HashMap<>();
        widths.forEach(
                (group, width) -> keep.put(group, IntStream.range(0, width).toArray()));
        return Network.made(() -> surgery.shrink(keep));
    }

    /**
     * The first of ever narrower widths that meet a target; the last where none does.
     *
     * @param count how many there are
     */
    Map<String, Integer> first(Target target, int count, IntFunction<Map<String, Integer>> narrower) {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (meets(target, narrower.apply(middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        // A latency that was met by a hair may not be the next time.
        while (target instanceof Target.LatencyAtMost && low < count - 1 && !meets(target, narrower.apply(low))) {
            low++;
        }
        return narrower.apply(low);
    }

    /** Shapes of the weights by layer. */
    Map<String, List<Long>> shapes() {
        return cost.shapes();
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
    static int rounded(double kept, int width, int roundTo) {
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
        fractions.add(1.0);
        List<Double> ascending = List.copyOf(fractions);
        return first(target, ascending.size(), i -> {
            Map<String, Integer> narrower = new HashMap<>();
            scope.forEach(group -> narrower.put(
                    group.name(), rounded(group.width() * (1 - ascending.get(i)), group.width(), roundTo)));
            return narrower;
        });
    }

    /** Every group as narrow as it may become. */
    Map<String, Integer> narrowest(int roundTo) {
        Map<String, Integer> widths = denseWidths();
        widths.replaceAll((group, width) -> narrowest(width, roundTo));
        return widths;
    }
}
