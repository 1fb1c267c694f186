package org.espalier.training;

import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One training of one network. The engine calls, for every batch: {@link #beforeStep}; forward and backward pass;
 * {@link #onGradient}; the updater's step, after which masks are applied; {@link #afterStep}. Between epochs the network is
 * judged, then {@link #afterEpoch} is called.
 */
public interface Session {

    /** Before the forward pass; what is written into the weights is what the batch sees. */
    default void beforeStep(long step) {}

    /** When the gradients are there and the updater has not read them. */
    default void onGradient(long step) {}

    /** When the weights have changed. Steps count from 0. */
    default void afterStep(long step) {}

    /** Between two epochs, after the network was judged; not after the last. Epochs count from 1. */
    default void afterEpoch(int epoch) {}

    /**
     * Whether the network may be taken as it stands now: only epochs after which this holds compete for the best accuracy
     * on validation data. Where it never holds, the last epoch is taken.
     */
    default boolean settled() {
        return false;
    }

    /** The masks that the method decided on, by layer; empty where the recipe's criterion decides in the end. */
    default Optional<Map<String, INDArray>> masks() {
        return Optional.empty();
    }
}
