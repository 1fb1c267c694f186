package org.espalier.kernels.benchmark;

/** A network or a layer that holds its weights and one batch of input, ready to compute its output again and again. */
interface Contender extends AutoCloseable {

    /** Computes the batch once: what is timed. */
    void run();

    /** What the last {@link #run} computed, batch first, row by row. */
    float[] output();

    /** Frees what it holds outside the Java heap. */
    @Override
    void close();
}
