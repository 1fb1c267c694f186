package org.espalier.engine;

import org.espalier.criterion.Criterion;
import org.espalier.criterion.RandomScore;
import org.espalier.training.NetworkInTraining;
import org.espalier.training.Session;
import org.espalier.training.TrainingMethod;

/** Trains as if nothing were to be pruned: what a control does before it removes at random. */
record Unpruned() implements TrainingMethod.ForChannels {
    @Override
    public String id() {
        return "unpruned";
    }

    @Override
    public String sentence() {
        return "nothing else";
    }

    @Override
    public Criterion by() {
        return new RandomScore();
    }

    @Override
    public Session begin(NetworkInTraining network) {
        return new Session() {};
    }
}
