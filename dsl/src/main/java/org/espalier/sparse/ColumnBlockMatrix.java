package org.espalier.sparse;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable float matrix in blocks of {@code height} rows × 1 column. Rows are taken {@code height} at a time, as
 * panels; each panel stores every column in which any of its rows has a value, and all {@code height} values of it. The
 * last panel is filled up with rows of zeros. There is one form for each matrix and height.
 *
 * <p>A block is stored and multiplied whole. A pruned column of a panel is not read, but a zero <em>inside</em> a stored
 * block is multiplied like any weight: {@code 0 · Inf} and {@code 0 · NaN} are NaN there.
 *
 * <pre>{@code
 * var matrix = ColumnBlockMatrix.of(new float[] {0, 1, 0, 2, 0, 3, 0, 0}, 4, 2, 4);   // [0 1; 0 2; 0 3; 0 0]
 * matrix.blocks()                                                                      // 1
 * }</pre>
 */
public final class ColumnBlockMatrix implements SparseMatrix {
    private final MatrixSize size;
    private final int height;
    private final Compressed places;
    private final float[] values;
    private final int nonZeros;

    private ColumnBlockMatrix(MatrixSize size, int height, Compressed places, float[] values) {
        this.size = size;
        this.height = height;
        this.places = places;
        this.values = values;
        int count = 0;
        for (float value : values) {
            count += value == 0 ? 0 : 1;
        }
        this.nonZeros = count;
    }

    /**
     * The blocks of a dense matrix that hold any value but zero.
     *
     * @param dense {@code [rows × columns]}, row-major; not kept
     * @param rows at least 1
     * @param columns at least 1
     * @param height rows of a block, 4 or 8
     * @throws IllegalArgumentException if {@code dense} does not hold {@code rows · columns} values, if {@code height} is
     *     another, or if the blocks would hold more values than a Java array
     */
    public static ColumnBlockMatrix of(float[] dense, int rows, int columns, int height) {
        MatrixSize size = MatrixSize.of(dense, rows, columns);
        int panels = panels(rows, height);
        int[] pointers = new int[panels + 1];
        for (int panel = 0; panel < panels; panel++) {
            int blocks = 0;
            for (int column = 0; column < columns; column++) {
                blocks += anyValue(dense, size, panel * height, height, column) ? 1 : 0;
            }
            pointers[panel + 1] = pointers[panel] + blocks;
        }
        int[] indices = new int[pointers[panels]];
        float[] values = new float[MatrixSize.requireStorable((long) indices.length * height)];
        int at = 0;
        for (int panel = 0; panel < panels; panel++) {
            int top = panel * height;
            for (int column = 0; column < columns; column++) {
                if (anyValue(dense, size, top, height, column)) {
                    indices[at] = column;
                    for (int r = 0; r < height && top + r < rows; r++) {
                        values[at * height + r] = positiveZero(dense[(top + r) * columns + column]);
                    }
                    at++;
                }
            }
        }
        return new ColumnBlockMatrix(size, height, new Compressed("panel", pointers, indices), values);
    }

