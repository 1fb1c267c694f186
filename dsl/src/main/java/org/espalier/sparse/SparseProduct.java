package org.espalier.sparse;

/**
 * One sparse matrix made ready for one number of columns: {@code out = matrix · in}. Made by
 * {@link SparseBackend#prepare}, executed any number of times without allocating, by one thread at a time.
 *
 * <p>Weights that are not stored are not read: where the dense product would compute {@code 0 · Inf} or {@code 0 · NaN}
 * and give NaN, this one adds nothing. A stored weight follows IEEE 754 as ever. Sums are rounded differently from
 * backend to backend; each output is within {@code 4 · (n + 2) · ε · Σ|w·x|} of the exact sum, {@code n} being the row's
 * stored values and {@code ε = 2⁻²³}.
 *
 * <pre>{@code
 * try (var product = SparseBackends.best().prepare(CsrMatrix.of(weights, 300, 784), 64)) {
 *     product.execute(in, out);      // in [784 × 64], out [300 × 64]
 * }
 * }</pre>
 */
public interface SparseProduct extends AutoCloseable {

    /**
     * Computes {@code out = matrix · in}; whatever {@code out} held is overwritten.
     *
     * @param in {@code [matrix columns × columns]}, row-major; not changed
     * @param out {@code [matrix rows × columns]}, row-major
     * @throws IllegalArgumentException if an array has another length, or both are the same array
     */
    void execute(float[] in, float[] out);

    /** Frees what the backend holds outside the Java heap; nothing by default. */
    @Override
    default void close() {}
}
