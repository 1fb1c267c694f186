package org.espalier.engine;

/** Counts finished batches against those expected, and tells the listener. */
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

    /** One batch is done. Here an interrupted run stops: between batches every array is in order. */
    void batch() {
        batches++;
        send();
        if (Thread.currentThread().isInterrupted()) {
            throw new java.util.concurrent.CancellationException("interrupted during " + task);
        }
    }

    void finished() {
        task = "done";
        listener.onProgress(new Progress(task, 1, figure));
    }

    private void send() {
        listener.onProgress(new Progress(task, Math.min(0.999, (double) batches / expectedBatches), figure));
    }
}
