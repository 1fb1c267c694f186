package org.espalier.sparse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * An immutable float matrix of which only a part is stored, in one of the {@linkplain SparseFormat formats}; dense is one
 * of them. Each comes from a dense array or from any other format by its {@code of} and goes back by {@link #toDense()} or
 * {@link #toCsr()}, exactly: only zeros are left out, however small the rest. {@code -0.0} is a zero like any other
 * (masking a negative weight yields one) and comes back as {@code 0.0}; every other value comes back bit for bit, NaN and
 * Inf among them.
 *
 * <pre>{@code
 * var matrix = BlockMatrix.of(weights, 300, 784, 4, 1);
 * matrix.toCsr().equals(CsrMatrix.of(weights, 300, 784))      // true
 * }</pre>
 */
public sealed interface SparseMatrix permits StoredMatrix {

    /** Which of the formats this is. */
    SparseFormat format();

    /** The number of rows; a layer's outputs. */
    int rows();

    /** The number of columns; a layer's inputs. */
    int columns();

    /** How many values are stored, zeros among them where the format cannot leave one out. */
    int stored();

    /** How many values differ from zero. */
    int nonZeros();

    /** A copy of the stored values, in the order of the format. */
    float[] values();

    /**
     * How many bytes values, indices and pointers take where each takes as few as it can: 4 for a value and a pointer, 2
     * for an index among at most 65 536 and 4 among more, 1 for a place in an N:M group. A file takes 36 more.
     */
    long storedBytes();

    /** The share of all values that differ from zero, in [0, 1]. */
    default double density() {
        return nonZeros() / ((double) rows() * columns());
    }

    /**
     * The dense form.
     *
     * @return a new array {@code [rows × columns]}, row-major
     * @throws IllegalStateException if that is more than a Java array holds
     */
    float[] toDense();

    /** The same matrix row by row, without any zero. */
    CsrMatrix toCsr();

    /**
     * Writes this matrix in its format, for {@link #read}: little-endian, with checksums. The stream is neither flushed
     * nor closed.
     *
     * <pre>{@code
     * try (var out = Files.newOutputStream(file)) {
     *     matrix.write(out);
     * }
     * }</pre>
     *
     * @throws IOException if the stream cannot be written
     */
    void write(OutputStream out) throws IOException;

    /**
     * Reads a matrix that {@link #write} wrote and not a byte more; equal to that one. Memory grows with what was read,
     * whatever sizes a damaged file claims.
     *
     * @throws IOException if the stream ends too soon, holds something else or was damaged; says where and what was found
     */
    static SparseMatrix read(InputStream in) throws IOException {
        return MatrixFile.read(in);
    }
}
