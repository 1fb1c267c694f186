package org.espalier.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.espalier.model.Network;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SizeTest {

    @Test
    void a_dense_network_counts_four_bytes_per_parameter_and_is_stored_dense() {
        Size size = Size.of(Zoo.lenet300().build(1));
        assertThat(size.parameters()).isEqualTo(266_610);
        assertThat(size.nonZero()).as("zero biases are not pruned weights").isEqualTo(266_610);
        assertThat(size.denseBytes()).isEqualTo(4 * 266_610);
        assertThat(size.storedBytes()).isEqualTo(4 * 266_610);
    }

    @Test
    void csr_keeps_a_value_and_a_column_for_each_weight_that_is_left() {
        Network network = Zoo.lenet300().build(1);
        INDArray mask = Nd4j.zeros(300, 784);
        for (int row = 0; row < 300; row++) {
            mask.putScalar(row, row, 1);
        }
        network.mask("fc1", mask);
        Size size = Size.of(network);
        assertThat(size.parameters()).isEqualTo(266_610);
        assertThat(size.nonZero()).isEqualTo(300 + 31_000 + 410);
        // fc1 as (value + column) per weight and 301 row offsets; the other layers and all biases dense
        assertThat(size.storedBytes()).isEqualTo(8 * 300 + 4 * 301 + 4 * (31_000 + 410));
    }
}
