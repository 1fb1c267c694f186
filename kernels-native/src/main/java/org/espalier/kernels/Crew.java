package org.espalier.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share one product's or program's work with the caller. An OpenMP region would cost twenty times a native
 * call; with one thread there is nothing here but the call. Waking a sleeping thread costs as much as a whole small
 * layer, so that a helper looks for the next work, and a caller for a helper's end, for a moment before it sleeps.
 */
final class Crew implements AutoCloseable {
    private static final long AWAKE_NANOS = 200_000;

    private final int size;
    private final @Nullable ExecutorService helpers;

    /** The caller and {@code size - 1} helpers. */
    Crew(int size) {
        this.size = size;
        this.helpers = size == 1 ? null : started(size - 1);
    }

    private static ExecutorService started(int threads) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new WatchedQueue(), work -> {
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
     * Does one part per thread, a helper's too if it has not come by then; returns when every part is done. What a part
     * threw is thrown here, after all have ended.
     */
    void share(Work work) {
        if (helpers == null) {
            work.part(0, 1);
            return;
        }
        Parts parts = new Parts(work, size);
        for (int i = 1; i < size; i++) {
            helpers.execute(parts);
        }
        parts.run();
        parts.awaitAll();
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

    private static final class Parts implements Runnable {
        private final Work work;
        private final int count;
        private final AtomicInteger next = new AtomicInteger();
        private final CountDownLatch left;
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Parts(Work work, int count) {
            this.work = work;
            this.count = count;
            this.left = new CountDownLatch(count);
        }

        @Override
        public void run() {
            for (int part = next.getAndIncrement(); part < count; part = next.getAndIncrement()) {
                try {
                    work.part(part, count);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
                    left.countDown();
                }
            }
        }

        void awaitAll() {
            Crew.await(left);
            Throwable thrown = failure.get();
            if (thrown instanceof RuntimeException e) {
                throw e;
            }
            if (thrown instanceof Error e) {
                throw e;
            }
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
            if (!taken.compareAndSet(false, true)) {
                Crew.await(ended);
            }
        }
    }

    /** An interrupt waits: the memory that others work on is still in use. */
    private static void await(CountDownLatch latch) {
        long begun = System.nanoTime();
        while (latch.getCount() > 0 && System.nanoTime() - begun < AWAKE_NANOS) {
            Thread.onSpinWait();
        }
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks for a moment before it lets the thread sleep. */
    private static final class WatchedQueue extends LinkedBlockingQueue<Runnable> {
        private static final long serialVersionUID = 1;

        @Override
        public Runnable take() throws InterruptedException {
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < AWAKE_NANOS) {
                Runnable work = poll();
                if (work != null) {
                    return work;
                }
                Thread.onSpinWait();
            }
            return super.take();
        }
    }

    @Override
    public void close() {
        if (helpers != null) {
            helpers.shutdown();
        }
    }
}
