package org.espalier.criterion;

/**
 * What a criterion wants gathered about each layer; the engine gathers nothing that is not asked for, and whatever is
 * asked for in one pass over the calibration data.
 */
public enum Need {
    /** Gradients of the mean loss with respect to the weights, shaped like them, one array per calibration batch. */
    GRADIENTS(true),
    /** The layer's inputs, one array per calibration batch. */
    INPUTS(true),
    /** The layer's outputs after its activation function, one array per calibration batch. */
    OUTPUTS(true),
    /**
     * One array shaped like the weights: {@code ∂R/∂|w|} divided by {@code R}, where {@code R} is the sum of the outputs for
     * an input of ones and weights {@code |w|}; zeros where nothing flows any more. Takes no data.
     */
    SYNAPTIC_FLOW(false),
    /**
     * One array shaped like the weights: the product {@code H·g} of the Hessian and the gradient of the mean loss over all
     * calibration batches, both with respect to the weights that are scored, by central differences in double precision.
     */
    HESSIAN_GRADIENT(true);

    private final boolean data;

    Need(boolean data) {
        this.data = data;
    }

    /** Whether it takes data: a criterion whose needs all do without is data-free. */
    public boolean data() {
        return data;
    }
}
