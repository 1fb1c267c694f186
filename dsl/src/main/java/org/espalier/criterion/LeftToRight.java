package org.espalier.criterion;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link SparseGpt}'s pass over one layer. Columns are numbered in the order in which they are passed. */
final class LeftToRight {
    private final int rows;
    private final int columns;
    private final int[] order;
    private final int[] ends;
    private final double[] upper;
    private final double[] w;
    private final boolean[] gone;
    private final boolean[] dead;

    LeftToRight(Curvature curvature, InputGroups groups, double... weights) {
        columns = curvature.inputs();
        rows = weights.length / columns;
        order = groups.order();
        ends = groups.ends();
        upper = curvature.upperOfInverse(order);
        w = new double[weights.length];
        gone = new boolean[weights.length];
        dead = new boolean[columns];
        for (int at = 0; at < columns; at++) {
            dead[at] = curvature.dead(order[at]);
            for (int row = 0; row < rows; row++) {
                double weight = weights[row * columns + order[at]];
                gone[row * columns + at] = weight == 0;
                w[row * columns + at] = dead[at] ? 0 : weight;
            }
        }
    }

    Solved solved(Quota quota, INDArray like) {
        long[] counts = quota instanceof Quota.Count count ? perBlock(count.removed()) : new long[ends.length];
        int from = 0;
        for (int group = 0; group < ends.length; group++) {
            if (quota instanceof Quota.Groups g) {
                chooseInEachRow(from, ends[group], g.n());
            } else {
                choose(candidates(from, ends[group]), counts[group]);
            }
            for (int row = 0; row < rows; row++) {
                passOn(row, from, ends[group]);
            }
            from = ends[group];
        }
        double[] weights = new double[w.length];
        double[] mask = new double[w.length];
        for (int i = 0; i < w.length; i++) {
            int column = i / columns * columns + order[i % columns];
            weights[column] = w[i];
            mask[column] = gone[i] ? 0 : 1;
        }
        return new Solved(Flat.shaped(weights, like), Flat.shaped(mask, like));
    }

    /** Takes weights of dead inputs first; how many of each block's others go then. */
    private long[] perBlock(long removed) {
        long left = removed;
        for (boolean already : gone) {
            left -= already ? 1 : 0;
        }
        long live = 0;
        for (int i = gone.length - 1; i >= 0; i--) {
            if (dead[i % columns] && !gone[i] && left > 0) {
                gone[i] = true;
                left--;
            }
            live += gone[i] || dead[i % columns] ? 0 : 1;
        }
        left = Math.max(0, Math.min(left, live));
        long[] counts = new long[ends.length];
        long before = 0;
        int from = 0;
        for (int block = 0; block < ends.length; block++) {
            long upTo = before + candidates(from, ends[block]).length;
            counts[block] = live == 0 ? 0 : left * upTo / live - left * before / live;
            before = upTo;
            from = ends[block];
        }
        return counts;
    }

    private void chooseInEachRow(int from, int to, int kept) {
        for (int row = 0; row < rows; row++) {
            int already = 0;
            for (int at = from; at < to; at++) {
                already += gone[row * columns + at] ? 1 : 0;
            }
            int[] candidates = IntStream.range(row * columns + from, row * columns + to)
                    .filter(i -> !gone[i])
                    .toArray();
            choose(candidates, Math.max(0, to - from - kept - already));
        }
    }

    /** Weights of live inputs that are still there. */
    private int[] candidates(int from, int to) {
        return IntStream.range(0, rows)
                .flatMap(row -> IntStream.range(row * columns + from, row * columns + to))
                .filter(i -> !gone[i] && !dead[i % columns])
                .toArray();
    }

    private void choose(int[] candidates, long count) {
        if (count == 0) {
            return;
        }
        double[] scores = new double[candidates.length];
        for (int i = 0; i < scores.length; i++) {
            int at = candidates[i] % columns;
            double step = w[candidates[i]] / upper[at * columns + at];
            scores[i] = step * step;
        }
        Integer[] byScore = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
        Arrays.sort(
                byScore, Comparator.comparingDouble((Integer i) -> scores[i]).thenComparing(Comparator.reverseOrder()));
        for (int i = 0; i < count; i++) {
            gone[candidates[byScore[i]]] = true;
        }
    }

    private void passOn(int row, int from, int to) {
        int base = row * columns;
        for (int at = from; at < to; at++) {
            if (!gone[base + at]) {
                continue;
            }
            double error = w[base + at] / upper[at * columns + at];
            for (int later = at + 1; later < columns; later++) {
                w[base + later] -= error * upper[at * columns + later];
            }
            w[base + at] = 0;
        }
    }
}
