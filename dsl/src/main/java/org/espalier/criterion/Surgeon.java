package org.espalier.criterion;

import java.util.Arrays;

/** Removes one output's weights one by one, each time the one of least loss; the others take over. */
final class Surgeon {
    private final int columns;
    /** The inverse of the Hessian of the weights that are left, lower triangle, in the order of {@link #left}. */
    private final double[] inverse;

    private final double[] w;
    private final int[] left;
    private int count;

    Surgeon(double[] inverse, double[] weights, int from, boolean... there) {
        columns = there.length;
        this.inverse = inverse.clone();
        w = Arrays.copyOfRange(weights, from, from + columns);
        left = new int[columns];
        Arrays.setAll(left, i -> i);
        count = columns;
        // Backwards, for the last one takes the place of the one removed.
        for (int column = columns - 1; column >= 0; column--) {
            if (!there[column]) {
                remove(column);
            }
        }
    }

    /**
     * Until so many weights of each group are left.
     *
     * @param group of each column
     */
    Trace downTo(int kept, int... group) {
        int[] removable = new int[columns];
        for (int i = 0; i < count; i++) {
            removable[group[left[i]]]++;
        }
        int steps = 0;
        for (int g = 0; g < columns; g++) {
            removable[g] = Math.max(0, removable[g] - kept);
            steps += removable[g];
        }
        int[] order = new int[steps];
        double[] losses = new double[steps];
        for (int step = 0; step < steps; step++) {
            int least = -1;
            for (int i = 0; i < count; i++) {
                boolean cheaper = least < 0 || loss(i) < loss(least);
                least = cheaper && removable[group[left[i]]] > 0 ? i : least;
            }
            removable[group[left[least]]]--;
            order[step] = left[least];
            losses[step] = loss(least);
            remove(least);
        }
        return new Trace(order, losses);
    }

    private double loss(int i) {
        return w[i] * w[i] / (2 * inverse[i * columns + i]);
    }

    private void remove(int p) {
        double[] column = new double[count];
        for (int i = 0; i < count; i++) {
            column[i] = inverse[Math.max(i, p) * columns + Math.min(i, p)];
        }
        double pivot = column[p];
        double step = w[p] / pivot;
        int last = --count;
        for (int i = 0; i <= last; i++) {
            w[i] -= step * column[i];
            double factor = column[i] / pivot;
            int row = i * columns;
            for (int j = 0; j <= i; j++) {
                inverse[row + j] -= factor * column[j];
            }
        }
        for (int i = 0; i < last; i++) {
            if (i != p) {
                inverse[Math.max(i, p) * columns + Math.min(i, p)] = inverse[last * columns + i];
            }
        }
        inverse[p * columns + p] = inverse[last * columns + last];
        w[p] = w[last];
        left[p] = left[last];
    }
}
