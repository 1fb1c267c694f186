package org.espalier.kernels.vector;

import static org.espalier.kernels.vector.Lanes.COUNT;
import static org.espalier.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;

/**
 * Weights row by row: each stored one is multiplied with 1, 2, 4 or 8 vectors, all of whose sums stay in registers. A
 * multiply-add takes about 4 cycles and two start in each: where there are fewer than 8 sums, several sets of them take
 * turns.
 */
final class RowKernels {
    private RowKernels() {}

    static void run(
            Panels p, int first, int end, Strip strip, float[] in, int at, @Nullable Rows from, Rows to, boolean relu) {
        switch (strip.vectors()) {
            case 1 -> one(p, first, end, strip, in, at, from, to, relu);
            case 2 -> two(p, first, end, strip, in, at, from, to, relu);
            case 4 -> four(p, first, end, strip, in, at, from, to, relu);
            case 8 -> eight(p, first, end, strip, in, at, from, to, relu);
            default -> throw new IllegalStateException("no kernel of %s".formatted(strip));
        }
    }

    private static void one(
            Panels p, int first, int end, Strip strip, float[] in, int at, @Nullable Rows from, Rows to, boolean relu) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        for (int row = first; row < end; row++) {
            for (int move = 0; move < strip.room(); move += COUNT) {
                FloatVector s00 = begin(p, row, from, move);
                FloatVector s10 = FloatVector.zero(SPECIES);
                FloatVector s20 = FloatVector.zero(SPECIES);
                FloatVector s30 = FloatVector.zero(SPECIES);
                int i = starts[row];
                int stop = starts[row + 1];
                for (; i + 4 <= stop; i += 4) {
                    FloatVector w0 = FloatVector.broadcast(SPECIES, values[i]);
                    int x0 = at + move + places[i];
                    s00 = w0.fma(FloatVector.fromArray(SPECIES, in, x0), s00);
                    FloatVector w1 = FloatVector.broadcast(SPECIES, values[i + 1]);
                    int x1 = at + move + places[i + 1];
                    s10 = w1.fma(FloatVector.fromArray(SPECIES, in, x1), s10);
                    FloatVector w2 = FloatVector.broadcast(SPECIES, values[i + 2]);
                    int x2 = at + move + places[i + 2];
                    s20 = w2.fma(FloatVector.fromArray(SPECIES, in, x2), s20);
                    FloatVector w3 = FloatVector.broadcast(SPECIES, values[i + 3]);
                    int x3 = at + move + places[i + 3];
                    s30 = w3.fma(FloatVector.fromArray(SPECIES, in, x3), s30);
                }
                for (; i < stop; i++) {
                    FloatVector w = FloatVector.broadcast(SPECIES, values[i]);
                    int x = at + move + places[i];
                    s00 = w.fma(FloatVector.fromArray(SPECIES, in, x), s00);
                }
                store(s00.add(s10).add(s20.add(s30)), relu, to, p.firstRow() + row, move);
            }
        }
    }

    private static void two(
            Panels p, int first, int end, Strip strip, float[] in, int at, @Nullable Rows from, Rows to, boolean relu) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        for (int row = first; row < end; row++) {
            for (int move = 0; move < strip.room(); move += 2 * COUNT) {
                FloatVector s00 = begin(p, row, from, move);
                FloatVector s01 = begin(p, row, from, move + COUNT);
                FloatVector s10 = FloatVector.zero(SPECIES);
                FloatVector s11 = FloatVector.zero(SPECIES);
                FloatVector s20 = FloatVector.zero(SPECIES);
                FloatVector s21 = FloatVector.zero(SPECIES);
                FloatVector s30 = FloatVector.zero(SPECIES);
                FloatVector s31 = FloatVector.zero(SPECIES);
                int i = starts[row];
                int stop = starts[row + 1];
                for (; i + 4 <= stop; i += 4) {
                    FloatVector w0 = FloatVector.broadcast(SPECIES, values[i]);
                    int x0 = at + move + places[i];
                    s00 = w0.fma(FloatVector.fromArray(SPECIES, in, x0), s00);
                    s01 = w0.fma(FloatVector.fromArray(SPECIES, in, x0 + COUNT), s01);
                    FloatVector w1 = FloatVector.broadcast(SPECIES, values[i + 1]);
                    int x1 = at + move + places[i + 1];
                    s10 = w1.fma(FloatVector.fromArray(SPECIES, in, x1), s10);
                    s11 = w1.fma(FloatVector.fromArray(SPECIES, in, x1 + COUNT), s11);
                    FloatVector w2 = FloatVector.broadcast(SPECIES, values[i + 2]);
                    int x2 = at + move + places[i + 2];
                    s20 = w2.fma(FloatVector.fromArray(SPECIES, in, x2), s20);
                    s21 = w2.fma(FloatVector.fromArray(SPECIES, in, x2 + COUNT), s21);
                    FloatVector w3 = FloatVector.broadcast(SPECIES, values[i + 3]);
                    int x3 = at + move + places[i + 3];
                    s30 = w3.fma(FloatVector.fromArray(SPECIES, in, x3), s30);
                    s31 = w3.fma(FloatVector.fromArray(SPECIES, in, x3 + COUNT), s31);
                }
                for (; i < stop; i++) {
                    FloatVector w = FloatVector.broadcast(SPECIES, values[i]);
                    int x = at + move + places[i];
                    s00 = w.fma(FloatVector.fromArray(SPECIES, in, x), s00);
                    s01 = w.fma(FloatVector.fromArray(SPECIES, in, x + COUNT), s01);
                }
                store(s00.add(s10).add(s20.add(s30)), relu, to, p.firstRow() + row, move);
                store(s01.add(s11).add(s21.add(s31)), relu, to, p.firstRow() + row, move + COUNT);
            }
        }
    }

    private static void four(
            Panels p, int first, int end, Strip strip, float[] in, int at, @Nullable Rows from, Rows to, boolean relu) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        for (int row = first; row < end; row++) {
            for (int move = 0; move < strip.room(); move += 4 * COUNT) {
                FloatVector s00 = begin(p, row, from, move);
                FloatVector s01 = begin(p, row, from, move + COUNT);
                FloatVector s02 = begin(p, row, from, move + 2 * COUNT);
                FloatVector s03 = begin(p, row, from, move + 3 * COUNT);
                FloatVector s10 = FloatVector.zero(SPECIES);
                FloatVector s11 = FloatVector.zero(SPECIES);
                FloatVector s12 = FloatVector.zero(SPECIES);
                FloatVector s13 = FloatVector.zero(SPECIES);
                int i = starts[row];
                int stop = starts[row + 1];
                for (; i + 2 <= stop; i += 2) {
                    FloatVector w0 = FloatVector.broadcast(SPECIES, values[i]);
                    int x0 = at + move + places[i];
                    s00 = w0.fma(FloatVector.fromArray(SPECIES, in, x0), s00);
                    s01 = w0.fma(FloatVector.fromArray(SPECIES, in, x0 + COUNT), s01);
                    s02 = w0.fma(FloatVector.fromArray(SPECIES, in, x0 + 2 * COUNT), s02);
                    s03 = w0.fma(FloatVector.fromArray(SPECIES, in, x0 + 3 * COUNT), s03);
                    FloatVector w1 = FloatVector.broadcast(SPECIES, values[i + 1]);
                    int x1 = at + move + places[i + 1];
                    s10 = w1.fma(FloatVector.fromArray(SPECIES, in, x1), s10);
                    s11 = w1.fma(FloatVector.fromArray(SPECIES, in, x1 + COUNT), s11);
                    s12 = w1.fma(FloatVector.fromArray(SPECIES, in, x1 + 2 * COUNT), s12);
                    s13 = w1.fma(FloatVector.fromArray(SPECIES, in, x1 + 3 * COUNT), s13);
                }
                for (; i < stop; i++) {
                    FloatVector w = FloatVector.broadcast(SPECIES, values[i]);
                    int x = at + move + places[i];
                    s00 = w.fma(FloatVector.fromArray(SPECIES, in, x), s00);
                    s01 = w.fma(FloatVector.fromArray(SPECIES, in, x + COUNT), s01);
                    s02 = w.fma(FloatVector.fromArray(SPECIES, in, x + 2 * COUNT), s02);
                    s03 = w.fma(FloatVector.fromArray(SPECIES, in, x + 3 * COUNT), s03);
                }
                store(s00.add(s10), relu, to, p.firstRow() + row, move);
                store(s01.add(s11), relu, to, p.firstRow() + row, move + COUNT);
                store(s02.add(s12), relu, to, p.firstRow() + row, move + 2 * COUNT);
                store(s03.add(s13), relu, to, p.firstRow() + row, move + 3 * COUNT);
            }
        }
    }

    private static void eight(
            Panels p, int first, int end, Strip strip, float[] in, int at, @Nullable Rows from, Rows to, boolean relu) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        for (int row = first; row < end; row++) {
            for (int move = 0; move < strip.room(); move += 8 * COUNT) {
                FloatVector s0 = begin(p, row, from, move);
                FloatVector s1 = begin(p, row, from, move + COUNT);
                FloatVector s2 = begin(p, row, from, move + 2 * COUNT);
                FloatVector s3 = begin(p, row, from, move + 3 * COUNT);
                FloatVector s4 = begin(p, row, from, move + 4 * COUNT);
                FloatVector s5 = begin(p, row, from, move + 5 * COUNT);
                FloatVector s6 = begin(p, row, from, move + 6 * COUNT);
                FloatVector s7 = begin(p, row, from, move + 7 * COUNT);
                int i = starts[row];
                int stop = starts[row + 1];
                for (; i < stop; i++) {
                    FloatVector w = FloatVector.broadcast(SPECIES, values[i]);
                    int x = at + move + places[i];
                    s0 = w.fma(FloatVector.fromArray(SPECIES, in, x), s0);
                    s1 = w.fma(FloatVector.fromArray(SPECIES, in, x + COUNT), s1);
                    s2 = w.fma(FloatVector.fromArray(SPECIES, in, x + 2 * COUNT), s2);
                    s3 = w.fma(FloatVector.fromArray(SPECIES, in, x + 3 * COUNT), s3);
                    s4 = w.fma(FloatVector.fromArray(SPECIES, in, x + 4 * COUNT), s4);
                    s5 = w.fma(FloatVector.fromArray(SPECIES, in, x + 5 * COUNT), s5);
                    s6 = w.fma(FloatVector.fromArray(SPECIES, in, x + 6 * COUNT), s6);
                    s7 = w.fma(FloatVector.fromArray(SPECIES, in, x + 7 * COUNT), s7);
                }
                store(s0, relu, to, p.firstRow() + row, move);
                store(s1, relu, to, p.firstRow() + row, move + COUNT);
                store(s2, relu, to, p.firstRow() + row, move + 2 * COUNT);
                store(s3, relu, to, p.firstRow() + row, move + 3 * COUNT);
                store(s4, relu, to, p.firstRow() + row, move + 4 * COUNT);
                store(s5, relu, to, p.firstRow() + row, move + 5 * COUNT);
                store(s6, relu, to, p.firstRow() + row, move + 6 * COUNT);
                store(s7, relu, to, p.firstRow() + row, move + 7 * COUNT);
            }
        }
    }

    /** A row's bias, and what lies at its place already. */
    static FloatVector begin(Panels p, int row, @Nullable Rows from, int column) {
        FloatVector bias = FloatVector.broadcast(SPECIES, p.bias()[row]);
        return from == null
                ? bias
                : bias.add(FloatVector.fromArray(
                        SPECIES, from.array(), from.at() + (p.firstRow() + row) * from.step() + column));
    }

    /** NaN is not below zero, so it stays. */
    static void store(FloatVector sum, boolean relu, Rows to, int row, int column) {
        FloatVector stored = relu ? sum.blend(0f, sum.compare(VectorOperators.LT, 0f)) : sum;
        stored.intoArray(to.array(), to.at() + row * to.step() + column);
    }
}