    /**
     * A matrix from its three arrays, which are copied.
     *
     * @param rows at least 1
     * @param columns at least 1
     * @param height rows of a block, 4 or 8
     * @param panelPointers one more than there are panels: the blocks of panel {@code p} are
     *     {@code [panelPointers[p], panelPointers[p + 1])}
     * @param columnIndices the column of each block, rising within a panel
     * @param values {@code [blocks × height]}; each block has a value other than zero, and zeros below the last row
     * @throws IllegalArgumentException if the arrays do not describe such a matrix; says where and what was found
     */
    public static ColumnBlockMatrix of(
            int rows, int columns, int height, int[] panelPointers, int[] columnIndices, float[] values) {
        MatrixSize size = new MatrixSize(rows, columns);
        int panels = panels(rows, height);
        if (values.length != (long) columnIndices.length * height) {
            throw new IllegalArgumentException("%d blocks of %d rows hold %d values, found %d"
                    .formatted(columnIndices.length, height, (long) columnIndices.length * height, values.length));
        }
        float[] kept = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            kept[i] = positiveZero(values[i]);
        }
        ColumnBlockMatrix matrix = new ColumnBlockMatrix(
                size, height, new Compressed("panel", panelPointers.clone(), columnIndices.clone()), kept);
        matrix.places.check(panels, columns);
        matrix.requireFilledBlocks(panels);
        return matrix;
    }

    private static int panels(int rows, int height) {
        if (height != 4 && height != 8) {
            throw new IllegalArgumentException("a column block has 4 or 8 rows, found %d".formatted(height));
        }
        return (int) (((long) rows + height - 1) / height);
    }

    private static boolean anyValue(float[] dense, MatrixSize size, int top, int height, int column) {
        for (int r = 0; r < height && top + r < size.rows(); r++) {
            if (dense[(top + r) * size.columns() + column] != 0) {
                return true;
            }
        }
        return false;
    }

    private static float positiveZero(float value) {
        return value == 0 ? 0 : value;
    }

    private void requireFilledBlocks(int panels) {
        for (int panel = 0; panel < panels; panel++) {
            for (int at = places.pointers()[panel]; at < places.pointers()[panel + 1]; at++) {
                boolean any = false;
                for (int r = 0; r < height; r++) {
                    float value = values[at * height + r];
                    any |= value != 0;
                    if (value != 0 && (long) panel * height + r >= size.rows()) {
                        throw new IllegalArgumentException(
                                "panel %d, column %d: below the last row a block holds zeros, found %s"
                                        .formatted(panel, places.indices()[at], value));
                    }
                }
                if (!any) {
                    throw new IllegalArgumentException(
                            "panel %d, column %d: a block of zeros must be left out, found it stored"
                                    .formatted(panel, places.indices()[at]));
                }
            }
        }
    }

    @Override
    public float[] toDense() {
        float[] dense = size.newDense();
        for (int panel = 0; panel + 1 < places.pointers().length; panel++) {
            int top = panel * height;
            for (int at = places.pointers()[panel]; at < places.pointers()[panel + 1]; at++) {
                for (int r = 0; r < height && top + r < size.rows(); r++) {
                    dense[(top + r) * size.columns() + places.indices()[at]] = values[at * height + r];
                }
            }
        }
        return dense;
    }

    @Override
    public CsrMatrix toCsr() {
        int[] rowPointers = new int[size.rows() + 1];
        int[] columnIndices = new int[nonZeros];
        float[] kept = new float[nonZeros];
        int to = 0;
        for (int row = 0; row < size.rows(); row++) {
            int panel = row / height;
            for (int at = places.pointers()[panel]; at < places.pointers()[panel + 1]; at++) {
                float value = values[at * height + row % height];
                if (value != 0) {
                    columnIndices[to] = places.indices()[at];
                    kept[to++] = value;
                }
            }
            rowPointers[row + 1] = to;
        }
        return CsrMatrix.of(size.rows(), size.columns(), rowPointers, columnIndices, kept);
    }

    @Override
    public SparseFormat format() {
        return SparseFormat.COLUMN_BLOCKS;
    }

    @Override
    public int rows() {
        return size.rows();
    }

    @Override
    public int columns() {
        return size.columns();
    }

    @Override
    public int stored() {
        return values.length;
    }

    @Override
    public int nonZeros() {
        return nonZeros;
    }

    /** Rows of a block, 4 or 8. */
    public int height() {
        return height;
    }

    /** How many blocks are stored. */
    public int blocks() {
        return places.indices().length;
    }

    /** A copy of where each panel's blocks start, one more than there are panels. */
    public int[] panelPointers() {
        return places.pointers().clone();
    }

    /** A copy of the column of each block. */
    public int[] columnIndices() {
        return places.indices().clone();
    }

    /** A copy of the stored values, {@code [blocks × height]}. */
    public float[] values() {
        return values.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ColumnBlockMatrix m
                && size.equals(m.size)
                && height == m.height
                && places.equals(m.places)
                && Arrays.equals(values, m.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * size.hashCode() + places.hashCode()) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "%d x 1 blocks of %d x %d, %d blocks, %d non-zeros (density %.3g)"
                .formatted(height, rows(), columns(), blocks(), nonZeros, density());
    }
}
