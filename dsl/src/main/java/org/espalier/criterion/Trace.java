package org.espalier.criterion;

/** The order in which an output loses its weights, and what each removal costs after those before it. */
final class Trace {
    private final int[] order;
    private final double[] losses;

    Trace(int[] order, double... losses) {
        this.order = order;
        this.losses = losses;
    }

    int length() {
        return order.length;
    }

    int column(int step) {
        return order[step];
    }

    double loss(int step) {
        return losses[step];
    }
}
