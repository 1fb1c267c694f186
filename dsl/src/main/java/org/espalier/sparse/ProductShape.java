package org.espalier.sparse;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The sizes of one product {@code [rows × inner] · [inner × columns]}, checked once, when it is prepared: every backend
 * refuses the same arguments with the same words.
 *
 * @param rows of the sparse matrix and of the output
 * @param inner columns of the sparse matrix, rows of the input
 * @param columns of input and output: examples of a batch, or spatial positions
 */
public record ProductShape(int rows, int inner, int columns) {

    /**
     * Checks that both dense sides fit into a Java array.
     *
     * @throws IllegalArgumentException if a size is below 1 or a side has more than 2³¹ − 1 values
     */
    public ProductShape {
        if (rows < 1 || inner < 1 || columns < 1) {
            throw new IllegalArgumentException("a product needs sizes of at least 1, found [%d x %d] * [%d x %d]"
                    .formatted(rows, inner, inner, columns));
        }
        requireFits("input", inner, columns);
        requireFits("output", rows, columns);
    }

    /** The shape of {@code matrix} times a dense matrix of so many columns. */
    public static ProductShape of(SparseMatrix matrix, int columns) {
        return new ProductShape(matrix.rows(), matrix.columns(), columns);
    }

    /**
     * Checks the arguments of {@link SparseProduct#execute(float[], float[])}.
     *
     * @throws IllegalArgumentException if an array has another length, or both are the same array
     */
    public void check(float[] in, float[] out) {
        requireLength("input", in, inner);
        requireLength("output", out, rows);
        if (in == out) {
            throw new IllegalArgumentException("input and output must be two arrays, found one and the same");
        }
    }

    /**
     * Checks the arguments of {@link SparseProduct#execute(FloatBuffer, FloatBuffer)}.
     *
     * @throws IllegalArgumentException if a buffer has another number of values, is not direct, not in native byte order,
     *     or is to be written and read-only, or if both are the same buffer
     */
    public void check(FloatBuffer in, FloatBuffer out) {
        requireDirect("input", in, inner);
        requireDirect("output", out, rows);
        if (out.isReadOnly()) {
            throw new IllegalArgumentException("the output is written, found a read-only buffer");
        }
        if (in == out) {
            throw new IllegalArgumentException("input and output must be two buffers, found one and the same");
        }
    }

    private void requireDirect(String side, FloatBuffer buffer, int height) {
        if (buffer.remaining() != height * columns) {
            throw new IllegalArgumentException("the %s is [%d x %d] and holds %d values, found a buffer of %d"
                    .formatted(side, height, columns, height * columns, buffer.remaining()));
        }
        if (!buffer.isDirect() || buffer.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("the %s must be a direct buffer in %s order, found a %s one in %s order"
                    .formatted(side, ByteOrder.nativeOrder(), buffer.isDirect() ? "direct" : "heap", buffer.order()));
        }
    }

    private void requireLength(String side, float[] array, int height) {
        if (array.length != height * columns) {
            throw new IllegalArgumentException("the %s is [%d x %d] and holds %d values, found an array of %d"
                    .formatted(side, height, columns, height * columns, array.length));
        }
    }

    private static void requireFits(String side, int height, int width) {
        if ((long) height * width > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "the %s is [%d x %d] and holds %d values, more than a Java array holds (%d)"
                            .formatted(side, height, width, (long) height * width, Integer.MAX_VALUE));
        }
    }
}
