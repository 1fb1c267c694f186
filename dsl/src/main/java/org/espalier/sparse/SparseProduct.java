package org.espalier.sparse;

import java.nio.FloatBuffer;

/**
 * One sparse matrix made ready for one number of columns: {@code out = activation(matrix · in + bias)}. Made by
 * {@link SparseBackend#prepare}, executed any number of times, by any number of threads at once, each with its own output.
 *
 * <p>What the format does not store is not read: where the dense product would compute {@code 0 · Inf} or
 * {@code 0 · NaN} and give NaN, this one adds nothing. Whatever is stored follows IEEE 754 as ever, but that a backend may
 * fuse multiplication and addition. Sums are rounded differently from backend to backend; each output is within
 * {@code 4 · (n + 2) · ε · (Σ|w·x| + |bias|)} of the exact one, {@code n} being the row's stored values and
 * {@code ε = 2⁻²³}, or within 2⁻¹⁴⁹ · n where numbers are too small for that.
 *
 * <pre>{@code
 * try (var product = SparseBackends.best().prepare(CsrMatrix.of(weights, 300, 784), 64)) {
 *     product.execute(in, out);      // in [784 × 64], out [300 × 64]
 * }
 * }</pre>
 */
public interface SparseProduct extends AutoCloseable {

    /**
     * Computes the product; whatever {@code out} held is overwritten.
     *
     * @param in {@code [matrix columns × columns]}, row-major; not changed
     * @param out {@code [matrix rows × columns]}, row-major
     * @throws IllegalArgumentException if an array has another length, or both are the same array
     * @throws IllegalStateException if the product is closed
     */
    void execute(float[] in, float[] out);

    /**
     * Computes the product on memory outside the Java heap, from each buffer's position to its limit, neither of which
     * changes. The two must not overlap; a backend that sees addresses refuses it.
     *
     * @param in {@code [matrix columns × columns]}, row-major; direct, in native byte order; not changed
     * @param out {@code [matrix rows × columns]}, row-major; direct, in native byte order
     * @throws IllegalArgumentException if a buffer has another number of values, is on the heap, in foreign byte order or
     *     read-only where it is written, or if both are seen to share memory
     * @throws IllegalStateException if the product is closed
     */
    void execute(FloatBuffer in, FloatBuffer out);

    /** Frees what the backend holds, after waiting for executions under way; further calls do nothing. */
    @Override
    void close();
}
