package org.espalier.measure;

/**
 * The work of one layer for one example.
 *
 * @param name the layer
 * @param weights its weights, biases not counted
 * @param nonZeroWeights those that are not zero
 * @param usesPerWeight how often each weight is multiplied for one example: output height × width of a convolution, 1
 *     for a dense layer
 */
public record LayerMacs(String name, long weights, long nonZeroWeights, long usesPerWeight) {

    /** Multiply–accumulates when every weight is used. */
    public long dense() {
        return weights * usesPerWeight;
    }

    /** Multiply–accumulates when zero weights are skipped. */
    public long nonZero() {
        return nonZeroWeights * usesPerWeight;
    }
}
