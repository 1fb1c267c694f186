package org.espalier.engine;

/**
 * Where a run stands. The engine sends one after each mini-batch or measurement; whoever shows them decides how often to
 * redraw.
 *
 * @param task what is running, for instance {@code "lenet-half, step 2 of 5: fine-tune"}
 * @param done finished fraction of the whole run, in [0, 1]
 * @param figure the latest figure worth reading, for instance {@code "validation accuracy 97.8 %"}; may be empty
 */
public record Progress(String task, double done, String figure) {

    /** Receives progress events, on the thread that runs the recipe. */
    @FunctionalInterface
    public interface Listener {
        /** Drops every event. */
        Listener NONE = progress -> {};

        /** Called with each event; the last one of a run has {@code done == 1}. */
        void onProgress(Progress progress);
    }
}
