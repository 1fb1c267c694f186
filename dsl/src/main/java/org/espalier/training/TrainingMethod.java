package org.espalier.training;

import java.util.List;
import java.util.Optional;
import org.espalier.criterion.Criterion;
import org.espalier.criterion.WeightCriterion;
import org.espalier.schedule.OneShot;
import org.espalier.schedule.Schedule;
import org.espalier.taxonomy.Method;

/**
 * A method that prunes while the network is trained. What it prunes is said by the interfaces it implements:
 * {@link ForWeights}, {@link ForPatterns}, {@link ForChannels}.
 *
 * <p>A new one is one file: a record annotated {@code @AutoService(TrainingMethod.class)}, its components the parameters, a
 * no-argument constructor holding the paper's defaults.
 */
public interface TrainingMethod extends Method {

    /** The name in recipes and tables, for instance {@code "rigl"}. */
    @Override
    String id();

    /** The method in words, for the recipe's sentence: {@code "RigL (30 % every 100 steps)"}. */
    String sentence();

    /** What ranks the pieces in the end, unless the recipe says otherwise. */
    Criterion by();

    /** Whether the masks are its own, so that no criterion has a say: {@link #by} is then only the recipe's name for it. */
    default boolean decides() {
        return false;
    }

    /** How the removed fraction rises in the course of the training, unless the recipe says otherwise. */
    default Schedule over() {
        return new OneShot();
    }

    /**
     * Asked before anything is trained.
     *
     * @param steps of the whole training, one for each batch
     * @param epochs of the whole training
     * @throws IllegalArgumentException if the method cannot do its work in so short a training; says what would be enough
     */
    default void check(long steps, int epochs, Schedule over) {}

    /** Begins one training: what the method keeps between the steps is in the session. */
    Session begin(NetworkInTraining network);

    /** A method that masks single weights. */
    interface ForWeights extends TrainingMethod {
        @Override
        WeightCriterion by();
    }

    /** A method that masks weights in a fixed pattern. */
    interface ForPatterns extends TrainingMethod {
        @Override
        WeightCriterion by();
    }

    /** A method that cuts channels out. */
    interface ForChannels extends TrainingMethod {
        /**
         * What the method works on and channels that fall together haven't; asked for each group in scope before anything
         * is trained.
         *
         * @param makers the convolutions and dense layers whose rows of weights make the channels
         * @param scales the batch normalisations that scale them
         * @return what is missing, in words; empty where the method can do its work
         */
        default Optional<String> lacks(List<String> makers, List<String> scales) {
            return Optional.empty();
        }
    }

    /** A method whose network is at its target from the first step to the last: sparse training. */
    interface Sparse extends ForWeights {
        @Override
        default boolean decides() {
            return true;
        }
    }
}
