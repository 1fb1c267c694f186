package org.espalier.kernels.vector;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.espalier.sparse.BlockMatrix;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.SparseMatrix;

/**
 * Any matrix as blocks of {@code height} rows × 1 column, CSR being those of height 1.
 *
 * @param rows of the matrix; the last blocks may reach below
 * @param pointers where each panel's blocks start, one more than there are panels
 * @param indices the column of each block
 * @param values {@code [blocks × height]}
 */
record Blocks(int rows, int height, int[] pointers, int[] indices, float[] values) {

    /**
     * Blocks of 4 or 8 rows and dense matrices as blocks, others as CSR.
     *
     * @param high rows that a dense matrix is cut into, and more than which no other block keeps
     * @param groups into how many parts the rows are cut; no block belongs to two
     */
    static Blocks of(SparseMatrix matrix, int high, int groups) {
        if (matrix instanceof BlockMatrix blocks) {
            BlockMatrix m = blocks.columnBlocks(4, 8);
            Blocks found = new Blocks(m.rows(), m.height(), m.panelPointers(), m.columnIndices(), m.values());
            return m.height() > high ? found.halved() : found;
        }
        if (matrix instanceof DenseMatrix m) {
            int height = m.rows() / groups < high ? 1 : high;
            return of(m, groups == 1 || m.rows() / groups % height == 0 ? height : 1);
        }
        CsrMatrix m = matrix.toCsr();
        return new Blocks(m.rows(), 1, m.rowPointers(), m.columnIndices(), m.values());
    }

    /** Every column of every panel as a block. */
    private static Blocks of(DenseMatrix m, int height) {
        int inner = m.columns();
        int panels = (int) (((long) m.rows() + height - 1) / height);
        long length = (long) panels * height * inner;
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "%s in blocks of %d rows has %d values, more than a Java array holds (%d)"
                            .formatted(m, height, length, Integer.MAX_VALUE - 8));
        }
        float[] values = m.values();
        float[] blocks = new float[(int) length];
        for (int i = 0; i < values.length; i++) {
            int row = i / inner;
            blocks[(row / height * inner + i % inner) * height + row % height] = values[i];
        }
        return new Blocks(
                m.rows(),
                height,
                IntStream.rangeClosed(0, panels).map(panel -> panel * inner).toArray(),
                IntStream.range(0, panels * inner).map(at -> at % inner).toArray(),
                blocks);
    }

    /** Each block as an upper and a lower one, also where one of them is all zeros: it is multiplied all the same. */
    private Blocks halved() {
        int half = height / 2;
        int panels = (int) (((long) rows + half - 1) / half);
        int[] starts = new int[panels + 1];
        for (int panel = 0; panel < panels; panel++) {
            starts[panel + 1] = Math.addExact(starts[panel], pointers[panel / 2 + 1] - pointers[panel / 2]);
        }
        int[] columns = new int[starts[panels]];
        float[] halves = new float[Math.multiplyExact(columns.length, half)];
        for (int panel = 0; panel < panels; panel++) {
            int from = pointers[panel / 2];
            System.arraycopy(indices, from, columns, starts[panel], starts[panel + 1] - starts[panel]);
            for (int at = starts[panel]; at < starts[panel + 1]; at++, from++) {
                System.arraycopy(values, from * height + panel % 2 * half, halves, at * half, half);
            }
        }
        return new Blocks(rows, half, starts, columns, halves);
    }

    /** How many panels lie wholly within the matrix. */
    int wholePanels() {
        return rows / height;
    }

    /** The first block of a panel at this column or right of it. */
    int seek(int panel, int column) {
        int found = Arrays.binarySearch(indices, pointers[panel], pointers[panel + 1], column);
        return found < 0 ? -found - 1 : found;
    }
}
