package org.espalier.sparse;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable float matrix in compressed sparse rows: the non-zero values row by row, the column of each, and where each
 * row starts. There is one form for each matrix (columns rise within a row, no zero is stored), so equal matrices have
 * equal arrays.
 *
 * <p>What a mask removed is gone: a product reads nothing for it, so a pruned weight times Inf or NaN contributes 0 where
 * the dense product would give NaN. {@code -0.0} is a zero like any other (masking a negative weight yields one) and comes
 * back from {@link #toDense()} as {@code 0.0}; every other value comes back bit for bit, NaN and Inf among them.
 *
 * <pre>{@code
 * var matrix = CsrMatrix.of(new float[] {0, 2, 0, 1, 0, 3}, 2, 3);   // [0 2 0; 1 0 3]
 * matrix.density();                                                  // 0.5
 * }</pre>
 */
public final class CsrMatrix {
    private final int rows;
    private final int columns;
    private final int[] rowPointers;
    private final int[] columnIndices;
    private final float[] values;

    private CsrMatrix(int rows, int columns, int[] rowPointers, int[] columnIndices, float[] values) {
        this.rows = rows;
        this.columns = columns;
        this.rowPointers = rowPointers;
        this.columnIndices = columnIndices;
        this.values = values;
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
        requireSize(rows, columns);
        if (dense.length != (long) rows * columns) {
            throw new IllegalArgumentException("a %d x %d matrix holds %d values, found %d"
                    .formatted(rows, columns, (long) rows * columns, dense.length));
        }
        int nonZeros = 0;
        for (float value : dense) {
            nonZeros += value == 0 ? 0 : 1;
        }
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
        return new CsrMatrix(rows, columns, rowPointers, columnIndices, values);
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
        requireSize(rows, columns);
        CsrMatrix matrix = new CsrMatrix(rows, columns, rowPointers.clone(), columnIndices.clone(), values.clone());
        matrix.requireRowPointers();
        for (int row = 0; row < rows; row++) {
            matrix.requireRow(row);
        }
        return matrix;
    }

    private static void requireSize(int rows, int columns) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "a matrix needs at least one row and one column, found %d x %d".formatted(rows, columns));
        }
        if (rows == Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a matrix of %d rows needs one row pointer more than a Java array holds".formatted(rows));
        }
    }

    private void requireRowPointers() {
        if (columnIndices.length != values.length) {
            throw new IllegalArgumentException(
                    "each value needs one column index, found %d values and %d column indices"
                            .formatted(values.length, columnIndices.length));
        }
        if (rowPointers.length != rows + 1) {
            throw new IllegalArgumentException(
                    "%d rows need %d row pointers, found %d".formatted(rows, rows + 1, rowPointers.length));
        }
        if (rowPointers[0] != 0 || rowPointers[rows] != values.length) {
            throw new IllegalArgumentException(
                    "row pointers must run from 0 to the number of values, %d, found %d to %d"
                            .formatted(values.length, rowPointers[0], rowPointers[rows]));
        }
        for (int row = 0; row < rows; row++) {
            if (rowPointers[row + 1] < rowPointers[row]) {
                throw new IllegalArgumentException("row pointers must not fall, found %d after %d at row %d"
                        .formatted(rowPointers[row + 1], rowPointers[row], row));
            }
        }
    }

    private void requireRow(int row) {
        int before = -1;
        for (int at = rowPointers[row]; at < rowPointers[row + 1]; at++) {
            int column = columnIndices[at];
            if (column < 0 || column >= columns) {
                throw new IllegalArgumentException(
                        "row %d: a column index must lie in [0, %d), found %d".formatted(row, columns, column));
            }
            if (column <= before) {
                throw new IllegalArgumentException(
                        "row %d: column indices must rise, found %d after %d".formatted(row, column, before));
            }
            if (values[at] == 0) {
                throw new IllegalArgumentException(
                        "row %d, column %d: a zero must be left out, found it stored".formatted(row, column));
            }
            before = column;
        }
    }

    /**
     * The dense form.
     *
     * @return a new array {@code [rows × columns]}, row-major
     * @throws IllegalStateException if that is more than a Java array holds
     */
    public float[] toDense() {
        long size = (long) rows * columns;
        if (size > Integer.MAX_VALUE) {
            throw new IllegalStateException("a dense %d x %d matrix has %d values, more than a Java array holds (%d)"
                    .formatted(rows, columns, size, Integer.MAX_VALUE));
        }
        float[] dense = new float[(int) size];
        for (int row = 0; row < rows; row++) {
            for (int at = rowPointers[row]; at < rowPointers[row + 1]; at++) {
                dense[row * columns + columnIndices[at]] = values[at];
            }
        }
        return dense;
    }

    /** The number of rows; a layer's outputs. */
    public int rows() {
        return rows;
    }

    /** The number of columns; a layer's inputs. */
    public int columns() {
        return columns;
    }

    /** The number of stored values. */
    public int nonZeros() {
        return values.length;
    }

    /** The stored share of all values, in [0, 1]. */
    public double density() {
        return (double) values.length / ((double) rows * columns);
    }

    /** A copy of where each row starts, {@code rows + 1} positions. */
    public int[] rowPointers() {
        return rowPointers.clone();
    }

    /** A copy of the column of each stored value. */
    public int[] columnIndices() {
        return columnIndices.clone();
    }

    /** A copy of the stored values. */
    public float[] values() {
        return values.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CsrMatrix m
                && rows == m.rows
                && columns == m.columns
                && Arrays.equals(rowPointers, m.rowPointers)
                && Arrays.equals(columnIndices, m.columnIndices)
                && Arrays.equals(values, m.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * rows + columns) + 31 * Arrays.hashCode(columnIndices) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "CSR %d x %d, %d non-zeros (density %.3g)".formatted(rows, columns, nonZeros(), density());
    }
}
