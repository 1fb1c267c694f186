package org.espalier.kernel.jshell;

/**
 * The stop flag of the notebook. Code of cells calls {@link #check()} at every method entry and backward branch (woven
 * in by {@link StopChecks}), so that a loop which never sleeps can be interrupted too.
 */
public final class Stop {

    private static volatile boolean requested;
    private static volatile boolean heapIsFull;

    private Stop() {}

    /**
     * Returns at once, unless the running cell is to stop.
     *
     * @throws CellInterrupted when an interrupt was requested
     * @throws OutOfMemoryError once when little of the heap is left
     */
    public static void check() {
        if (requested) {
            throw new CellInterrupted();
        }
        if (heapIsFull) {
            heapIsFull = false;
            throw new OutOfMemoryError("Java heap space");
        }
    }

    /**
     * What {@code System.exit} becomes in a cell.
     *
     * @throws SystemExit always
     */
    public static void exit(int status) {
        throw new SystemExit(status);
    }

    /**
     * What {@code Runtime.exit} and {@code Runtime.halt} become in a cell.
     *
     * @throws SystemExit always
     */
    public static void exit(Runtime runtime, int status) {
        throw new SystemExit(status);
    }

    static boolean requested() {
        return requested;
    }

    static void request() {
        requested = true;
    }

    /** Little of the heap is left. */
    static void fill() {
        heapIsFull = true;
    }

    static void clear() {
        heapIsFull = false;
        requested = false;
    }
}
