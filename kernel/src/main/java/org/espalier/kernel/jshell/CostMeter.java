package org.espalier.kernel.jshell;

import java.lang.management.ManagementFactory;
import org.espalier.kernel.magic.Workspace;
import org.jspecify.annotations.Nullable;

/** Adds up what running snippets takes. */
final class CostMeter {

    private long wallNanos;
    private long cpuNanos;
    private long allocatedBytes;

    <T extends @Nullable Object, E extends Exception> T measure(UserCode.Body<T, E> body) throws E {
        long wall = System.nanoTime();
        long cpu = Threads.CPU.getCurrentThreadCpuTime();
        long bytes = Threads.allocated();
        try {
            return body.run();
        } finally {
            wallNanos += System.nanoTime() - wall;
            cpuNanos += Threads.CPU.getCurrentThreadCpuTime() - cpu;
            allocatedBytes += Threads.allocated() - bytes;
        }
    }

    Workspace.Cost total() {
        return new Workspace.Cost(wallNanos, cpuNanos, allocatedBytes);
    }

    /** The JVM's own counts. */
    private static final class Threads {
        static final java.lang.management.ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

        static long allocated() {
            return CPU instanceof com.sun.management.ThreadMXBean counting
                    ? counting.getThreadAllocatedBytes(Thread.currentThread().getId())
                    : 0;
        }
    }
}
