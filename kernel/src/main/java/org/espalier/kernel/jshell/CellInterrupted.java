package org.espalier.kernel.jshell;

/** Ends the code of a cell after an interrupt. An error, so that a cell's {@code catch (Exception e)} lets it pass. */
final class CellInterrupted extends Error {
    private static final long serialVersionUID = 1;

    CellInterrupted() {
        super("the cell was interrupted");
    }
}
