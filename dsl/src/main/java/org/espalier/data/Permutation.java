package org.espalier.data;

import java.util.SplittableRandom;

/** Orders that depend on a seed and nothing else: not on ND4J's global generator, not on the thread. */
final class Permutation {
    private Permutation() {}

    /** The numbers 0 to {@code size} - 1 in the order that {@code seed} stands for (Fisher–Yates). */
    static int[] of(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
