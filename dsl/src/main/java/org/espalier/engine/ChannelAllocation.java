package org.espalier.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.recipe.Scope;
import org.espalier.recipe.Target;

/**
 * Decides which channels go: those of lowest score; of equal scores the one of higher index goes first. Ranked per layer,
 * all channel groups lose the same fraction, up to rounding. Ranked globally, channels go in pieces of {@code roundTo}, the piece
 * of lowest mean score first.
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

    /**
     * The channels kept, ascending, by group; groups that keep all are left out.
     *
     * @param scores one per channel that is still there
     */
    Map<String, int[]> keep(Map<String, float[]> scores) {
        List<Ranked> ranked = new ArrayList<>();
        scores.forEach((group, s) -> ranked.add(new Ranked(group, s, ascending(s))));
        Map<String, Integer> widths =
                rank == Scope.Rank.GLOBAL ? globalWidths(ranked) : budget.uniformWidths(target, roundTo);
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

    private Map<String, Integer> globalWidths(List<Ranked> groups) {
        Map<String, Integer> widths = new HashMap<>();
        groups.forEach(r -> widths.put(r.group(), r.scores().length));
        boolean canShrink = true;
        while (canShrink && !budget.meets(target, widths)) {
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
            canShrink = !weakest.isEmpty();
            if (canShrink) {
                widths.computeIfPresent(weakest, (group, width) -> nextWidth(width));
            }
        }
        return widths;
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
