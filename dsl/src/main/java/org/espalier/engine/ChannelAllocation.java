package org.espalier.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.espalier.recipe.Scope;
import org.espalier.recipe.Target;
import org.espalier.structure.ChannelGroup;

/**
 * Decides which channels go: those of lowest score; of equal scores the one of higher index goes first. Ranked per layer,
 * all channel groups lose the same fraction, up to rounding. Ranked globally or by shape, channels go in pieces of
 * {@code roundTo}, the piece of lowest mean score first, as few as the target needs.
 */
final class ChannelAllocation {
    private final ChannelBudget budget;
    private final Target target;
    private final Scope.Rank rank;
    private final int roundTo;

    ChannelAllocation(ChannelBudget budget, Target target, Scope.Rank rank, int roundTo) {
        this.budget = budget;
        this.target = target;
        this.rank = rank;
        this.roundTo = roundTo;
    }

    /** One group's channels, lowest score first. */
    private record Ranked(String group, float[] scores, List<Integer> ascending) {
        /** Mean score of the channels that go when the width falls from {@code width} to {@code next}. */
        double meanBetween(int width, int next) {
            int gone = ascending.size() - width;
            return ascending.subList(gone, gone + width - next).stream()
                    .mapToDouble(channel -> scores[channel])
                    .average()
                    .orElse(0);
        }

        int[] best(int width) {
            return ChannelAllocation.best(ascending, width);
        }
    }

    /** A group that gets narrower. */
    private record Piece(String group, int width) {}

    /**
     * The channels kept, ascending, by group; groups that keep all are left out.
     *
     * @param scores one per channel that is still there
     */
    Map<String, int[]> keep(Map<String, float[]> scores) {
        List<Ranked> ranked = new ArrayList<>();
        scores.forEach((group, s) -> ranked.add(new Ranked(group, s, ascending(s))));
        Map<String, Integer> widths =
                rank == Scope.Rank.PER_LAYER ? budget.uniformWidths(target, roundTo) : rankedWidths(ranked);
        return keep(ranked, widths);
    }

    /** The best channels of each group, so many as {@code widths} says; groups that keep all are left out. */
    static Map<String, int[]> keep(Map<String, float[]> scores, Map<String, Integer> widths) {
        List<Ranked> ranked = new ArrayList<>();
        scores.forEach((group, s) -> ranked.add(new Ranked(group, s, ascending(s))));
        return keep(ranked, widths);
    }

    private static Map<String, int[]> keep(List<Ranked> ranked, Map<String, Integer> widths) {
        Map<String, int[]> keep = new LinkedHashMap<>();
        for (Ranked r : ranked) {
            int now = r.scores().length;
            int kept = Math.min(now, widths.getOrDefault(r.group(), now));
            if (kept < now) {
                keep.put(r.group(), r.best(kept));
            }
        }
        return keep;
    }

    /** The widths after the smallest fraction of each part's pieces that meets the target. */
    private Map<String, Integer> rankedWidths(List<Ranked> groups) {
        Map<Object, List<Ranked>> parts = new LinkedHashMap<>();
        for (Ranked r : groups) {
            Object part = rank == Scope.Rank.GLOBAL ? "all" : shape(r.group());
            parts.computeIfAbsent(part, p -> new ArrayList<>()).add(r);
        }
        List<Order> orders = parts.values().stream().map(this::order).toList();
        double[] fractions = DoubleStream.concat(
                        DoubleStream.of(0), orders.stream().flatMapToDouble(Order::fractions))
                .sorted()
                .distinct()
                .toArray();
        Map<String, Integer> now = new HashMap<>();
        groups.forEach(r -> now.put(r.group(), r.scores().length));
        return budget.first(target, fractions.length, i -> {
            Map<String, Integer> widths = new HashMap<>(now);
            orders.forEach(order -> order.without(fractions[i], widths));
            return widths;
        });
    }

    /** The pieces of some groups, weakest first, and how many channels are gone with each. */
    private record Order(int channels, List<Piece> pieces, List<Integer> gone) {
        /** The fractions of the channels that whole pieces make. */
        DoubleStream fractions() {
            return gone.stream().mapToDouble(g -> (double) g / channels);
        }

        /** Narrows the widths by as many pieces as fit into a fraction. */
        void without(double fraction, Map<String, Integer> widths) {
            for (int i = 0; i < pieces.size() && gone.get(i) <= fraction * channels + 1e-9; i++) {
                widths.put(pieces.get(i).group(), pieces.get(i).width());
            }
        }
    }

    private Object shape(String name) {
        return budget.scope().stream()
                .filter(group -> group.name().equals(name))
                .map(this::shape)
                .findFirst()
                .orElseThrow();
    }

    /** What groups have in common that may be ranked together: the sizes of all that makes and reads them. */
    private List<Object> shape(ChannelGroup group) {
        List<Object> shape = new ArrayList<>(List.of(group.width()));
        group.members().forEach(member -> {
            shape.add(member.role());
            shape.add(member.perUnit());
            shape.add(budget.shapes().getOrDefault(member.layer(), List.of()));
        });
        return shape;
    }

    private Order order(List<Ranked> groups) {
        Map<String, Integer> widths = new HashMap<>();
        groups.forEach(r -> widths.put(r.group(), r.scores().length));
        int channels = groups.stream().mapToInt(r -> r.scores().length).sum();
        List<Piece> pieces = new ArrayList<>();
        List<Integer> gone = new ArrayList<>();
        int sum = 0;
        while (true) {
            String weakest = "";
            double lowest = Double.POSITIVE_INFINITY;
            for (Ranked r : groups) {
                int width = widths.getOrDefault(r.group(), 0);
                int next = nextWidth(width);
                if (next < width && r.meanBetween(width, next) < lowest) {
                    lowest = r.meanBetween(width, next);
                    weakest = r.group();
                }
            }
            if (weakest.isEmpty()) {
                return new Order(channels, pieces, gone);
            }
            int width = widths.getOrDefault(weakest, 0);
            int next = nextWidth(width);
            sum += width - next;
            widths.put(weakest, next);
            pieces.add(new Piece(weakest, next));
            gone.add(sum);
        }
    }

    /** The next multiple below, or the width itself where it cannot shrink further. */
    private int nextWidth(int width) {
        int next = (width - 1) / roundTo * roundTo;
        return next >= 1 ? next : width;
    }

    /** The {@code width} best channels, in ascending order of index. */
    static int[] best(float[] scores, int width) {
        return best(ascending(scores), width);
    }

    private static int[] best(List<Integer> ascending, int width) {
        return ascending.subList(ascending.size() - width, ascending.size()).stream()
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    private static List<Integer> ascending(float[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> scores[i]).thenComparing(Comparator.reverseOrder()))
                .toList();
    }
}
