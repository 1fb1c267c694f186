package org.espalier.dynamic;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Which channels pass a gate: those of highest saliency above zero, of equal ones the lower index.
 *
 * @param most that pass
 */
record Winners(int most) {

    /**
     * The channels that pass, ascending.
     *
     * @param saliencies none below 0
     */
    int[] of(double[] saliencies) {
        return IntStream.range(0, saliencies.length)
                .filter(channel -> saliencies[channel] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer channel) -> -saliencies[channel]))
                .limit(most)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    /**
     * Saliencies of those that pass, 0 for the others.
     *
     * @param saliencies {@code [n, C]}
     */
    INDArray let(INDArray saliencies) {
        double[] all = saliencies.dup('c').data().asDouble();
        int channels = (int) saliencies.size(1);
        double[] passed = new double[all.length];
        for (int first = 0; first < all.length; first += channels) {
            for (int channel : of(Arrays.copyOfRange(all, first, first + channels))) {
                passed[first + channel] = all[first + channel];
            }
        }
        return Nd4j.create(passed, saliencies.shape(), saliencies.dataType());
    }
}
