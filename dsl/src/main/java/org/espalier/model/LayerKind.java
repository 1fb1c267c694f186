package org.espalier.model;

/** The sorts of layers whose weights can be pruned. */
public enum LayerKind {
    /** A 2-D convolution, weights {@code [out, in, kH, kW]}. */
    CONVOLUTION,
    /** A 1-D convolution, weights {@code [out, in, k, 1]}. */
    CONVOLUTION_1D,
    /** A depthwise convolution, weights {@code [channels, 1, kH, kW]}. */
    DEPTHWISE,
    /** A fully connected layer, weights {@code [out, in]}. */
    DENSE
}
