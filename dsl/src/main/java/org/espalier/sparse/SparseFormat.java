package org.espalier.sparse;

/** How a {@link SparseMatrix} is stored; what a backend says it {@linkplain SparseBackend#supports supports}. */
public enum SparseFormat {
    /** Value by value, {@link CsrMatrix}: any pattern. */
    CSR,
    /** Several rows of one column at a time, {@link ColumnBlockMatrix}: what was pruned in such blocks. */
    COLUMN_BLOCKS,
    /** At most n of every m neighbours in a row, {@link NofMMatrix}. */
    N_OF_M
}
