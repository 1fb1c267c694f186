package org.espalier.model;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gives batch normalisation the mean and variance that its inputs have over given examples as a whole, each layer after
 * those before it have theirs. The variance is that of the examples, divided by their number, as in training.
 */
public final class BatchStatistics {
    private static final String MEAN = BatchNormalizationParamInitializer.GLOBAL_MEAN;
    private static final String VARIANCE = BatchNormalizationParamInitializer.GLOBAL_VAR;
    private static final String LOG_DEVIATION = BatchNormalizationParamInitializer.GLOBAL_LOG_STD;

    private BatchStatistics() {}

    /**
     * Measures anew.
     *
     * @param network changed: its batch normalisations' statistics, nothing else
     * @param batches of features, at least one
     */
    public static void recalibrate(Network network, List<INDArray> batches) {
        network.layerTypes().forEach((layer, type) -> {
            if (type.equals("BatchNormalization")) {
                layer(network, layer, batches);
            }
        });
    }

    private static void layer(Network network, String layer, List<INDArray> batches) {
        double[] sums = new double[0];
        double[] squares = new double[0];
        long count = 0;
        for (INDArray features : batches) {
            INDArray input = Objects.requireNonNull(
                            network.activations(features).get(layer), layer)
                    .input();
            boolean last = network.parameter(layer, MEAN).length() != input.size(1);
            int axis = last ? input.rank() - 1 : 1;
            int[] others =
                    IntStream.range(0, input.rank()).filter(i -> i != axis).toArray();
            INDArray wide = input.castTo(DataType.DOUBLE);
            double[] sum = wide.sum(others).data().asDouble();
            double[] square = wide.mul(wide).sum(others).data().asDouble();
            sums = sums.length == 0 ? new double[sum.length] : sums;
            squares = squares.length == 0 ? new double[sum.length] : squares;
            for (int channel = 0; channel < sum.length; channel++) {
                sums[channel] += sum[channel];
                squares[channel] += square[channel];
            }
            count += input.length() / sum.length;
        }
        double[] variances = new double[sums.length];
        for (int channel = 0; channel < sums.length; channel++) {
            sums[channel] /= count;
            variances[channel] = Math.max(0, squares[channel] / count - sums[channel] * sums[channel]);
        }
        set(network, layer, MEAN, sums);
        if (network.parameterKeys(layer).contains(VARIANCE)) {
            set(network, layer, VARIANCE, variances);
        } else {
            set(
                    network,
                    layer,
                    LOG_DEVIATION,
                    Arrays.stream(variances)
                            .map(v -> Math.log10(Math.sqrt(Math.max(v, 1e-30))))
                            .toArray());
        }
    }

    private static void set(Network network, String layer, String key, double[] values) {
        INDArray known = network.parameter(layer, key);
        network.setParameter(
                layer,
                key,
                Nd4j.createFromArray(values).castTo(known.dataType()).reshape(known.shape()));
    }
}
