package org.espalier.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Weights rounded to 8-bit integers times a scale. */
class Int8Test {

    @Test
    void eachOutputChannelHasTheScaleOfItsLargestWeight() {
        INDArray rounded = Int8.rounded(Nd4j.create(new double[][] {{127, -2.4, 0.6, 0}, {-1.27, 0.014, 0.016, 0}}));

        // Scales 1 and 0.01.
        double[] expected = {127, -2, 1, 0, -1.27, 0.01, 0.02, 0};
        assertThat(rounded.dup('c').data().asDouble()).containsExactly(expected, within(1e-6));
    }

    @Test
    void anErrorIsAtMostHalfAScaleAndASecondRoundingChangesNothing() {
        INDArray weights = Nd4j.randn(7, 3, 5, 5);
        INDArray rounded = Int8.rounded(weights);

        for (int channel = 0; channel < 7; channel++) {
            double scale = weights.slice(channel).amaxNumber().doubleValue() / 127;
            assertThat(rounded.slice(channel)
                            .sub(weights.slice(channel))
                            .amaxNumber()
                            .doubleValue())
                    .isLessThanOrEqualTo(scale * 0.5001);
        }
        assertThat(Int8.rounded(rounded).equalsWithEps(rounded, 1e-6)).isTrue();
    }

    @Test
    void aChannelOfZerosStaysZero() {
        assertThat(Int8.rounded(Nd4j.zeros(2, 3)).norm1Number().doubleValue()).isZero();
    }
}
