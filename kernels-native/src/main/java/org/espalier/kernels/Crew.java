package org.espalier.kernels;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share one product's work with the caller, who takes the first part. An OpenMP region would cost twenty
 * times a native call; with one thread there is nothing here but the call.
 */
final class Crew implements AutoCloseable {
    private final int size;
    private final @Nullable ExecutorService helpers;

    /** The caller and {@code size - 1} helpers. */
    Crew(int size) {
        this.size = size;
        this.helpers = size == 1
                ? null
                : Executors.newFixedThreadPool(size - 1, work -> {
                    Thread helper = new Thread(work, "espalier-cpu");
                    helper.setDaemon(true);
                    return helper;
                });
    }

    /** One part of some work. */
    interface Work {
        void part(int part, int parts);
    }

    /** Returns when every part is done; what a part threw is thrown here, after all have ended. */
    void share(Work work) {
        if (helpers == null) {
            work.part(0, 1);
            return;
        }
        CompletableFuture<?>[] others = new CompletableFuture<?>[size - 1];
        for (int i = 1; i < size; i++) {
            int part = i;
            others[i - 1] = CompletableFuture.runAsync(() -> work.part(part, size), helpers);
        }
        try {
            work.part(0, size);
        } finally {
            CompletableFuture.allOf(others).join();
        }
    }

    @Override
    public void close() {
        if (helpers != null) {
            helpers.shutdown();
        }
    }
}
