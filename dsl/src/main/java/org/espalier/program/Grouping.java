package org.espalier.program;

import org.espalier.program.Step.Convolution;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.SparseMatrix;

/**
 * A convolution's weights as a product takes them: those of a grouped one group by group where they are dense and a group
 * has several rows, else as one matrix over all channels, sparse since a row has nothing outside of its group.
 *
 * @param channels input channels that the columns stand for
 */
record Grouping(SparseMatrix weights, int groups, int channels) {

    /** Fewer rows of a group gain nothing from being dense: an input is used again for each row only. */
    private static final int DENSE_ROWS = 4;

    static Grouping of(Convolution c, int channels) {
        if (c.groups() == 1) {
            return new Grouping(c.weights(), 1, channels);
        }
        boolean dense = c.weights() instanceof DenseMatrix && c.weights().rows() / c.groups() >= DENSE_ROWS;
        return dense
                ? new Grouping(c.weights(), c.groups(), channels / c.groups())
                : new Grouping(sideBySide(c.weights().toCsr(), c.groups()), 1, channels);
    }

    /** Row r of the result has its columns moved to where its group's channels begin. */
    private static CsrMatrix sideBySide(CsrMatrix m, int groups) {
        int rowsOfAGroup = m.rows() / groups;
        int[] pointers = m.rowPointers();
        int[] columns = m.columnIndices();
        for (int row = 0; row < m.rows(); row++) {
            for (int at = pointers[row]; at < pointers[row + 1]; at++) {
                columns[at] += row / rowsOfAGroup * m.columns();
            }
        }
        return CsrMatrix.of(m.rows(), m.columns() * groups, pointers, columns, m.values());
    }
}
