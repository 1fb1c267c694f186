package org.espalier.kernel.jshell;

import org.jspecify.annotations.Nullable;

/**
 * The stretch of time in which the notebook thread runs code of the user. Only then is the thread interrupted: an
 * interrupt while the compiler reads the class path would close its files for good.
 */
final class UserCode {

    /** Something that may throw what it likes. */
    @FunctionalInterface
    interface Body<T extends @Nullable Object, E extends Exception> {
        T run() throws E;
    }

    private static final long MOST_RESERVED = 16L << 20;

    private final Object lock = new Object();
    /** Heap that a cell can't fill, for telling that it filled the rest. */
    private volatile byte @Nullable [] reserve;

    private boolean cellRuns;
    private @Nullable Thread thread;

    /** A cell begins: forgets any earlier interrupt. */
    void begin() {
        synchronized (lock) {
            Stop.clear();
            cellRuns = true;
        }
    }

    /** The cell has ended; interrupts mean nothing until the next begins. */
    void end() {
        synchronized (lock) {
            cellRuns = false;
            Stop.clear();
        }
    }

    <T extends @Nullable Object, E extends Exception> T run(Body<T, E> body) throws E {
        synchronized (lock) {
            thread = Thread.currentThread();
        }
        boolean hasEnded = false;
        try {
            Stop.check();
            T result = body.run();
            hasEnded = true;
            return result;
        } finally {
            if (!hasEnded) {
                reserve = null;
            }
            synchronized (lock) {
                thread = null;
                Thread.interrupted();
            }
        }
    }

    /** Keeps some of the heap back, of which no code of the user knows, until such code fails or the heap is full. */
    void reserveHeap() {
        if (reserve == null) {
            try {
                reserve = new byte[(int) Math.min(Runtime.getRuntime().maxMemory() / 16, MOST_RESERVED)];
            } catch (OutOfMemoryError tooScattered) {
                // Then there is none.
            }
        }
    }

    /** Ends the running cell as if the heap were full; does nothing when none runs. */
    void heapIsFull() {
        reserve = null;
        synchronized (lock) {
            if (cellRuns) {
                Stop.fill();
            }
        }
    }

    /** Asks the running cell to stop; does nothing when none runs. */
    void interrupt() {
        synchronized (lock) {
            if (cellRuns) {
                Stop.request();
                if (thread != null) {
                    thread.interrupt();
                }
            }
        }
    }
}
