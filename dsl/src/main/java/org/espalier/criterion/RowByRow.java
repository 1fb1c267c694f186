package org.espalier.criterion;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link Obc}'s way through one layer: the order in which each row loses its weights, then how far each row goes. */
final class RowByRow {
    private final Curvature curvature;
    private final int rows;
    private final int columns;
    private final double[] w;
    private final double[] inverse;
    private final boolean[] kept;

    RowByRow(Curvature curvature, double... weights) {
        this.curvature = curvature;
        columns = curvature.inputs();
        rows = weights.length / columns;
        w = weights;
        inverse = curvature.inverse();
        kept = new boolean[w.length];
        for (int i = 0; i < w.length; i++) {
            kept[i] = w[i] != 0;
            if (curvature.dead(i % columns)) {
                w[i] = 0;
            }
        }
    }

    Solved solved(Quota quota, INDArray like) {
        if (quota instanceof Quota.Count count) {
            choose(count.removed());
        } else if (quota instanceof Quota.Groups groups) {
            int[] group = InputGroups.consecutive(groups.m(), like.shape()).ofColumns();
            for (int row = 0; row < rows; row++) {
                Trace trace = surgeon(row).downTo(groups.n(), group);
                for (int step = 0; step < trace.length(); step++) {
                    kept[row * columns + trace.column(step)] = false;
                }
            }
        }
        double[] weights = new double[w.length];
        double[] mask = new double[w.length];
        for (int row = 0; row < rows; row++) {
            double[] of = new double[columns];
            boolean[] left = new boolean[columns];
            System.arraycopy(w, row * columns, of, 0, columns);
            System.arraycopy(kept, row * columns, left, 0, columns);
            System.arraycopy(curvature.refit(of, left), 0, weights, row * columns, columns);
        }
        for (int i = 0; i < mask.length; i++) {
            mask[i] = kept[i] ? 1 : 0;
        }
        return new Solved(Flat.shaped(weights, like), Flat.shaped(mask, like));
    }

    /** Weights of dead inputs go first, then the one whose row loses least by it, row by row in the order of its trace. */
    private void choose(long removed) {
        long left = removed;
        for (boolean there : kept) {
            left -= there ? 0 : 1;
        }
        for (int i = kept.length - 1; i >= 0 && left > 0; i--) {
            if (kept[i] && curvature.dead(i % columns)) {
                kept[i] = false;
                left--;
            }
        }
        if (left <= 0) {
            return;
        }
        Trace[] traces = new Trace[rows];
        int[] taken = new int[rows];
        PriorityQueue<Integer> next =
                new PriorityQueue<>(Comparator.comparingDouble((Integer row) -> traces[row].loss(taken[row]))
                        .thenComparing(Comparator.reverseOrder()));
        for (int row = 0; row < rows; row++) {
            traces[row] = surgeon(row).downTo(0, new int[columns]);
            if (traces[row].length() > 0) {
                next.add(row);
            }
        }
        for (Integer row = next.poll(); row != null && left > 0; row = next.poll()) {
            kept[row * columns + traces[row].column(taken[row])] = false;
            left--;
            taken[row]++;
            if (taken[row] < traces[row].length()) {
                next.add(row);
            }
        }
    }

    private Surgeon surgeon(int row) {
        boolean[] there = new boolean[columns];
        for (int column = 0; column < columns; column++) {
            there[column] = kept[row * columns + column];
        }
        return new Surgeon(inverse, w, row * columns, there);
    }
}
