package org.espalier.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Counts finished batches against those expected, and tells the listener. Here an interrupted run stops: between batches
 * every array is in order.
 */
final class Meter {
    private final Progress.Listener listener;
    private final long expectedBatches;
    private final Set<String> remarks = new LinkedHashSet<>();
    private long batches;
    private int read;
    private String network = "";
    private String task = "";
    private String figure = "";

    Meter(Progress.Listener listener, long expectedBatches) {
        this.listener = listener;
        this.expectedBatches = Math.max(1, expectedBatches);
    }

    /** Which network the tasks from here on are for. */
    void network(String network) {
        this.network = network;
    }

    void task(String task) {
        this.task = task;
        send();
    }

    void figure(String figure) {
        this.figure = figure;
        send();
    }

    /** What a reader of the results needs to know; shown now, and kept for the notes. */
    void remark(String remark) {
        remarks.add(remark);
        figure(remark);
    }

    List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** Pieces that were not done now but read from checkpoints, and the batches that were saved. */
    void read(int pieces, long batches) {
        this.read += pieces;
        this.batches += batches;
        send();
    }

    int read() {
        return read;
    }

    /** One batch is done. */
    void batch() {
        batches++;
        send();
    }

    /** An epoch has ended, after which the network is so accurate on validation data. */
    void epoch(int epoch, int of, double accuracy) {
        figure = String.format(Locale.ROOT, "epoch %d of %d, validation accuracy %.2f %%", epoch, of, accuracy * 100);
        send(OptionalDouble.of(accuracy));
    }

    void finished() {
        task = "done";
        listener.onProgress(new Progress("", task, 1, figure, batches, OptionalDouble.empty()));
    }

    private void send() {
        send(OptionalDouble.empty());
    }

    private void send(OptionalDouble accuracy) {
        // Clears the flag: the exception says it, and the next run on this thread must not stop before it begins.
        if (Thread.interrupted()) {
            throw new CancellationException(task.isEmpty() ? "interrupted" : "interrupted during: " + task);
        }
        listener.onProgress(new Progress(
                network, task, Math.min(0.999, (double) batches / expectedBatches), figure, batches, accuracy));
    }
}
