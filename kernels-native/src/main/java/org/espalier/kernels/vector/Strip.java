package org.espalier.kernels.vector;

import java.util.ArrayList;
import java.util.List;

/**
 * Some neighbouring columns of a product. Their sums stay in registers, so many vectors at a time.
 *
 * @param start the first column
 * @param vectors 1, 2, 4 or 8
 * @param count how many times so many; the last strip may reach beyond the last column
 */
record Strip(int start, int vectors, int count) {
    private static final int ROW_RUN = 1024; // bytes
    private static final int BLOCK_RUN = 2048;
    private static final int NEAR = 512 * 1024; // bytes of input, half or a quarter of an L2 cache

    /**
     * Columns cut into strips. Output rows are written in long runs, or the stores wait for memory; but the input of a
     * strip must stay near.
     *
     * @param height rows of a panel
     * @param inner how many rows of input a strip has
     */
    static List<Strip> cut(int columns, int height, int inner) {
        int most = Lanes.most(height);
        int vector = Float.BYTES * Lanes.COUNT;
        long run = Math.min(height == 1 ? ROW_RUN : BLOCK_RUN, NEAR / inner);
        int together = (int) Math.max(1, run / (most * vector));
        List<Strip> strips = new ArrayList<>();
        int start = 0;
        while (start < columns) {
            int left = (int) (((long) columns - start + Lanes.COUNT - 1) / Lanes.COUNT);
            int vectors = vectors(Math.min(left, most));
            int count = vectors < most ? 1 : Math.max(1, Math.min(together, (columns - start) / (most * Lanes.COUNT)));
            Strip strip = new Strip(start, vectors, count);
            strips.add(strip);
            start = (int) Math.min(columns, (long) start + strip.room());
        }
        return strips;
    }

    /** Of 8, 4, 2, 1 the largest that fits; but 3 and 7 are sooner done as 4 and 8 than in parts. */
    private static int vectors(int left) {
        int below = Integer.highestOneBit(left);
        return left > 1 && left == 2 * below - 1 ? 2 * below : below;
    }

    /** Columns it has room for. */
    int room() {
        return count * vectors * Lanes.COUNT;
    }

    /** Those of them that a matrix of so many columns has. */
    int width(int columns) {
        return Math.min(room(), columns - start);
    }
}
