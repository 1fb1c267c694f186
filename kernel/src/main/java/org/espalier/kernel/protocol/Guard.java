package org.espalier.kernel.protocol;

import java.util.function.Consumer;

/** Keeps a thread that serves front ends alive, whatever one message does to it. */
final class Guard {

    private Guard() {}

    /** Runs {@code step} and tells in one line what it threw; only errors of the virtual machine itself go through. */
    static void run(Consumer<String> log, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError | AssertionError e) {
            log.accept(Thread.currentThread().getName() + ": " + e);
        }
    }
}
