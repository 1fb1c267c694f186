package org.espalier.measure;

import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Weights as 8-bit integers from −127 to 127 times a scale, one for each output channel. */
public final class Int8 {
    private static final int LARGEST = 127;
    private static final int SCALE_BYTES = 4;

    private Int8() {}

    /**
     * The nearest weights that are integers times the scale {@code max|w|/127} of their output channel; zeros stay zeros.
     *
     * @param weights {@code [out, in]} or {@code [out, in, kH, kW]}; not changed
     */
    public static INDArray rounded(INDArray weights) {
        float[] values = weights.dup('c').data().asFloat();
        int width = Math.toIntExact(values.length / weights.size(0));
        for (int from = 0; from < values.length; from += width) {
            float largest = 0;
            for (int i = from; i < from + width; i++) {
                largest = Math.max(largest, Math.abs(values[i]));
            }
            float scale = largest / LARGEST;
            for (int i = from; i < from + width && scale > 0; i++) {
                values[i] = Math.round(values[i] / scale) * scale;
            }
        }
        return Nd4j.create(values, weights.shape()).castTo(weights.dataType());
    }

    /**
     * Bytes of a network's parameters whose weights are stored so: each layer dense, or as compressed sparse rows where
     * that is smaller, and a scale for each output channel; biases and normalisation stay as they are.
     */
    public static long storedBytes(Network network) {
        int valueBytes = network.parameters().dataType().width();
        long stored = network.parameterCount() * valueBytes;
        for (WeightLayer layer : network.weightLayers()) {
            long kept = Values.nonZero(network.weights(layer.name()));
            stored -= layer.weights() * valueBytes;
            stored += Size.storedBytes(layer, kept, 1) + layer.out() * SCALE_BYTES;
        }
        return stored;
    }
}
