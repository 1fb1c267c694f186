package org.espalier.recovery;

import java.util.OptionalInt;
import java.util.Set;
import org.espalier.taxonomy.Method;

/**
 * One step of recovery after pruning. A new one is one file: a record annotated {@code @AutoService(Recovery.class)}
 * with a no-argument constructor holding the defaults.
 */
public interface Recovery extends Method {

    /** The name in recipes and tables, for instance {@code "fineTune"}. */
    @Override
    String id();

    /** The step in words, for the recipe's sentence: {@code "fine-tune 1 epoch at 0.001"}. */
    String sentence();

    /** Epochs of training that this step takes. */
    default int epochs() {
        return 0;
    }

    /** The dense-training epoch this step returns to, if any: checked before any training starts. */
    default OptionalInt rewindsTo() {
        return OptionalInt.empty();
    }

    /** How many epochs at the end of the dense training it repeats, if any: checked before any training starts. */
    default int repeats() {
        return 0;
    }

    /** Whether it is done once, after the last pruning step, instead of after each; such a step has to be the last. */
    default boolean atTheEnd() {
        return false;
    }

    /** What it asks of the model: checked before any training starts. */
    default Set<Asks> asks() {
        return Set.of();
    }

    /** What a model, or what is pruned of it, may have to be. */
    enum Asks {
        /** What layers read, and what the dense layers that they were made of it. */
        DENSE_OUTPUTS,
        /** Batch normalisation somewhere. */
        BATCH_NORMALISATION,
        /** A softmax output, one for each example, that is trained with cross-entropy. */
        SOFTMAX
    }

    /** Does the step. */
    void recover(Training training);
}
