package org.espalier.engine;

import org.espalier.recipe.Recipe;

/** Told of every run that ended, well or not; what it throws is noted, and the run is not lost. */
public interface RunRecorder {
    /** Records nothing. */
    RunRecorder NONE = new RunRecorder() {
        @Override
        public void finished(Run run) {}

        @Override
        public void failed(Recipe recipe, String model, String data, RuntimeException why) {}
    };

    /** A run came to its end. */
    void finished(Run run);

    /**
     * A run stopped before its end.
     *
     * @param model in words
     * @param data in words
     * @param why a {@link java.util.concurrent.CancellationException} where somebody interrupted it
     */
    void failed(Recipe recipe, String model, String data, RuntimeException why);
}
