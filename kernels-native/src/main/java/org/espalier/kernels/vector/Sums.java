package org.espalier.kernels.vector;

import static org.espalier.kernels.vector.Lanes.COUNT;
import static org.espalier.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/** What is done with sums after the multiply-adds, while they are in the nearest cache. */
final class Sums {
    private Sums() {}

    /**
     * {@code sums = max(sums, floor)}, NaN staying. In the kernels themselves it would take registers from the sums.
     *
     * @param length whole vectors
     */
    static void raise(float[] sums, int at, int length, float floor) {
        if (floor == Float.NEGATIVE_INFINITY) {
            return;
        }
        FloatVector least = FloatVector.broadcast(SPECIES, floor);
        for (int i = at; i < at + length; i += COUNT) {
            FloatVector.fromArray(SPECIES, sums, i).max(least).intoArray(sums, i);
        }
    }

    /** {@code out = max(sums + addends, floor)}, for any number of values. */
    static void add(float[] sums, int at, float[] addends, int from, float[] out, int to, int length, float floor) {
        for (int i = 0; i < length; i++) {
            out[to + i] = Math.max(sums[at + i] + addends[from + i], floor);
        }
    }
}
