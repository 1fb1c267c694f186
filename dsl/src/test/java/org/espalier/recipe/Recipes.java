package org.espalier.recipe;

import org.espalier.criterion.Magnitude;
import org.espalier.criterion.Taylor;
import org.espalier.pattern.NofM;

/** One recipe of each unit, with every refinement at its default. */
final class Recipes {
    private Recipes() {}

    static Recipe weights() {
        return new Recipe.OfWeights(new Unit.Weights()).by(new Magnitude()).to(new Target.Sparsity(0.9));
    }

    static Recipe twoOfFour() {
        return new Recipe.OfPattern(new Unit.Pattern(new NofM())).by(new Magnitude());
    }

    static Recipe channels() {
        return new Recipe.OfChannels(new Unit.Channels(8)).by(new Taylor()).to(new Target.MacsAtMost(0.5));
    }
}
