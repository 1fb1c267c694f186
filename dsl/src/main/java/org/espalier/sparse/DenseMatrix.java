package org.espalier.sparse;

import java.io.IOException;
import java.util.List;

/**
 * An immutable float matrix of which everything is stored, row by row: what the other formats have to beat. There is one
 * form for each matrix.
 *
 * <p>A zero is multiplied like any weight: {@code 0 · Inf} and {@code 0 · NaN} are NaN.
 *
 * <pre>{@code
 * var matrix = DenseMatrix.of(new float[] {0, 2, 0, 1, 0, 3}, 2, 3);
 * matrix.stored() + " stored, " + matrix.nonZeros() + " of them not zero"     // 6 stored, 3 of them not zero
 * }</pre>
 */
public final class DenseMatrix extends StoredMatrix {

    private DenseMatrix(MatrixSize size, float[] values) {
        super(size, values);
    }

    /**
     * A matrix of these values.
     *
     * @param dense {@code [rows × columns]}, row-major; copied
     * @param rows at least 1; a layer's outputs
     * @param columns at least 1; a layer's inputs
     * @throws IllegalArgumentException if {@code dense} does not hold {@code rows · columns} values
     */
    public static DenseMatrix of(float[] dense, int rows, int columns) {
        return new DenseMatrix(MatrixSize.of(dense, rows, columns), withoutSignedZeros(dense));
    }

    /**
     * The same matrix with its zeros.
     *
     * @throws IllegalStateException if it has more values than a Java array holds
     */
    public static DenseMatrix of(SparseMatrix matrix) {
        return matrix instanceof DenseMatrix m
                ? m
                : new DenseMatrix(new MatrixSize(matrix.rows(), matrix.columns()), matrix.toDense());
    }

    static DenseMatrix read(MatrixHeader header, MatrixInput in) throws IOException {
        header.requireStored(header.size().values());
        return of(in.values(header.stored()), header.rows(), header.columns());
    }

    @Override
    public float[] toDense() {
        return values();
    }

    @Override
    public CsrMatrix toCsr() {
        return CsrMatrix.of(values, rows(), columns());
    }

    @Override
    public SparseFormat format() {
        return SparseFormat.DENSE;
    }

    @Override
    List<Integer> parameters() {
        return List.of(0, 0);
    }

    @Override
    Object pattern() {
        return List.of();
    }

    @Override
    long patternBytes() {
        return 0;
    }

    @Override
    void writePattern(MatrixOutput out) {}

    @Override
    public String toString() {
        return described("dense %d x %d".formatted(rows(), columns()));
    }
}
