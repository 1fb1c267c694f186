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
    OUTPUTS(true);

    private final boolean data;

    Need(boolean data) {
        this.data = data;
    }

    /** Whether it takes data: a criterion whose needs all do without is data-free. */
    public boolean data() {
        return data;
    }
}
