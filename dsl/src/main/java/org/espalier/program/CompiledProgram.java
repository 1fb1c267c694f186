package org.espalier.program;

import java.nio.FloatBuffer;

/**
 * A program made ready by a backend. Any number of threads may execute it at once: each gets an arena of its own.
 *
 * <p>Each output of a step is within the bounds that {@link org.espalier.sparse.SparseProduct} states for products; NaN
 * and Inf spread as there.
 */
public interface CompiledProgram extends AutoCloseable {

    /** How many examples it computes side by side; another number works, rounded up. */
    int lanes();

    /**
     * Computes a batch.
     *
     * @param examples how many, at least 1
     * @param in {@code [examples, channels, height, width]} from its position on; heap, or direct in native byte order;
     *     not changed
     * @param out {@code [examples, channels, height, width]} from its position on
     * @throws IllegalArgumentException if a buffer holds another number of values, or cannot be used
     * @throws IllegalStateException if the program is closed
     */
    void execute(int examples, FloatBuffer in, FloatBuffer out);

    /**
     * Computes a batch and says how long each step took.
     *
     * @return nanoseconds by step, then for taking the input in and giving the output out:
     *     {@code program.steps().size() + 1} values
     */
    long[] time(int examples, FloatBuffer in, FloatBuffer out);

    /** Bytes for each thread that executes at once: the arena. */
    long arenaBytes();

    /** Frees what is held outside the Java heap, after executions under way; further calls do nothing. */
    @Override
    void close();
}
