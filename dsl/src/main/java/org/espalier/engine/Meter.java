package org.espalier.engine;

import java.util.concurrent.CancellationException;

/**
 * Counts finished batches against those expected, and tells the listener. Here an interrupted run stops: between batches
 * every array is in order.
 */
final class Meter {
    private final Progress.Listener listener;
    private final long expectedBatches;
    private long batches;
    private String task = "";
    private String figure = "";

    Meter(Progress.Listener listener, long expectedBatches) {
        this.listener = listener;
        this.expectedBatches = Math.max(1, expectedBatches);
    }

    void task(String task) {
        this.task = task;
        send();
    }

    void figure(String figure) {
        this.figure = figure;
        send();
    }

    /** One batch is done. */
    void batch() {
        batches++;
        send();
    }

    void finished() {
        task = "done";
        listener.onProgress(new Progress(task, 1, figure));
    }

    private void send() {
        // Clears the flag: the exception says it, and the next run on this thread must not stop before it begins.
        if (Thread.interrupted()) {
            throw new CancellationException(task.isEmpty() ? "interrupted" : "interrupted during: " + task);
        }
        listener.onProgress(new Progress(task, Math.min(0.999, (double) batches / expectedBatches), figure));
    }
}
