package org.espalier.kernel.jshell;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The stretch of time in which the notebook thread runs code of the user. Only then is the thread interrupted: an
 * interrupt while the compiler reads the class path would close its files for good.
 */
final class UserCode {

    /** Something that may throw what it likes. */
    @FunctionalInterface
    interface Body<T extends @Nullable Object> {
        T run() throws ReflectiveOperationException;
    }

    private final Object lock = new Object();
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

    <T extends @Nullable Object> T run(Body<T> body) throws ReflectiveOperationException {
        synchronized (lock) {
            thread = Thread.currentThread();
        }
        try {
            Stop.check();
            return body.run();
        } finally {
            synchronized (lock) {
                thread = null;
                Thread.interrupted();
            }
        }
    }

    /** The same for something that throws what it likes. */
    <T> T call(Callable<T> body) throws Exception {
        synchronized (lock) {
            thread = Thread.currentThread();
        }
        try {
            Stop.check();
            return body.call();
        } finally {
            synchronized (lock) {
                thread = null;
                Thread.interrupted();
            }
        }
    }

    /** Ends the running cell as if the heap were full; does nothing when none runs. */
    void heapIsFull() {
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
