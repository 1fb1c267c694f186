package org.espalier.kernels.vector;

import static org.espalier.kernels.vector.Lanes.COUNT;
import static org.espalier.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Weights row by row: each stored one is multiplied with 1, 2, 4 or 8 vectors, all of whose sums stay in registers. A
 * multiply-add takes about 4 cycles and two start in each: where there are fewer than 8 sums, several sets of them take
 * turns.
 *
 * <p>Everything is written out, and is not more than that, on purpose. The JVM's compiler stops to inline in a method that
 * has become too large, and a vector that goes to or comes from a method which is not inlined is an object on the heap: the
 * kernel is ten times as slow. {@code VectorKernelsTest} looks.
 */
final class RowKernels {
    private RowKernels() {}

    static void run(Panels p, int first, int end, Strip strip, float[] in, int at, Rows to, float floor) {
        switch (strip.vectors()) {
            case 1 -> one(p, first, end, strip, in, at, to, floor);
            case 2 -> two(p, first, end, strip, in, at, to, floor);
            case 4 -> four(p, first, end, strip, in, at, to, floor);
            case 8 -> eight(p, first, end, strip, in, at, to, floor);
            default -> throw new IllegalStateException("no kernel of %s".formatted(strip));
        }
    }

    private static void one(Panels p, int first, int end, Strip strip, float[] in, int at, Rows to, float floor) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        float[] biases = p.bias();
        float[] out = to.array();
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int row = first; row < end; row++) {
            FloatVector bias = FloatVector.broadcast(SPECIES, biases[row]);
            int y = to.at() + (p.firstRow() + row) * to.step();
            for (int move = 0; move < strip.room(); move += COUNT) {
                FloatVector s00 = bias;
                FloatVector s10 = zero;
                FloatVector s20 = zero;
                FloatVector s30 = zero;
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
                s00 = s00.add(s10).add(s20.add(s30));
                s00.intoArray(out, y + move);
            }
            Sums.raise(out, y, strip.room(), floor);
        }
    }

    private static void two(Panels p, int first, int end, Strip strip, float[] in, int at, Rows to, float floor) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        float[] biases = p.bias();
        float[] out = to.array();
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int row = first; row < end; row++) {
            FloatVector bias = FloatVector.broadcast(SPECIES, biases[row]);
            int y = to.at() + (p.firstRow() + row) * to.step();
            for (int move = 0; move < strip.room(); move += 2 * COUNT) {
                FloatVector s00 = bias;
                FloatVector s01 = bias;
                FloatVector s10 = zero;
                FloatVector s11 = zero;
                FloatVector s20 = zero;
                FloatVector s21 = zero;
                FloatVector s30 = zero;
                FloatVector s31 = zero;
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
                s00 = s00.add(s10).add(s20.add(s30));
                s00.intoArray(out, y + move);
                s01 = s01.add(s11).add(s21.add(s31));
                s01.intoArray(out, y + move + COUNT);
            }
            Sums.raise(out, y, strip.room(), floor);
        }
    }

    private static void four(Panels p, int first, int end, Strip strip, float[] in, int at, Rows to, float floor) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        float[] biases = p.bias();
        float[] out = to.array();
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int row = first; row < end; row++) {
            FloatVector bias = FloatVector.broadcast(SPECIES, biases[row]);
            int y = to.at() + (p.firstRow() + row) * to.step();
            for (int move = 0; move < strip.room(); move += 4 * COUNT) {
                FloatVector s00 = bias;
                FloatVector s01 = bias;
                FloatVector s02 = bias;
                FloatVector s03 = bias;
                FloatVector s10 = zero;
                FloatVector s11 = zero;
                FloatVector s12 = zero;
                FloatVector s13 = zero;
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
                s00 = s00.add(s10);
                s00.intoArray(out, y + move);
                s01 = s01.add(s11);
                s01.intoArray(out, y + move + COUNT);
                s02 = s02.add(s12);
                s02.intoArray(out, y + move + 2 * COUNT);
                s03 = s03.add(s13);
                s03.intoArray(out, y + move + 3 * COUNT);
            }
            Sums.raise(out, y, strip.room(), floor);
        }
    }

    private static void eight(Panels p, int first, int end, Strip strip, float[] in, int at, Rows to, float floor) {
        int[] starts = p.starts();
        int[] places = p.places();
        float[] values = p.values();
        float[] biases = p.bias();
        float[] out = to.array();
        for (int row = first; row < end; row++) {
            FloatVector bias = FloatVector.broadcast(SPECIES, biases[row]);
            int y = to.at() + (p.firstRow() + row) * to.step();
            for (int move = 0; move < strip.room(); move += 8 * COUNT) {
                FloatVector s0 = bias;
                FloatVector s1 = bias;
                FloatVector s2 = bias;
                FloatVector s3 = bias;
                FloatVector s4 = bias;
                FloatVector s5 = bias;
                FloatVector s6 = bias;
                FloatVector s7 = bias;
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
                s0.intoArray(out, y + move);
                s1.intoArray(out, y + move + COUNT);
                s2.intoArray(out, y + move + 2 * COUNT);
                s3.intoArray(out, y + move + 3 * COUNT);
                s4.intoArray(out, y + move + 4 * COUNT);
                s5.intoArray(out, y + move + 5 * COUNT);
                s6.intoArray(out, y + move + 6 * COUNT);
                s7.intoArray(out, y + move + 7 * COUNT);
            }
            Sums.raise(out, y, strip.room(), floor);
        }
    }
}
