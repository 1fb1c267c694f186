package org.espalier.sparse;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the formats share: sizes, stored values, equality and the file. Arrays handed over are not copied. */
abstract sealed class StoredMatrix implements SparseMatrix permits CsrMatrix, BlockMatrix, NofMMatrix, DenseMatrix {
    final MatrixSize size;
    final float[] values;
    private final int nonZeros;

    StoredMatrix(MatrixSize size, float[] values) {
        this.size = size;
        this.values = values;
        this.nonZeros = nonZeros(values);
    }

    static int nonZeros(float[] values) {
        int count = 0;
        for (float value : values) {
            count += value == 0 ? 0 : 1;
        }
        return count;
    }

    /** A copy with 0.0 for each -0.0: equal matrices then have equal arrays. */
    static float[] withoutSignedZeros(float[] values) {
        float[] copy = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            copy[i] = values[i] == 0 ? 0 : values[i];
        }
        return copy;
    }

    /** The two numbers that a format is made with, such as height and width; zeros where it has none. */
    abstract List<Integer> parameters();

    /** Where the values belong, equal for equal patterns. */
    abstract Object pattern();

    /** How many bytes {@link #writePattern} writes. */
    abstract long patternBytes();

    abstract void writePattern(MatrixOutput out) throws IOException;

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

    @Override
    public float[] values() {
        return values.clone();
    }

    @Override
    public long storedBytes() {
        return patternBytes() + (long) Float.BYTES * values.length;
    }

    @Override
    public float[] toDense() {
        return toCsr().toDense();
    }

    @Override
    public void write(OutputStream out) throws IOException {
        MatrixFile.write(this, out);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredMatrix m
                && format() == m.format()
                && size.equals(m.size)
                && parameters().equals(m.parameters())
                && pattern().equals(m.pattern())
                && Arrays.equals(values, m.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * size.hashCode() + pattern().hashCode()) + Arrays.hashCode(values);
    }

    String described(String what) {
        return "%s, %d non-zeros (density %.3g)".formatted(what, nonZeros, density());
    }
}
