package org.espalier.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.espalier.model.Network;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FidelityTest {
    private static final INDArray FEATURES = Linear.rows(new double[][] {{1, -2}, {4, -8}});

    @Test
    void the_largest_difference_of_any_output_counts_whatever_its_sign() {
        assertThat(Fidelity.maxAbsDifference(Linear.times(2, 1), Linear.times(2, 1.5), FEATURES))
                .isCloseTo(4, within(1e-6));
    }

    @Test
    void a_network_agrees_with_its_copy_exactly() {
        var network = Linear.times(2, 3);
        assertThat(Fidelity.maxAbsDifference(network, network.copy(), FEATURES)).isZero();
    }

    @Test
    void an_output_that_is_not_a_number_is_not_hidden() {
        Network broken = Linear.times(2, 1);
        broken.setWeights("output", Linear.rows(new double[][] {{Double.NaN, 0}, {0, 1}}));
        assertThat(Fidelity.maxAbsDifference(Linear.times(2, 1), broken, FEATURES))
                .isNaN();
    }

    @Test
    void outputs_of_different_shapes_are_refused() {
        var narrow = Zoo.resnet8(1, new Images(1, 8, 8, 2)).build(1);
        var wide = Zoo.resnet8(1, new Images(1, 8, 8, 3)).build(1);
        assertThatThrownBy(() -> Fidelity.maxAbsDifference(narrow, wide, Nd4j.zeros(1, 1, 8, 8)))
                .hasMessageContaining("found [1, 2] and [1, 3]");
    }
}
