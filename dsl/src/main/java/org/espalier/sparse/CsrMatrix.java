package org.espalier.sparse;

import java.io.IOException;
import java.util.List;

/**
 * An immutable float matrix in compressed sparse rows: the non-zero values row by row, the column of each, and where each
 * row starts. There is one form for each matrix (columns rise within a row, no zero is stored), so equal matrices have
 * equal arrays.
 *
 * <p>What a mask removed is gone: a product reads nothing for it, so a pruned weight times Inf or NaN contributes 0 where
 * the dense product would give NaN.
 *
 * <pre>{@code
 * var matrix = CsrMatrix.of(new float[] {0, 2, 0, 1, 0, 3}, 2, 3);   // [0 2 0; 1 0 3]
 * matrix.density();                                                  // 0.5
 * }</pre>
 */
public final class CsrMatrix extends StoredMatrix {
    private final Compressed places;

    /** The arrays are kept and taken as they are: the caller has made or checked them. */
    CsrMatrix(MatrixSize size, int[] rowPointers, int[] columnIndices, float[] values) {
        super(size, values);
        this.places = new Compressed("row", rowPointers, columnIndices);
    }

    /**
     * The sparse form of a dense matrix; only zeros are left out, however small the rest.
     *
     * @param dense {@code [rows × columns]}, row-major; not kept
     * @param rows at least 1; a layer's outputs
     * @param columns at least 1; a layer's inputs
     * @throws IllegalArgumentException if {@code dense} does not hold {@code rows · columns} values
     */
    public static CsrMatrix of(float[] dense, int rows, int columns) {
        MatrixSize size = MatrixSize.of(dense, rows, columns);
        int nonZeros = nonZeros(dense);
        int[] rowPointers = new int[rows + 1];
        int[] columnIndices = new int[nonZeros];
        float[] values = new float[nonZeros];
        int at = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                float value = dense[row * columns + column];
                if (value != 0) {
                    columnIndices[at] = column;
                    values[at++] = value;
                }
            }
            rowPointers[row + 1] = at;
        }
        return new CsrMatrix(size, rowPointers, columnIndices, values);
    }

    /**
     * A matrix from its three arrays, which are copied.
     *
     * @param rows at least 1
     * @param columns at least 1
     * @param rowPointers {@code rows + 1} positions: row {@code r} is stored at {@code [rowPointers[r], rowPointers[r + 1])}
     * @param columnIndices the column of each value, rising within a row
     * @param values the values, none of them zero
     * @throws IllegalArgumentException if the arrays do not describe such a matrix; says where and what was found
     */
    public static CsrMatrix of(int rows, int columns, int[] rowPointers, int[] columnIndices, float[] values) {
        if (columnIndices.length != values.length) {
            throw new IllegalArgumentException(
                    "each value needs one column index, found %d values and %d column indices"
                            .formatted(values.length, columnIndices.length));
        }
        CsrMatrix matrix = new CsrMatrix(
                new MatrixSize(rows, columns), rowPointers.clone(), columnIndices.clone(), values.clone());
        matrix.places.check(rows, columns);
        matrix.requireNoZero();
        return matrix;
    }

    static CsrMatrix read(MatrixHeader header, MatrixInput in) throws IOException {
        MatrixSize size = header.size();
        Compressed places = Compressed.read("row", size.rows(), size.columns(), header.stored(), in);
        return of(size.rows(), size.columns(), places.pointers(), places.indices(), in.values(header.stored()));
    }

    private void requireNoZero() {
        for (int row = 0; row < size.rows(); row++) {
            for (int at = places.start(row); at < places.end(row); at++) {
                if (values[at] == 0) {
                    throw new IllegalArgumentException("row %d, column %d: a zero must be left out, found it stored"
                            .formatted(row, places.index(at)));
                }
            }
        }
    }

    @Override
    public float[] toDense() {
        float[] dense = size.newDense();
        for (int row = 0; row < size.rows(); row++) {
            for (int at = places.start(row); at < places.end(row); at++) {
                dense[row * size.columns() + places.index(at)] = values[at];
            }
        }
        return dense;
    }

    /** This matrix itself. */
    @Override
    public CsrMatrix toCsr() {
        return this;
    }

    @Override
    public SparseFormat format() {
        return SparseFormat.CSR;
    }

    /** A copy of where each row starts, {@code rows + 1} positions. */
    public int[] rowPointers() {
        return places.pointers().clone();
    }

    /** A copy of the column of each stored value. */
    public int[] columnIndices() {
        return places.indices().clone();
    }

    @Override
    List<Integer> parameters() {
        return List.of(0, 0);
    }

    @Override
    Compressed pattern() {
        return places;
    }

    @Override
    long patternBytes() {
        return places.bytes(size.columns());
    }

    @Override
    void writePattern(MatrixOutput out) throws IOException {
        places.write(size.columns(), out);
    }

    @Override
    public String toString() {
        return described("CSR %d x %d".formatted(rows(), columns()));
    }
}
