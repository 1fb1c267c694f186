package org.espalier.sparse;

import java.util.SplittableRandom;

/**
 * A dense matrix drawn from a seed, and the exact product it should give.
 *
 * @param dense {@code [rows × columns]}, row-major
 */
record DrawnMatrix(float[] dense, int rows, int columns) {

    /** Each value non-zero with probability {@code density}; every fifth row of a sparse matrix stays empty. */
    static DrawnMatrix of(SplittableRandom random, int rows, int columns, double density) {
        float[] dense = new float[rows * columns];
        for (int i = 0; i < dense.length; i++) {
            boolean emptyRow = density < 1 && (i / columns) % 5 == 3;
            if (!emptyRow && random.nextDouble() < density) {
                dense[i] = value(random);
            }
        }
        return new DrawnMatrix(dense, rows, columns);
    }

    /** In ±2, seldom near zero: a tolerance relative to the sum of sizes then means something. */
    static float value(SplittableRandom random) {
        return (float) ((0.1 + 1.9 * random.nextDouble()) * (random.nextBoolean() ? 1 : -1));
    }

    static float[] vector(SplittableRandom random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = value(random);
        }
        return values;
    }

    CsrMatrix csr() {
        return CsrMatrix.of(dense, rows, columns);
    }

    /** The product in double precision over every value, zeros included. */
    double exact(float[] in, int width, int row, int column) {
        double sum = 0;
        for (int k = 0; k < columns; k++) {
            sum += (double) dense[row * columns + k] * in[k * width + column];
        }
        return sum;
    }

    /** How far an output may be off: {@code 4 · (stored in the row + 2) · ε · Σ|w·x|}. */
    double tolerance(float[] in, int width, int row, int column) {
        int stored = 0;
        double sizes = 0;
        for (int k = 0; k < columns; k++) {
            float w = dense[row * columns + k];
            stored += w == 0 ? 0 : 1;
            sizes += Math.abs((double) w * in[k * width + column]);
        }
        return 4.0 * (stored + 2) * Math.ulp(1f) * sizes;
    }
}
