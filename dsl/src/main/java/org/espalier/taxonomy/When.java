package org.espalier.taxonomy;

/** When a method prunes: the survey's second question. */
public enum When {
    /** At initialisation. */
    BEFORE("before training"),
    /** While the weights are trained. */
    DURING("during training"),
    /** Trained weights. */
    AFTER("after training"),
    /** For each input anew. */
    RUN_TIME("at run time");

    private final String words;

    When(String words) {
        this.words = words;
    }

    /** The moment in words. */
    public String words() {
        return words;
    }
}
