package org.espalier.measure;

import org.espalier.model.Network;
import org.espalier.model.WeightLayer;

/**
 * What a network's parameters take up.
 *
 * <p>{@code storedBytes} counts each prunable layer dense or as one compressed-sparse-row matrix of {@code out} rows and
 * {@code in·kH·kW} columns, whichever is smaller. CSR takes a value (4 bytes for float) and a 4-byte column for each
 * non-zero weight and {@code out + 1} 4-byte row offsets, so it pays above a sparsity of about one half. All other
 * parameters (biases, normalisation) stay dense.
 *
 * <pre>{@code
 * Size.of(network).storedBytes()
 * }</pre>
 *
 * @param parameters all of them: weights, biases, normalisation with its running statistics
 * @param nonZero those left when zero weights of prunable layers are not counted
 * @param denseBytes parameters × bytes per value
 * @param storedBytes with each prunable layer in the smaller form
 */
public record Size(long parameters, long nonZero, long denseBytes, long storedBytes) {
    private static final int INDEX_BYTES = 4;

    /** Measures a network's parameters as they are now. */
    public static Size of(Network network) {
        long total = network.parameterCount();
        int valueBytes = network.parameters().dataType().width();
        long zeros = 0;
        long stored = total * valueBytes;
        for (WeightLayer layer : network.weightLayers()) {
            long kept = Values.nonZero(network.weights(layer.name()));
            zeros += layer.weights() - kept;
            stored -= layer.weights() * valueBytes - storedBytes(layer, kept, valueBytes);
        }
        return new Size(total, total - zeros, total * valueBytes, stored);
    }

    /**
     * Bytes of one layer's weights in the smaller form.
     *
     * @param kept how many of its weights are not zero
     * @param valueBytes 4 for float
     */
    public static long storedBytes(WeightLayer layer, long kept, int valueBytes) {
        long csr = kept * (valueBytes + INDEX_BYTES) + (layer.out() + 1) * INDEX_BYTES;
        return Math.min(layer.weights() * valueBytes, csr);
    }
}
