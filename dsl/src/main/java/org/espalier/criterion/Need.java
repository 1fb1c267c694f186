package org.espalier.criterion;

/** What a criterion wants gathered from calibration data; the engine gathers nothing that is not asked for. */
public enum Need {
    /** Gradients of the mean loss with respect to the weights, one array per calibration batch. */
    GRADIENTS,
    /** The layer's inputs, one array per calibration batch. */
    INPUTS,
    /** The layer's outputs after its activation function, one array per calibration batch. */
    OUTPUTS
}
