package org.espalier.recipe;

/** Which weights are pruned. */
public enum Start {
    /** The weights of the trained model. */
    TRAINED("after training"),
    /** The weights of the model at its initialisation: pruning before training. */
    INITIALISATION("at initialisation");

    private final String sentence;

    Start(String sentence) {
        this.sentence = sentence;
    }

    /** The moment in words. */
    public String sentence() {
        return sentence;
    }
}
