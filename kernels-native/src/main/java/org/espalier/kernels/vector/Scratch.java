package org.espalier.kernels.vector;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Arrays for packed input and for sums that wait, one for each thread that is at work, shared by all products.
 *
 * <p>They are larger than most products need: an array of half a region or more gets regions of its own from the G1
 * collector, which puts its first float 16 bytes behind the start of a cache line, and never moves it. From {@link #START}
 * on, whole vectors then lie in whole cache lines; vectors of 64 bytes that do not take nearly twice as long to load.
 */
final class Scratch {
    /** Where to begin. */
    static final int START = 12;
    /** How many floats there are from {@link #START} on. */
    static final int FLOATS = (1 << 20) - START;

    private static final Queue<float[]> FREE = new ConcurrentLinkedQueue<>();

    private Scratch() {}

    static float[] take() {
        float[] taken = FREE.poll();
        return taken == null ? new float[START + FLOATS] : taken;
    }

    static void give(float[] array) {
        FREE.add(array);
    }
}
