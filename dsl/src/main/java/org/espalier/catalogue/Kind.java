package org.espalier.catalogue;

import org.espalier.criterion.Criterion;
import org.espalier.gate.Gate;
import org.espalier.pattern.MaskPattern;
import org.espalier.recovery.Recovery;
import org.espalier.schedule.Schedule;
import org.espalier.search.Search;
import org.espalier.taxonomy.Method;
import org.espalier.training.TrainingMethod;

/** Which part of a recipe a method is. */
public enum Kind {
    /** What ranks weights or channels. */
    CRITERION(Criterion.class, "criterion"),
    /** Which masks are allowed. */
    PATTERN(MaskPattern.class, "pattern"),
    /** In how many steps, and how much in each. */
    SCHEDULE(Schedule.class, "schedule"),
    /** What prunes while the network is trained. */
    TRAINING(TrainingMethod.class, "training method"),
    /** How much each group of channels loses. */
    SEARCH(Search.class, "search"),
    /** Which channels pass for an input. */
    GATE(Gate.class, "gate"),
    /** What happens to the weights that are left. */
    RECOVERY(Recovery.class, "recovery");

    private final Class<? extends Method> type;
    private final String word;

    Kind(Class<? extends Method> type, String word) {
        this.type = type;
        this.word = word;
    }

    /** The interface that its methods implement. */
    public Class<? extends Method> type() {
        return type;
    }

    /** The kind in a word. */
    public String word() {
        return word;
    }
}
