package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Means and variances of batch normalisation, measured anew. */
class BatchStatisticsTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void areThoseOfTheLayersInputsOverAllBatches(boolean graph) {
        Network network = Network.of(TestNets.of(graph));
        INDArray weights = network.weights("conv");
        List<INDArray> batches =
                List.of(TestNets.batch(1).getFeatures(), TestNets.batch(2).getFeatures());

        BatchStatistics.recalibrate(network, batches);

        // Example by example and pixel by pixel, in double.
        for (int channel = 0; channel < 6; channel++) {
            double sum = 0;
            double squares = 0;
            int count = 0;
            for (INDArray batch : batches) {
                INDArray input = network.activations(batch).get("bn").input();
                for (int n = 0; n < input.size(0); n++) {
                    for (int y = 0; y < input.size(2); y++) {
                        for (int x = 0; x < input.size(3); x++) {
                            double value = input.getDouble(n, channel, y, x);
                            sum += value;
                            squares += value * value;
                            count++;
                        }
                    }
                }
            }
            double mean = sum / count;
            assertThat(network.parameter("bn", "mean").getDouble(channel)).isCloseTo(mean, within(1e-5));
            assertThat(variance(network, channel)).isCloseTo(squares / count - mean * mean, within(1e-4));
        }
        assertThat(network.weights("conv")).isEqualTo(weights);
    }

    private static double variance(Network network, int channel) {
        return network.parameterKeys("bn").contains("var")
                ? network.parameter("bn", "var").getDouble(channel)
                : Math.pow(10, 2 * network.parameter("bn", "log10stdev").getDouble(channel));
    }
}
