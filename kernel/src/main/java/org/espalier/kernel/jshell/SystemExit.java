package org.espalier.kernel.jshell;

/** Ends a cell that asked the process to exit. An error, so that a cell's {@code catch (Exception e)} lets it pass. */
final class SystemExit extends Error {
    private static final long serialVersionUID = 1;

    SystemExit(int status) {
        super("the cell called for the end of the process with status " + status
                + "; the kernel goes on (the front end's menu restarts it or shuts it down)");
    }
}
