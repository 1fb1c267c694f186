package org.espalier.sparse;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable float matrix with at most {@code n} values other than zero in every group of {@code m} neighbours of a
 * row, as the mask pattern N:M leaves it. A last group shorter than {@code m} counts as filled up with zeros. Every group
 * has {@code n} slots, a value and its place within the group each, places rising; a group with fewer values fills the
 * slots left with zeros at its lowest free places. There is one form for each matrix, {@code n} and {@code m}.
 *
 * <p>A slot that holds zero is not multiplied: as in {@link CsrMatrix}, nothing times Inf is nothing.
 *
 * <pre>{@code
 * var matrix = NofMMatrix.of(new float[] {0, 5, 0, 7}, 1, 4, 2, 4);
 * matrix.places();                                                  // {1, 3}
 * }</pre>
 */
public final class NofMMatrix implements SparseMatrix {
    private static final int MOST = 256;

    private final MatrixSize size;
    private final int n;
    private final int m;
    private final byte[] places;
    private final float[] values;
    private final int nonZeros;

    private NofMMatrix(MatrixSize size, int n, int m, byte[] places, float[] values) {
        this.size = size;
        this.n = n;
        this.m = m;
        this.places = places;
        this.values = values;
        int count = 0;
        for (float value : values) {
            count += value == 0 ? 0 : 1;
        }
        this.nonZeros = count;
    }

    /**
     * The N:M form of a dense matrix that keeps the pattern.
     *
     * @param dense {@code [rows × columns]}, row-major; not kept
     * @param rows at least 1
     * @param columns at least 1
     * @param n at least 1 and below {@code m}
     * @param m at most 256
     * @throws IllegalArgumentException if a group has more than {@code n} values, saying where, or if a size is wrong
     */
    public static NofMMatrix of(float[] dense, int rows, int columns, int n, int m) {
        MatrixSize size = MatrixSize.of(dense, rows, columns);
        int slots = slots(size, n, m);
        NofMMatrix matrix = new NofMMatrix(size, n, m, new byte[slots], new float[slots]);
        boolean[] taken = new boolean[m];
        int slot = 0;
        for (int row = 0; row < rows; row++) {
            for (int start = 0; start < columns; start = next(start, m, columns)) {
                int length = Math.min(m, columns - start);
                int kept = 0;
                for (int place = 0; place < m; place++) {
                    taken[place] = place < length && dense[row * columns + start + place] != 0;
                    kept += taken[place] ? 1 : 0;
                }
                if (kept > n) {
                    throw new IllegalArgumentException(
                            "row %d, columns %d to %d: %d:%d allows %d values other than zero, found %d"
                                    .formatted(row, start, start + length - 1, n, m, n, kept));
                }
                for (int place = 0; kept < n; place++) {
                    kept += taken[place] ? 0 : 1;
                    taken[place] = true;
                }
                for (int place = 0; place < m; place++) {
                    if (taken[place]) {
                        float value = place < length ? dense[row * columns + start + place] : 0;
                        matrix.places[slot] = (byte) place;
                        matrix.values[slot++] = value == 0 ? 0 : value;
                    }
                }
            }
        }
        return new NofMMatrix(size, n, m, matrix.places, matrix.values);
    }

    /** The start of the next group; {@code columns} when there is none, also near 2³¹. */
    private static int next(int start, int m, int columns) {
        return columns - start <= m ? columns : start + m;
    }

    private static int slots(MatrixSize size, int n, int m) {
        if (n < 1 || n >= m || m > MOST) {
            throw new IllegalArgumentException(
                    "N:M stores n of every m values and needs 1 <= n < m <= %d, found n = %d, m = %d"
                            .formatted(MOST, n, m));
        }
        long groups = ((long) size.columns() + m - 1) / m;
        return MatrixSize.requireStorable(Math.multiplyExact(size.rows() * groups, (long) n));
    }

    @Override
    public float[] toDense() {
        float[] dense = size.newDense();
        for (int slot = 0; slot < values.length; slot++) {
            if (values[slot] != 0) {
                dense[row(slot) * size.columns() + column(slot)] = values[slot];
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
        for (int slot = 0; slot < values.length; slot++) {
            if (values[slot] != 0) {
                columnIndices[to] = column(slot);
                kept[to++] = values[slot];
                rowPointers[row(slot) + 1] = to;
            }
        }
        for (int row = 0; row < size.rows(); row++) {
            rowPointers[row + 1] = Math.max(rowPointers[row + 1], rowPointers[row]);
        }
        return CsrMatrix.of(size.rows(), size.columns(), rowPointers, columnIndices, kept);
    }

    private int slotsPerRow() {
        return values.length / size.rows();
    }

    private int row(int slot) {
        return slot / slotsPerRow();
    }

    private int column(int slot) {
        return slot % slotsPerRow() / n * m + Byte.toUnsignedInt(places[slot]);
    }

    @Override
    public SparseFormat format() {
        return SparseFormat.N_OF_M;
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

    /** Slots of a group. */
    public int n() {
        return n;
    }

    /** Neighbours in a group. */
    public int m() {
        return m;
    }

    /** A copy of each slot's place within its group, in [0, m), {@code [rows × groups × n]}; unsigned. */
    public byte[] places() {
        return places.clone();
    }

    /** A copy of each slot's value, {@code [rows × groups × n]}; zero where a group has fewer than n. */
    public float[] values() {
        return values.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NofMMatrix o
                && size.equals(o.size)
                && n == o.n
                && m == o.m
                && Arrays.equals(places, o.places)
                && Arrays.equals(values, o.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * size.hashCode() + Arrays.hashCode(places)) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "%d:%d of %d x %d, %d non-zeros (density %.3g)".formatted(n, m, rows(), columns(), nonZeros, density());
    }
}
