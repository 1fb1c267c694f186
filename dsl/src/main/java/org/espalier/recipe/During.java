package org.espalier.recipe;

import org.espalier.training.TrainingMethod;

/**
 * That a recipe prunes while the network is trained, at the learning rates of its configuration.
 *
 * @param method that does it
 * @param epochs passes over the training split, at least 1
 */
public record During(TrainingMethod method, int epochs) {

    /** Checks the epochs. */
    public During {
        if (epochs < 1) {
            throw new IllegalArgumentException("whileTraining: epochs must be at least 1, found " + epochs);
        }
    }

    /** In words: {@code "while training 5 epochs with RigL (30 % of the connections every 100 steps)"}. */
    public String sentence() {
        return "while training %d epoch%s with %s".formatted(epochs, epochs == 1 ? "" : "s", method.sentence());
    }
}
