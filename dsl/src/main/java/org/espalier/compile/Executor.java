package org.espalier.compile;

import java.nio.FloatBuffer;

/** Computes batches of any size; any number of threads may call it at once. */
interface Executor extends AutoCloseable {
    /**
     * Computes a batch.
     *
     * @param in {@code [examples, channels, height, width]}, native order if direct
     * @param out {@code [examples, channels, height, width]}
     * @throws IllegalStateException if closed
     */
    void execute(int examples, FloatBuffer in, FloatBuffer out);

    @Override
    void close();
}
