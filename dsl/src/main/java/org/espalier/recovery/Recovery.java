package org.espalier.recovery;

import java.util.OptionalInt;
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

    /** Whether it reads the inputs of masked layers, and the dense layers they were: checked before any training starts. */
    default boolean readsInputs() {
        return false;
    }

    /** Does the step. */
    void recover(Training training);
}
