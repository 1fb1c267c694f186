package org.espalier.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share one product's or program's work with the caller. An OpenMP region would cost twenty times a native
 * call; with one thread there is nothing here but the call.
 */
final class Crew implements AutoCloseable {
    private final int size;
    private final @Nullable ExecutorService helpers;

    /** The caller and {@code size - 1} helpers. */
    Crew(int size) {
        this.size = size;
        this.helpers = size == 1 ? null : started(size - 1);
    }

    private static ExecutorService started(int threads) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread helper = new Thread(work, "espalier-cpu");
                    helper.setDaemon(true);
                    return helper;
                });
        pool.prestartAllCoreThreads();
        return pool;
    }

    int size() {
        return size;
    }

    /** One part of some work. */
    interface Work {
        void part(int part, int parts);
    }

    /**
     * Does a fixed share with each thread; returns when every part is done. What a part threw is thrown here, after all
     * have ended.
     */
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

    /**
     * Does work that others may help with, whoever has time: returns when the caller's part has ended and every helper
     * that began. One that is busy elsewhere until then does not begin, so that callers never wait for each other.
     *
     * @param help what a helper does; ends by itself soon after the work has
     */
    void with(Runnable help, Runnable work) {
        List<Helper> invited = new ArrayList<>();
        if (helpers != null) {
            for (int i = 1; i < size; i++) {
                Helper helper = new Helper(help);
                invited.add(helper);
                helpers.execute(helper);
            }
        }
        try {
            work.run();
        } finally {
            invited.forEach(Helper::dismiss);
        }
    }

    private static final class Helper implements Runnable {
        private final Runnable help;
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CountDownLatch ended = new CountDownLatch(1);

        Helper(Runnable help) {
            this.help = help;
        }

        @Override
        public void run() {
            if (taken.compareAndSet(false, true)) {
                try {
                    help.run();
                } finally {
                    ended.countDown();
                }
            }
        }

        void dismiss() {
            boolean interrupted = false;
            while (!taken.compareAndSet(false, true) && ended.getCount() > 0) {
                try {
                    ended.await();
                } catch (InterruptedException e) {
                    interrupted = true; // the workspace is still in use: wait all the same
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        if (helpers != null) {
            helpers.shutdown();
        }
    }
}
