package org.espalier.sparse;

/** How a {@link SparseMatrix} is stored; what a backend says it {@linkplain SparseBackend#supports supports}. */
public enum SparseFormat {
    /** Value by value, {@link CsrMatrix}: any pattern. */
    CSR,
    /** Block by block, {@link BlockMatrix}, of any height and width: what was pruned in such blocks. */
    BLOCKS,
    /** At most n of every m neighbours in a row, {@link NofMMatrix}. */
    N_OF_M,
    /** Everything, {@link DenseMatrix}: what was hardly pruned at all. */
    DENSE
}
