package org.espalier.kernels.vector;

import static org.espalier.kernels.vector.Lanes.COUNT;
import static org.espalier.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Weights four rows at a time: each vector of the input, once loaded, is multiplied with all four of a block. Written out
 * like {@link RowKernels}, for the same reason. Biases are fetched where sums begin: kept, they would take the registers.
 */
final class BlockKernels {
    private BlockKernels() {}

    static void run(Panels p, int first, int end, Strip strip, float[] in, int at, Rows to, float floor) {
        switch (strip.vectors()) {
            case 1 -> one(p, first, end, strip, in, at, to, floor);
            case 2 -> two(p, first, end, strip, in, at, to, floor);
            case 4 -> four(p, first, end, strip, in, at, to, floor);
            default -> throw new IllegalStateException("no kernel of 4 rows, %s".formatted(strip));
        }
    }

    private static void one(Panels p, int first, int end, Strip strip, float[] in, int at, Rows to, float floor) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        float[] biases = p.bias();
        float[] out = to.array();
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int panel = first; panel < end; panel++) {
            int y0 = to.at() + (p.firstRow() + 4 * panel) * to.step();
            int y1 = y0 + to.step();
            int y2 = y1 + to.step();
            int y3 = y2 + to.step();
            for (int move = 0; move < strip.room(); move += COUNT) {
                FloatVector s00 = FloatVector.broadcast(SPECIES, biases[4 * panel]);
                FloatVector s10 = FloatVector.broadcast(SPECIES, biases[4 * panel + 1]);
                FloatVector s20 = FloatVector.broadcast(SPECIES, biases[4 * panel + 2]);
                FloatVector s30 = FloatVector.broadcast(SPECIES, biases[4 * panel + 3]);
                FloatVector s00b = zero;
                FloatVector s10b = zero;
                FloatVector s20b = zero;
                FloatVector s30b = zero;
                int i = starts[panel];
                int stop = starts[panel + 1];
                for (; i + 2 <= stop; i += 2) {
                    FloatVector x = FloatVector.fromArray(SPECIES, in, at + move + places[i]);
                    s00 = FloatVector.broadcast(SPECIES, values[4 * i]).fma(x, s00);
                    s10 = FloatVector.broadcast(SPECIES, values[4 * i + 1]).fma(x, s10);
                    s20 = FloatVector.broadcast(SPECIES, values[4 * i + 2]).fma(x, s20);
                    s30 = FloatVector.broadcast(SPECIES, values[4 * i + 3]).fma(x, s30);
                    FloatVector xb = FloatVector.fromArray(SPECIES, in, at + move + places[i + 1]);
                    s00b = FloatVector.broadcast(SPECIES, values[4 * i + 4]).fma(xb, s00b);
                    s10b = FloatVector.broadcast(SPECIES, values[4 * i + 5]).fma(xb, s10b);
                    s20b = FloatVector.broadcast(SPECIES, values[4 * i + 6]).fma(xb, s20b);
                    s30b = FloatVector.broadcast(SPECIES, values[4 * i + 7]).fma(xb, s30b);
                }
                for (; i < stop; i++) {
                    int x = at + move + places[i];
                    FloatVector x0 = FloatVector.fromArray(SPECIES, in, x);
                    FloatVector w0 = FloatVector.broadcast(SPECIES, values[4 * i]);
                    s00 = w0.fma(x0, s00);
                    FloatVector w1 = FloatVector.broadcast(SPECIES, values[4 * i + 1]);
                    s10 = w1.fma(x0, s10);
                    FloatVector w2 = FloatVector.broadcast(SPECIES, values[4 * i + 2]);
                    s20 = w2.fma(x0, s20);
                    FloatVector w3 = FloatVector.broadcast(SPECIES, values[4 * i + 3]);
                    s30 = w3.fma(x0, s30);
                }
                s00 = s00.add(s00b);
                s00.intoArray(out, y0 + move);
                s10 = s10.add(s10b);
                s10.intoArray(out, y1 + move);
                s20 = s20.add(s20b);
                s20.intoArray(out, y2 + move);
                s30 = s30.add(s30b);
                s30.intoArray(out, y3 + move);
            }
            Sums.raise(out, y0, strip.room(), floor);
            Sums.raise(out, y1, strip.room(), floor);
            Sums.raise(out, y2, strip.room(), floor);
            Sums.raise(out, y3, strip.room(), floor);
        }
    }

    private static void two(Panels p, int first, int end, Strip strip, float[] in, int at, Rows to, float floor) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        float[] biases = p.bias();
        float[] out = to.array();
        for (int panel = first; panel < end; panel++) {
            int y0 = to.at() + (p.firstRow() + 4 * panel) * to.step();
            int y1 = y0 + to.step();
            int y2 = y1 + to.step();
            int y3 = y2 + to.step();
            for (int move = 0; move < strip.room(); move += 2 * COUNT) {
                FloatVector s00 = FloatVector.broadcast(SPECIES, biases[4 * panel]);
                FloatVector s01 = s00;
                FloatVector s10 = FloatVector.broadcast(SPECIES, biases[4 * panel + 1]);
                FloatVector s11 = s10;
                FloatVector s20 = FloatVector.broadcast(SPECIES, biases[4 * panel + 2]);
                FloatVector s21 = s20;
                FloatVector s30 = FloatVector.broadcast(SPECIES, biases[4 * panel + 3]);
                FloatVector s31 = s30;
                int i = starts[panel];
                int stop = starts[panel + 1];
                for (; i < stop; i++) {
                    int x = at + move + places[i];
                    FloatVector x0 = FloatVector.fromArray(SPECIES, in, x);
                    FloatVector x1 = FloatVector.fromArray(SPECIES, in, x + COUNT);
                    FloatVector w0 = FloatVector.broadcast(SPECIES, values[4 * i]);
                    s00 = w0.fma(x0, s00);
                    s01 = w0.fma(x1, s01);
                    FloatVector w1 = FloatVector.broadcast(SPECIES, values[4 * i + 1]);
                    s10 = w1.fma(x0, s10);
                    s11 = w1.fma(x1, s11);
                    FloatVector w2 = FloatVector.broadcast(SPECIES, values[4 * i + 2]);
                    s20 = w2.fma(x0, s20);
                    s21 = w2.fma(x1, s21);
                    FloatVector w3 = FloatVector.broadcast(SPECIES, values[4 * i + 3]);
                    s30 = w3.fma(x0, s30);
                    s31 = w3.fma(x1, s31);
                }
                s00.intoArray(out, y0 + move);
                s01.intoArray(out, y0 + move + COUNT);
                s10.intoArray(out, y1 + move);
                s11.intoArray(out, y1 + move + COUNT);
                s20.intoArray(out, y2 + move);
                s21.intoArray(out, y2 + move + COUNT);
                s30.intoArray(out, y3 + move);
                s31.intoArray(out, y3 + move + COUNT);
            }
            Sums.raise(out, y0, strip.room(), floor);
            Sums.raise(out, y1, strip.room(), floor);
            Sums.raise(out, y2, strip.room(), floor);
            Sums.raise(out, y3, strip.room(), floor);
        }
    }

    private static void four(Panels p, int first, int end, Strip strip, float[] in, int at, Rows to, float floor) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        float[] biases = p.bias();
        float[] out = to.array();
        for (int panel = first; panel < end; panel++) {
            int y0 = to.at() + (p.firstRow() + 4 * panel) * to.step();
            int y1 = y0 + to.step();
            int y2 = y1 + to.step();
            int y3 = y2 + to.step();
            for (int move = 0; move < strip.room(); move += 4 * COUNT) {
                FloatVector s00 = FloatVector.broadcast(SPECIES, biases[4 * panel]);
                FloatVector s01 = s00;
                FloatVector s02 = s00;
                FloatVector s03 = s00;
                FloatVector s10 = FloatVector.broadcast(SPECIES, biases[4 * panel + 1]);
                FloatVector s11 = s10;
                FloatVector s12 = s10;
                FloatVector s13 = s10;
                FloatVector s20 = FloatVector.broadcast(SPECIES, biases[4 * panel + 2]);
                FloatVector s21 = s20;
                FloatVector s22 = s20;
                FloatVector s23 = s20;
                FloatVector s30 = FloatVector.broadcast(SPECIES, biases[4 * panel + 3]);
                FloatVector s31 = s30;
                FloatVector s32 = s30;
                FloatVector s33 = s30;
                int i = starts[panel];
                int stop = starts[panel + 1];
                for (; i < stop; i++) {
                    int x = at + move + places[i];
                    FloatVector x0 = FloatVector.fromArray(SPECIES, in, x);
                    FloatVector x1 = FloatVector.fromArray(SPECIES, in, x + COUNT);
                    FloatVector x2 = FloatVector.fromArray(SPECIES, in, x + 2 * COUNT);
                    FloatVector x3 = FloatVector.fromArray(SPECIES, in, x + 3 * COUNT);
                    FloatVector w0 = FloatVector.broadcast(SPECIES, values[4 * i]);
                    s00 = w0.fma(x0, s00);
                    s01 = w0.fma(x1, s01);
                    s02 = w0.fma(x2, s02);
                    s03 = w0.fma(x3, s03);
                    FloatVector w1 = FloatVector.broadcast(SPECIES, values[4 * i + 1]);
                    s10 = w1.fma(x0, s10);
                    s11 = w1.fma(x1, s11);
                    s12 = w1.fma(x2, s12);
                    s13 = w1.fma(x3, s13);
                    FloatVector w2 = FloatVector.broadcast(SPECIES, values[4 * i + 2]);
                    s20 = w2.fma(x0, s20);
                    s21 = w2.fma(x1, s21);
                    s22 = w2.fma(x2, s22);
                    s23 = w2.fma(x3, s23);
                    FloatVector w3 = FloatVector.broadcast(SPECIES, values[4 * i + 3]);
                    s30 = w3.fma(x0, s30);
                    s31 = w3.fma(x1, s31);
                    s32 = w3.fma(x2, s32);
                    s33 = w3.fma(x3, s33);
                }
                s00.intoArray(out, y0 + move);
                s01.intoArray(out, y0 + move + COUNT);
                s02.intoArray(out, y0 + move + 2 * COUNT);
                s03.intoArray(out, y0 + move + 3 * COUNT);
                s10.intoArray(out, y1 + move);
                s11.intoArray(out, y1 + move + COUNT);
                s12.intoArray(out, y1 + move + 2 * COUNT);
                s13.intoArray(out, y1 + move + 3 * COUNT);
                s20.intoArray(out, y2 + move);
                s21.intoArray(out, y2 + move + COUNT);
                s22.intoArray(out, y2 + move + 2 * COUNT);
                s23.intoArray(out, y2 + move + 3 * COUNT);
                s30.intoArray(out, y3 + move);
                s31.intoArray(out, y3 + move + COUNT);
                s32.intoArray(out, y3 + move + 2 * COUNT);
                s33.intoArray(out, y3 + move + 3 * COUNT);
            }
            Sums.raise(out, y0, strip.room(), floor);
            Sums.raise(out, y1, strip.room(), floor);
            Sums.raise(out, y2, strip.room(), floor);
            Sums.raise(out, y3, strip.room(), floor);
        }
    }
}
