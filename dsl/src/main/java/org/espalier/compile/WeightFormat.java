package org.espalier.compile;

import org.espalier.sparse.BlockMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.NofMMatrix;
import org.espalier.sparse.SparseFormat;
import org.espalier.sparse.SparseMatrix;

/**
 * How a layer's weights are stored, sizes included.
 *
 * <pre>{@code
 * WeightFormat.blocks(4, 1).store(matrix)
 * }</pre>
 *
 * @param kind the format
 * @param first rows of a block, or the n of N:M, else 0
 * @param second columns of a block, or the m of N:M, else 0
 */
public record WeightFormat(SparseFormat kind, int first, int second) {
    /** Everything. */
    public static final WeightFormat DENSE = new WeightFormat(SparseFormat.DENSE, 0, 0);

    /** Value by value. */
    public static final WeightFormat CSR = new WeightFormat(SparseFormat.CSR, 0, 0);

    private static final int LARGEST_BLOCK = 16;

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if the kind has no such sizes
     */
    public WeightFormat {
        boolean fits = switch (kind) {
            case DENSE, CSR -> first == 0 && second == 0;
            case BLOCKS -> Math.min(first, second) >= 1 && Math.max(first, second) <= LARGEST_BLOCK;
            case N_OF_M -> first >= 1 && first < second;
        };
        if (!fits) {
            throw new IllegalArgumentException(
                    "expected blocks of 1 to %d rows and columns, or 1 <= n < m, found %s with %d and %d"
                            .formatted(LARGEST_BLOCK, kind, first, second));
        }
    }

    /** Blocks of so many rows and columns, 1 to 16 each. */
    public static WeightFormat blocks(int height, int width) {
        return new WeightFormat(SparseFormat.BLOCKS, height, width);
    }

    /** At most {@code n} of every {@code m} neighbours in a row. */
    public static WeightFormat nOfM(int n, int m) {
        return new WeightFormat(SparseFormat.N_OF_M, n, m);
    }

    /** How a matrix is stored. */
    public static WeightFormat of(SparseMatrix matrix) {
        if (matrix instanceof BlockMatrix m) {
            return blocks(m.height(), m.width());
        }
        if (matrix instanceof NofMMatrix m) {
            return nOfM(m.n(), m.m());
        }
        return matrix.format() == SparseFormat.DENSE ? DENSE : CSR;
    }

    /**
     * The same matrix in this format.
     *
     * @throws IllegalArgumentException if it does not keep to N:M, saying where, or would take more than a Java array
     */
    public SparseMatrix store(SparseMatrix matrix) {
        return switch (kind) {
            case DENSE -> DenseMatrix.of(matrix);
            case CSR -> matrix.toCsr();
            case BLOCKS -> BlockMatrix.of(matrix, first, second);
            case N_OF_M -> NofMMatrix.of(matrix, first, second);
        };
    }

    /** As in tables: {@code dense}, {@code CSR}, {@code 4×1}, {@code 2:4}. */
    @Override
    public String toString() {
        return switch (kind) {
            case DENSE -> "dense";
            case CSR -> "CSR";
            case BLOCKS -> first + "×" + second;
            case N_OF_M -> first + ":" + second;
        };
    }
}
