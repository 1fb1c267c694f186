package org.espalier.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.espalier.model.WeightLayer;
import org.espalier.recipe.Drops;
import org.espalier.recipe.Target;
import org.espalier.structure.ChannelGroup;

/**
 * Shares a target out by measured drops: every layer, or channel group, loses the largest fraction whose drop is at most
 * one common tolerance, the smallest that meets the target. Needs no scores. Where layers could lose more at the very
 * same tolerance, as those do that lose nothing, all go the same share of that way.
 */
final class SensitivityAllocation {
    private final Map<String, DropCurve> curves = new HashMap<>();

    SensitivityAllocation(Drops drops) {
        drops.byLayer().forEach((layer, points) -> curves.put(layer, new DropCurve(points)));
    }

    /** Whether there is a measurement of this layer or group, be it that it cannot shrink. */
    boolean knows(String layer) {
        return curves.containsKey(layer);
    }

    private DropCurve curve(String layer) {
        return Objects.requireNonNull(curves.get(layer));
    }

    /** A group that gets narrower, and from which tolerance on. */
    private record Piece(String group, int width, double tolerance, double share) {}

    /** The first widths that meet the target as the tolerance grows; the narrowest measured where none do. */
    Map<String, Integer> widths(ChannelBudget budget, Target target, int roundTo) {
        List<Piece> order = order(budget, roundTo);
        return budget.first(target, order.size() + 1, count -> after(budget, order, count));
    }

    /** Every group as narrow as the drops reach. */
    Map<String, Integer> narrowest(ChannelBudget budget, int roundTo) {
        List<Piece> order = order(budget, roundTo);
        return after(budget, order, order.size());
    }

    private static Map<String, Integer> after(ChannelBudget budget, List<Piece> order, int count) {
        Map<String, Integer> widths = budget.denseWidths();
        order.subList(0, count).forEach(piece -> widths.merge(piece.group(), piece.width(), Math::min));
        return widths;
    }

    private List<Piece> order(ChannelBudget budget, int roundTo) {
        List<Piece> pieces = new ArrayList<>();
        for (ChannelGroup group : budget.scope()) {
            DropCurve curve = curve(group.name());
            int least = ChannelBudget.narrowest(group.width(), roundTo);
            for (int width = group.width() - 1; width >= least; width--) {
                double removed = 1 - (double) width / group.width();
                if (width % roundTo == 0 && removed <= curve.widest() + 1e-9) {
                    pieces.add(new Piece(group.name(), width, curve.at(removed), curve.shareOfPlateau(removed)));
                }
            }
        }
        // A stable sort: of equal pieces those of the earlier group, and of a group the wider, stay first.
        pieces.sort(Comparator.comparingDouble(Piece::tolerance).thenComparingDouble(Piece::share));
        return pieces;
    }

    /** How many weights each layer in scope loses, by name. */
    Map<String, Long> removed(Budget budget, Target target) {
        Map<String, Long> before = fractions(budget, curve -> 0);
        Map<String, Long> after = fractions(budget, curve -> curve.most(0));
        double low = 0;
        double high = budget.scope().stream()
                .mapToDouble(layer -> curve(layer.name()).highest())
                .max()
                .orElse(0);
        if (!budget.meets(target, after)) {
            // Doubles have 53 bits: after 60 halvings nothing is between the two.
            for (int i = 0; i < 60; i++) {
                double tolerance = (low + high) / 2;
                if (budget.meets(target, fractions(budget, curve -> curve.most(tolerance)))) {
                    high = tolerance;
                } else {
                    low = tolerance;
                }
            }
            double missed = low;
            double met = high;
            before = fractions(budget, curve -> curve.most(missed));
            after = fractions(budget, curve -> curve.most(met));
        }
        return between(budget, target, before, after);
    }

    /** Every layer's weights that go when it loses as much as the drops reach. */
    Map<String, Long> mostRemoved(Budget budget) {
        return fractions(budget, DropCurve::widest);
    }

    /** The counts on the way from {@code before}, which misses the target, to {@code after} where it is met first. */
    private static Map<String, Long> between(
            Budget budget, Target target, Map<String, Long> before, Map<String, Long> after) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 60; i++) {
            double share = (low + high) / 2;
            if (budget.meets(target, mixed(before, after, share))) {
                high = share;
            } else {
                low = share;
            }
        }
        Map<String, Long> counts = mixed(before, after, low);
        Map<String, Long> most = mixed(before, after, high);
        for (String layer : List.copyOf(counts.keySet())) {
            while (!budget.meets(target, counts)
                    && Objects.requireNonNull(counts.get(layer)) < Objects.requireNonNull(most.get(layer))) {
                counts.merge(layer, 1L, Long::sum);
            }
        }
        return counts;
    }

    private static Map<String, Long> mixed(Map<String, Long> before, Map<String, Long> after, double share) {
        Map<String, Long> mixed = new LinkedHashMap<>();
        before.forEach((layer, count) ->
                mixed.put(layer, count + (long) Math.floor(share * (after.getOrDefault(layer, count) - count))));
        return mixed;
    }

    private Map<String, Long> fractions(Budget budget, ToDoubleFunction<DropCurve> fraction) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (WeightLayer layer : budget.scope()) {
            double removed = fraction.applyAsDouble(curve(layer.name()));
            counts.put(layer.name(), (long) Math.floor(removed * layer.weights() + 1e-6));
        }
        return counts;
    }
}
