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
    HESSIAN_GRADIENT(true),
    /**
     * The Gram matrix of the layer's inputs, one double array {@code [k, k]}, {@code k = in·kH·kW}: {@code H = 2XXᵀ/n} over
     * n calibration examples, where the columns of X are the inputs that one output reads (of a convolution, at every
     * position). Summed batch by batch, so that it takes 8k² bytes per layer however much data there is; layers of
     * more than 8192 such inputs, and depthwise ones, are refused before anything is trained.
     */
    INPUT_GRAM(true),
    /**
     * The L2 norm of each of those inputs over all calibration examples and positions, one double array {@code [k]}: the
     * root of the sum of squares, k numbers per layer.
     */
    INPUT_NORMS(true),
    /**
     * The mean over calibration examples of the squared gradient of one example's loss, one double array shaped like the
     * weights: the diagonal of the empirical Fisher matrix. One backward pass per example.
     */
    GRADIENT_SQUARES(true),
    /**
     * The same with labels drawn from the network's own softmax output instead of the true ones, one double array shaped
     * like the weights: an unbiased estimate of the diagonal of the Gauss–Newton matrix of the cross-entropy, which is
     * the true Fisher matrix. One backward pass per example.
     */
    GAUSS_NEWTON(true),
    /**
     * For each channel {@code |γ|} of the batch normalisation that it passes through, one array {@code [out]}; the mean of
     * them where it passes through several, as channels of a residual sum do. Takes no data; layers whose channels pass
     * through none are refused before anything is trained.
     */
    SCALES(false),
    /**
     * The Gram matrix of what the layer's channels contribute to the outputs of all layers that read them, before the bias,
     * one double array {@code [out, out]}: sums over calibration examples, positions and outputs. Takes 8k² bytes for each
     * layer that reads k inputs per output, at most 8192; channels that are read otherwise are refused before anything is
     * trained.
     */
    CONTRIBUTIONS(true);

    private final boolean data;

    Need(boolean data) {
        this.data = data;
    }

    /** Whether it takes data: a criterion whose needs all do without is data-free. */
    public boolean data() {
        return data;
    }
}
