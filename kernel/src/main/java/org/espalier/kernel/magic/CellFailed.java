package org.espalier.kernel.magic;

import org.espalier.kernel.render.CellError;

/** Java that a magic ran did not compile, or threw; told by the evaluation, to be passed on. */
public final class CellFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient CellError error;

    /** With the error as the cell tells it. */
    public CellFailed(CellError error) {
        super(error.message());
        this.error = error;
    }

    /** The error as the cell tells it. */
    public CellError error() {
        return error;
    }
}
