package org.espalier.program;

import org.espalier.program.Step.Convolution;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.SparseMatrix;

/**
 * A convolution's weights as a product takes them: those of a grouped one group by group where they are dense, else as one
 * matrix over all channels, sparse since a row has nothing outside of its group.
 *
 * @param channels input channels that the columns stand for
 */
record Grouping(SparseMatrix weights, int groups, int channels) {

    static Grouping of(Convolution c, int channels) {
        return c.groups() == 1
                ? new Grouping(c.weights(), 1, channels)
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
