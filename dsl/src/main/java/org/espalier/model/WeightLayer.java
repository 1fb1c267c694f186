package org.espalier.model;

/**
 * A layer whose weights can be pruned.
 *
 * @param name its name in the model
 * @param kind its sort
 * @param out output channels or neurons
 * @param in inputs per output: channels of a convolution (1 for a depthwise one), inputs of a dense layer
 * @param kernelHeight 1 for dense layers
 * @param kernelWidth 1 for dense layers
 * @param networkOutput whether it is an output of the network, whose width is the number of classes
 */
public record WeightLayer(
        String name, LayerKind kind, long out, long in, long kernelHeight, long kernelWidth, boolean networkOutput) {

    /** The shape of its weights: {@code [out, in]} for dense layers, else {@code [out, in, kH, kW]}. */
    public long[] shape() {
        return kind == LayerKind.DENSE ? new long[] {out, in} : new long[] {out, in, kernelHeight, kernelWidth};
    }

    /** The number of weights, biases not counted. */
    public long weights() {
        return out * in * kernelHeight * kernelWidth;
    }
}
