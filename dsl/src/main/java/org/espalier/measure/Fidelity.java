package org.espalier.measure;

import java.util.Arrays;
import org.espalier.model.Network;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How far two networks' outputs are apart: a masked one and its shrunk form should agree. */
public final class Fidelity {
    private Fidelity() {}

    /**
     * The largest difference of any output value over a batch, in the outputs' own unit (probability for a softmax).
     *
     * <pre>{@code
     * Fidelity.maxAbsDifference(masked, shrunk, batch.getFeatures())
     * }</pre>
     *
     * @param features a batch that both networks take
     * @return at least 0; NaN if any output is NaN
     * @throws IllegalArgumentException if the outputs differ in shape
     */
    public static double maxAbsDifference(Network a, Network b, INDArray features) {
        INDArray one = a.output(features);
        INDArray other = b.output(features);
        if (!one.equalShapes(other)) {
            throw new IllegalArgumentException("expected outputs of one shape, found %s and %s"
                    .formatted(Arrays.toString(one.shape()), Arrays.toString(other.shape())));
        }
        double[] left = Values.of(one);
        double[] right = Values.of(other);
        double largest = 0;
        for (int i = 0; i < left.length; i++) {
            // Math.max passes NaN on, a comparison would lose it; equal infinities would subtract to NaN.
            double difference = left[i] == right[i] ? 0 : Math.abs(left[i] - right[i]);
            largest = Math.max(largest, difference);
        }
        return largest;
    }
}
