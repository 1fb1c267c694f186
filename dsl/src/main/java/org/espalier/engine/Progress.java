package org.espalier.engine;

import java.util.OptionalDouble;

/**
 * Where a run stands. The engine sends one after each mini-batch or measurement; whoever shows them decides how often to
 * redraw.
 *
 * @param network the row of the run's table that is being made, for instance {@code "dense"}; empty between them
 * @param task what is running, for instance {@code "lenet-half, step 2 of 5: fine-tune"}
 * @param done finished fraction of the whole run, in [0, 1]
 * @param figure the latest figure worth reading, for instance {@code "validation accuracy 97.8 %"}; may be empty
 * @param batches trained on or measured so far, for a rate
 * @param accuracy validation accuracy after an epoch that ended just now, in [0, 1]: a point of the training curve
 */
public record Progress(String network, String task, double done, String figure, long batches, OptionalDouble accuracy) {

    /** Of no network in particular. */
    public Progress(String task, double done, String figure, long batches, OptionalDouble accuracy) {
        this("", task, done, figure, batches, accuracy);
    }

    /** Without a rate, and no epoch ended. */
    public Progress(String task, double done, String figure) {
        this(task, done, figure, 0, OptionalDouble.empty());
    }

    /** Receives progress events, on the thread that runs the recipe. */
    @FunctionalInterface
    public interface Listener {
        /** Drops every event. */
        Listener NONE = progress -> {};

        /** Called with each event; the last one of a run has {@code done == 1}. */
        void onProgress(Progress progress);

        /**
         * A listener for one of several runs of equal length, whose progress is part of the whole: {@code "run 3 of 12 · …"}.
         *
         * <pre>{@code
         * for (int i = 1; i <= recipes.size(); i++) {
         *     var part = whole.run(i, recipes.size());
         *     lenet.listening(() -> part).run(recipes.get(i - 1));
         * }
         * }</pre>
         *
         * @param number of the run, from 1
         * @throws IllegalArgumentException if there is no such run
         */
        default Listener run(int number, int of) {
            if (number < 1 || number > of) {
                throw new IllegalArgumentException("expected a run from 1 to %d, found %d".formatted(of, number));
            }
            return progress -> onProgress(new Progress(
                    progress.network(),
                    "run %d of %d · %s".formatted(number, of, progress.task()),
                    number == of && progress.done() >= 1 ? 1 : Math.min(0.999, (number - 1 + progress.done()) / of),
                    progress.figure(),
                    progress.batches(),
                    progress.accuracy()));
        }
    }
}
