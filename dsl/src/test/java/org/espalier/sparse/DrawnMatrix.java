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
            boolean emptyColumn = density < 1 && (i % columns) % 7 == 2;
            if (!emptyRow && !emptyColumn && random.nextDouble() < density) {
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

    /** With at most n values in each group of m: the first ones stay. */
    DrawnMatrix keeping(int n, int m) {
        float[] kept = dense.clone();
        for (int row = 0; row < rows; row++) {
            int count = 0;
            for (int column = 0; column < columns; column++) {
                count = column % m == 0 ? 0 : count;
                int i = row * columns + column;
                count += kept[i] == 0 ? 0 : 1;
                kept[i] = count > n ? 0 : kept[i];
            }
        }
        return new DrawnMatrix(kept, rows, columns);
    }

    CsrMatrix csr() {
        return CsrMatrix.of(dense, rows, columns);
    }

    /** The product in double precision over every value, zeros included, not yet activated. */
    double exact(float[] in, int width, int row, int column, float bias) {
        double sum = bias;
        for (int k = 0; k < columns; k++) {
            sum += (double) dense[row * columns + k] * in[k * width + column];
        }
        return sum;
    }

    /** How far an output may be off: {@code 4 · (stored in the row + 2) · ε · (Σ|w·x| + |bias|)}. */
    double tolerance(float[] in, int width, int row, int column, float bias) {
        int stored = 0;
        double sizes = Math.abs(bias);
        for (int k = 0; k < columns; k++) {
            float w = dense[row * columns + k];
            stored += w == 0 ? 0 : 1;
            sizes += Math.abs((double) w * in[k * width + column]);
        }
        return 4.0 * (stored + 2) * Math.ulp(1f) * sizes + (double) stored * Float.MIN_VALUE;
    }
}
