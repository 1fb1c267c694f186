package org.espalier.measure;

import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a network's parameters take up.
 *
 * <p>{@code csrBytes} stores each prunable layer as one compressed-sparse-row matrix of {@code out} rows and
 * {@code in·kH·kW} columns: a value (4 bytes for float) and a 4-byte column for each non-zero weight and
 * {@code out + 1} 4-byte row offsets. All other parameters (biases, normalisation) stay dense. Below a sparsity of
 * about one half CSR is therefore larger than {@code denseBytes}.
 *
 * <pre>{@code
 * Size.of(network).csrBytes()
 * }</pre>
 *
 * @param parameters all of them: weights, biases, normalisation with its running statistics
 * @param nonZero those that are not zero, whatever they are; an untrained bias is zero
 * @param denseBytes parameters × bytes per value
 * @param csrBytes with the prunable layers as CSR
 */
public record Size(long parameters, long nonZero, long denseBytes, long csrBytes) {
    private static final int INDEX_BYTES = 4;

    /** Measures a network's parameters as they are now. */
    public static Size of(Network network) {
        INDArray parameters = network.parameters();
        long total = parameters.length();
        int width = parameters.dataType().width();
        long sparse = 0;
        long others = total;
        for (WeightLayer layer : network.weightLayers()) {
            long kept = Values.nonZero(network.weights(layer.name()));
            sparse += kept * (width + INDEX_BYTES) + (layer.out() + 1) * INDEX_BYTES;
            others -= layer.weights();
        }
        return new Size(total, Values.nonZero(parameters), total * width, sparse + others * width);
    }
}
