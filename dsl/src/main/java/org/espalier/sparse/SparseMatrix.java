package org.espalier.sparse;

/**
 * An immutable float matrix of which only a part is stored, in one of the {@linkplain SparseFormat formats}. Each comes
 * from a dense matrix by its {@code of} and goes back by {@link #toDense()}, exactly: only zeros are left out, however
 * small the rest. {@code -0.0} is a zero like any other (masking a negative weight yields one) and comes back as
 * {@code 0.0}; every other value comes back bit for bit, NaN and Inf among them.
 *
 * <pre>{@code
 * var matrix = ColumnBlockMatrix.of(weights, 300, 784, 4);
 * matrix.toCsr().equals(CsrMatrix.of(weights, 300, 784))      // true
 * }</pre>
 */
public sealed interface SparseMatrix permits CsrMatrix, ColumnBlockMatrix, NofMMatrix {

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
}
