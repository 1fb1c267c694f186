package org.espalier.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** One position, which is a batch of one example: a vector goes down a block's rows. Sums come without an activation. */
final class ColumnKernels {
    private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;
    private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;

    private ColumnKernels() {}

    /** Most rows of a panel. */
    static int most() {
        return Lanes.COUNT >= 8 ? 8 : 4;
    }

    /**
     * Sums of every panel.
     *
     * @param sums for each row of the matrix its sum, from {@code to} on
     */
    static void run(Panels p, float[] in, int at, float[] sums, int to) {
        switch (p.height()) {
            case 1 -> one(p, in, at, sums, to);
            case 4 -> four(p, in, at, sums, to);
            default -> eight(p, in, at, sums, to);
        }
    }

    private static void one(Panels p, float[] in, int at, float[] sums, int to) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        for (int row = 0; row < p.count(); row++) {
            float s0 = p.bias()[row];
            float s1 = 0;
            float s2 = 0;
            float s3 = 0;
            int i = starts[row];
            int stop = starts[row + 1];
            for (; i + 4 <= stop; i += 4) {
                s0 = Math.fma(values[i], in[at + places[i]], s0);
                s1 = Math.fma(values[i + 1], in[at + places[i + 1]], s1);
                s2 = Math.fma(values[i + 2], in[at + places[i + 2]], s2);
                s3 = Math.fma(values[i + 3], in[at + places[i + 3]], s3);
            }
            for (; i < stop; i++) {
                s0 = Math.fma(values[i], in[at + places[i]], s0);
            }
            sums[to + p.firstRow() + row] = (s0 + s1) + (s2 + s3);
        }
    }

    private static void four(Panels p, float[] in, int at, float[] sums, int to) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        for (int panel = 0; panel < p.count(); panel++) {
            FloatVector s0 = FloatVector.fromArray(FOUR, p.bias(), 4 * panel);
            FloatVector s1 = FloatVector.zero(FOUR);
            FloatVector s2 = FloatVector.zero(FOUR);
            FloatVector s3 = FloatVector.zero(FOUR);
            int i = starts[panel];
            int stop = starts[panel + 1];
            for (; i + 4 <= stop; i += 4) {
                s0 = block(FOUR, values, 4 * i, in[at + places[i]], s0);
                s1 = block(FOUR, values, 4 * i + 4, in[at + places[i + 1]], s1);
                s2 = block(FOUR, values, 4 * i + 8, in[at + places[i + 2]], s2);
                s3 = block(FOUR, values, 4 * i + 12, in[at + places[i + 3]], s3);
            }
            for (; i < stop; i++) {
                s0 = block(FOUR, values, 4 * i, in[at + places[i]], s0);
            }
            s0.add(s1).add(s2.add(s3)).intoArray(sums, to + p.firstRow() + 4 * panel);
        }
    }

    private static void eight(Panels p, float[] in, int at, float[] sums, int to) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        for (int panel = 0; panel < p.count(); panel++) {
            FloatVector s0 = FloatVector.fromArray(EIGHT, p.bias(), 8 * panel);
            FloatVector s1 = FloatVector.zero(EIGHT);
            FloatVector s2 = FloatVector.zero(EIGHT);
            FloatVector s3 = FloatVector.zero(EIGHT);
            int i = starts[panel];
            int stop = starts[panel + 1];
            for (; i + 4 <= stop; i += 4) {
                s0 = block(EIGHT, values, 8 * i, in[at + places[i]], s0);
                s1 = block(EIGHT, values, 8 * i + 8, in[at + places[i + 1]], s1);
                s2 = block(EIGHT, values, 8 * i + 16, in[at + places[i + 2]], s2);
                s3 = block(EIGHT, values, 8 * i + 24, in[at + places[i + 3]], s3);
            }
            for (; i < stop; i++) {
                s0 = block(EIGHT, values, 8 * i, in[at + places[i]], s0);
            }
            s0.add(s1).add(s2.add(s3)).intoArray(sums, to + p.firstRow() + 8 * panel);
        }
    }

    private static FloatVector block(VectorSpecies<Float> species, float[] values, int at, float x, FloatVector sum) {
        return FloatVector.fromArray(species, values, at).fma(FloatVector.broadcast(species, x), sum);
    }
}
