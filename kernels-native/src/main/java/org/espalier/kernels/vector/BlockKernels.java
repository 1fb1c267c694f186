package org.espalier.kernels.vector;

import static org.espalier.kernels.vector.Lanes.COUNT;
import static org.espalier.kernels.vector.Lanes.SPECIES;
import static org.espalier.kernels.vector.RowKernels.begin;
import static org.espalier.kernels.vector.RowKernels.store;

import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/** Weights four rows at a time: each vector of the input, once loaded, is multiplied with all four of a block. */
final class BlockKernels {
    private BlockKernels() {}

    static void run(
            Panels p, int first, int end, Strip strip, float[] in, int at, @Nullable Rows from, Rows to, boolean relu) {
        switch (strip.vectors()) {
            case 1 -> one(p, first, end, strip, in, at, from, to, relu);
            case 2 -> two(p, first, end, strip, in, at, from, to, relu);
            case 4 -> four(p, first, end, strip, in, at, from, to, relu);
            default -> throw new IllegalStateException("no kernel of 4 rows and %s".formatted(strip));
        }
    }

    private static FloatVector weight(float[] values, int at) {
        return FloatVector.broadcast(SPECIES, values[at]);
    }

    private static void one(
            Panels p, int first, int end, Strip strip, float[] in, int at, @Nullable Rows from, Rows to, boolean relu) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        for (int panel = first; panel < end; panel++) {
            int row = 4 * panel;
            for (int move = 0; move < strip.room(); move += COUNT) {
                FloatVector s00 = begin(p, row, from, move);
                FloatVector s10 = begin(p, row + 1, from, move);
                FloatVector s20 = begin(p, row + 2, from, move);
                FloatVector s30 = begin(p, row + 3, from, move);
                FloatVector s00b = FloatVector.zero(SPECIES);
                FloatVector s10b = FloatVector.zero(SPECIES);
                FloatVector s20b = FloatVector.zero(SPECIES);
                FloatVector s30b = FloatVector.zero(SPECIES);
                int i = starts[panel];
                int stop = starts[panel + 1];
                for (; i + 2 <= stop; i += 2) {
                    FloatVector x0 = FloatVector.fromArray(SPECIES, in, at + move + places[i]);
                    FloatVector x0b = FloatVector.fromArray(SPECIES, in, at + move + places[i + 1]);
                    s00 = weight(values, 4 * i).fma(x0, s00);
                    s00b = weight(values, 4 * i + 4).fma(x0b, s00b);
                    s10 = weight(values, 4 * i + 1).fma(x0, s10);
                    s10b = weight(values, 4 * i + 5).fma(x0b, s10b);
                    s20 = weight(values, 4 * i + 2).fma(x0, s20);
                    s20b = weight(values, 4 * i + 6).fma(x0b, s20b);
                    s30 = weight(values, 4 * i + 3).fma(x0, s30);
                    s30b = weight(values, 4 * i + 7).fma(x0b, s30b);
                }
                for (; i < stop; i++) {
                    int x = at + move + places[i];
                    FloatVector x0 = FloatVector.fromArray(SPECIES, in, x);
                    FloatVector w0 = weight(values, 4 * i);
                    s00 = w0.fma(x0, s00);
                    FloatVector w1 = weight(values, 4 * i + 1);
                    s10 = w1.fma(x0, s10);
                    FloatVector w2 = weight(values, 4 * i + 2);
                    s20 = w2.fma(x0, s20);
                    FloatVector w3 = weight(values, 4 * i + 3);
                    s30 = w3.fma(x0, s30);
                }
                store(s00.add(s00b), relu, to, p.firstRow() + row, move);
                store(s10.add(s10b), relu, to, p.firstRow() + row + 1, move);
                store(s20.add(s20b), relu, to, p.firstRow() + row + 2, move);
                store(s30.add(s30b), relu, to, p.firstRow() + row + 3, move);
            }
        }
    }

    private static void two(
            Panels p, int first, int end, Strip strip, float[] in, int at, @Nullable Rows from, Rows to, boolean relu) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        for (int panel = first; panel < end; panel++) {
            int row = 4 * panel;
            for (int move = 0; move < strip.room(); move += 2 * COUNT) {
                FloatVector s00 = begin(p, row, from, move);
                FloatVector s01 = begin(p, row, from, move + COUNT);
                FloatVector s10 = begin(p, row + 1, from, move);
                FloatVector s11 = begin(p, row + 1, from, move + COUNT);
                FloatVector s20 = begin(p, row + 2, from, move);
                FloatVector s21 = begin(p, row + 2, from, move + COUNT);
                FloatVector s30 = begin(p, row + 3, from, move);
                FloatVector s31 = begin(p, row + 3, from, move + COUNT);
                int i = starts[panel];
                int stop = starts[panel + 1];
                for (; i < stop; i++) {
                    int x = at + move + places[i];
                    FloatVector x0 = FloatVector.fromArray(SPECIES, in, x);
                    FloatVector x1 = FloatVector.fromArray(SPECIES, in, x + COUNT);
                    FloatVector w0 = weight(values, 4 * i);
                    s00 = w0.fma(x0, s00);
                    s01 = w0.fma(x1, s01);
                    FloatVector w1 = weight(values, 4 * i + 1);
                    s10 = w1.fma(x0, s10);
                    s11 = w1.fma(x1, s11);
                    FloatVector w2 = weight(values, 4 * i + 2);
                    s20 = w2.fma(x0, s20);
                    s21 = w2.fma(x1, s21);
                    FloatVector w3 = weight(values, 4 * i + 3);
                    s30 = w3.fma(x0, s30);
                    s31 = w3.fma(x1, s31);
                }
                store(s00, relu, to, p.firstRow() + row, move);
                store(s01, relu, to, p.firstRow() + row, move + COUNT);
                store(s10, relu, to, p.firstRow() + row + 1, move);
                store(s11, relu, to, p.firstRow() + row + 1, move + COUNT);
                store(s20, relu, to, p.firstRow() + row + 2, move);
                store(s21, relu, to, p.firstRow() + row + 2, move + COUNT);
                store(s30, relu, to, p.firstRow() + row + 3, move);
                store(s31, relu, to, p.firstRow() + row + 3, move + COUNT);
            }
        }
    }

    private static void four(
            Panels p, int first, int end, Strip strip, float[] in, int at, @Nullable Rows from, Rows to, boolean relu) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        for (int panel = first; panel < end; panel++) {
            int row = 4 * panel;
            for (int move = 0; move < strip.room(); move += 4 * COUNT) {
                FloatVector s00 = begin(p, row, from, move);
                FloatVector s01 = begin(p, row, from, move + COUNT);
                FloatVector s02 = begin(p, row, from, move + 2 * COUNT);
                FloatVector s03 = begin(p, row, from, move + 3 * COUNT);
                FloatVector s10 = begin(p, row + 1, from, move);
                FloatVector s11 = begin(p, row + 1, from, move + COUNT);
                FloatVector s12 = begin(p, row + 1, from, move + 2 * COUNT);
                FloatVector s13 = begin(p, row + 1, from, move + 3 * COUNT);
                FloatVector s20 = begin(p, row + 2, from, move);
                FloatVector s21 = begin(p, row + 2, from, move + COUNT);
                FloatVector s22 = begin(p, row + 2, from, move + 2 * COUNT);
                FloatVector s23 = begin(p, row + 2, from, move + 3 * COUNT);
                FloatVector s30 = begin(p, row + 3, from, move);
                FloatVector s31 = begin(p, row + 3, from, move + COUNT);
                FloatVector s32 = begin(p, row + 3, from, move + 2 * COUNT);
                FloatVector s33 = begin(p, row + 3, from, move + 3 * COUNT);
                int i = starts[panel];
                int stop = starts[panel + 1];
                for (; i < stop; i++) {
                    int x = at + move + places[i];
                    FloatVector x0 = FloatVector.fromArray(SPECIES, in, x);
                    FloatVector x1 = FloatVector.fromArray(SPECIES, in, x + COUNT);
                    FloatVector x2 = FloatVector.fromArray(SPECIES, in, x + 2 * COUNT);
                    FloatVector x3 = FloatVector.fromArray(SPECIES, in, x + 3 * COUNT);
                    FloatVector w0 = weight(values, 4 * i);
                    s00 = w0.fma(x0, s00);
                    s01 = w0.fma(x1, s01);
                    s02 = w0.fma(x2, s02);
                    s03 = w0.fma(x3, s03);
                    FloatVector w1 = weight(values, 4 * i + 1);
                    s10 = w1.fma(x0, s10);
                    s11 = w1.fma(x1, s11);
                    s12 = w1.fma(x2, s12);
                    s13 = w1.fma(x3, s13);
                    FloatVector w2 = weight(values, 4 * i + 2);
                    s20 = w2.fma(x0, s20);
                    s21 = w2.fma(x1, s21);
                    s22 = w2.fma(x2, s22);
                    s23 = w2.fma(x3, s23);
                    FloatVector w3 = weight(values, 4 * i + 3);
                    s30 = w3.fma(x0, s30);
                    s31 = w3.fma(x1, s31);
                    s32 = w3.fma(x2, s32);
                    s33 = w3.fma(x3, s33);
                }
                store(s00, relu, to, p.firstRow() + row, move);
                store(s01, relu, to, p.firstRow() + row, move + COUNT);
                store(s02, relu, to, p.firstRow() + row, move + 2 * COUNT);
                store(s03, relu, to, p.firstRow() + row, move + 3 * COUNT);
                store(s10, relu, to, p.firstRow() + row + 1, move);
                store(s11, relu, to, p.firstRow() + row + 1, move + COUNT);
                store(s12, relu, to, p.firstRow() + row + 1, move + 2 * COUNT);
                store(s13, relu, to, p.firstRow() + row + 1, move + 3 * COUNT);
                store(s20, relu, to, p.firstRow() + row + 2, move);
                store(s21, relu, to, p.firstRow() + row + 2, move + COUNT);
                store(s22, relu, to, p.firstRow() + row + 2, move + 2 * COUNT);
                store(s23, relu, to, p.firstRow() + row + 2, move + 3 * COUNT);
                store(s30, relu, to, p.firstRow() + row + 3, move);
                store(s31, relu, to, p.firstRow() + row + 3, move + COUNT);
                store(s32, relu, to, p.firstRow() + row + 3, move + 2 * COUNT);
                store(s33, relu, to, p.firstRow() + row + 3, move + 3 * COUNT);
            }
        }
    }
}
