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
     * Trains with a learning rate of its own, that falls from batch to batch, and a fresh updater state.
     *
     * @param epochs passes over the training split, at least 1
     * @param learningRate of every layer, at the first batch
     */
    void train(int epochs, double learningRate, Decay decay);

    /**
     * Trains for the last epochs of the dense training once more: with the configured rates, counted on from there.
     *
     * @param epochs at least 1
     * @throws IllegalArgumentException if the dense training has fewer
     */
    void repeatLast(int epochs);

    /**
     * Trains on what the dense network says beside the labels.
     *
     * @param epochs passes over the training split, at least 1
     * @param alpha the part of the loss that is the dense network's, in [0, 1]
     */
    void distil(int epochs, double learningRate, double temperature, double alpha);

    /** Draws the surviving weights, and all other parameters, anew as at an initialisation. */
    void reinitialise();

    /** Measures the statistics of batch normalisation anew on so many batches of the training split. */
    void recalibrate(int batches);

    /** Rounds weights to 8 bits, with one scale for each output channel. */
    void quantise();

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
