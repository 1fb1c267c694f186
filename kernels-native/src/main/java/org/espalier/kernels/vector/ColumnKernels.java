package org.espalier.kernels.vector;

import static org.espalier.kernels.vector.Lanes.COUNT;
import static org.espalier.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * One position, which is a batch of one example: a vector goes down a block's rows. Where a block has fewer rows than a
 * vector lanes, the others hold leftovers. Vectors that fit would be of another species, and the JVM's compiler keeps all
 * kernels' vectors on the heap as soon as it has seen two.
 */
final class ColumnKernels {
    private ColumnKernels() {}

    /** Rows of a block that fill a vector, which dense matrices are cut into. */
    static int most() {
        return COUNT;
    }

    /**
     * Sums of every panel, not activated.
     *
     * @param sums for each row of the matrix its sum, from {@code to} on
     */
    static void run(Panels p, float[] in, int at, float[] sums, int to) {
        if (p.height() == 1) {
            one(p, in, at, sums, to + p.firstRow());
            return;
        }
        int rows = p.count() * p.height();
        int safe = rows < COUNT ? 0 : (rows - COUNT) / p.height() + 1; // panels whose vector ends within the rows
        int top = safe * p.height();
        float[] last = new float[2 * COUNT];
        many(p, 0, safe, in, at, sums, to + p.firstRow());
        many(p, safe, p.count(), in, at, last, -top);
        System.arraycopy(last, 0, sums, to + p.firstRow() + top, rows - top);
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
            sums[to + row] = (s0 + s1) + (s2 + s3);
        }
    }

    /** What a panel's vector has beyond its rows, the next panel overwrites; the last ones need room for it. */
    private static void many(Panels p, int first, int end, float[] in, int at, float[] sums, int to) {
        int height = p.height();
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int panel = first; panel < end; panel++) {
            FloatVector s0 = FloatVector.fromArray(SPECIES, p.bias(), height * panel);
            FloatVector s1 = zero;
            FloatVector s2 = zero;
            FloatVector s3 = zero;
            int i = starts[panel];
            int stop = starts[panel + 1];
            for (; i + 4 <= stop; i += 4) {
                FloatVector x0 = FloatVector.broadcast(SPECIES, in[at + places[i]]);
                FloatVector x1 = FloatVector.broadcast(SPECIES, in[at + places[i + 1]]);
                FloatVector x2 = FloatVector.broadcast(SPECIES, in[at + places[i + 2]]);
                FloatVector x3 = FloatVector.broadcast(SPECIES, in[at + places[i + 3]]);
                s0 = x0.fma(FloatVector.fromArray(SPECIES, values, height * i), s0);
                s1 = x1.fma(FloatVector.fromArray(SPECIES, values, height * (i + 1)), s1);
                s2 = x2.fma(FloatVector.fromArray(SPECIES, values, height * (i + 2)), s2);
                s3 = x3.fma(FloatVector.fromArray(SPECIES, values, height * (i + 3)), s3);
            }
            for (; i < stop; i++) {
                FloatVector x = FloatVector.broadcast(SPECIES, in[at + places[i]]);
                s0 = x.fma(FloatVector.fromArray(SPECIES, values, height * i), s0);
            }
            s0.add(s1).add(s2.add(s3)).intoArray(sums, to + height * panel);
        }
    }
}
