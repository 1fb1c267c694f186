package org.espalier.recovery;

import java.util.OptionalDouble;

/**
 * What a recovery step may ask for. Masks stay in force throughout, and the epoch kept is the one of best validation
 * accuracy.
 */
public interface Training {

    /**
     * Trains on the training split, with a fresh updater state.
     *
     * @param epochs passes over the training split, at least 1
     * @param learningRate the rate for every layer; when empty, the rates the model was configured with
     */
    void train(int epochs, OptionalDouble learningRate);

    /**
     * Puts the surviving weights (biases and normalisation too) back to what they were after {@code epoch} epochs of
     * the dense training; 0 is the initialisation.
     *
     * @throws IllegalArgumentException if the dense training has no such epoch
     */
    void rewindTo(int epoch);

    /**
     * Refits, layer by layer, the kept weights of each output to what the dense layer makes of the same inputs, by least
     * squares over calibration data; masks stay as they are. Each layer reads what the layers refitted before it make.
     *
     * @param batches calibration batches from the training split, at least 1
     * @param damp added to the diagonal of the normal equations, a fraction of its mean
     */
    void reconstruct(int batches, double damp);
}
