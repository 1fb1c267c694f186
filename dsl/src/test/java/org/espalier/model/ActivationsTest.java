package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class ActivationsTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_layer_sees_what_the_one_before_it_gave(boolean graph) {
        Network network = Network.of(TestNets.of(graph));
        INDArray features = TestNets.batch(1).getFeatures();
        float[] untouched = TestNets.values(features);
        Map<String, Activations> seen = network.activations(features);
        assertThat(seen.keySet()).containsExactly("conv", "bn", "relu", "depthwise", "dense", "output");
        assertThat(TestNets.values(seen.get("conv").input())).isEqualTo(untouched);
        assertThat(TestNets.values(seen.get("bn").input()))
                .isEqualTo(TestNets.values(seen.get("conv").output()));
        assertThat(seen.get("dense").input().shape()).containsExactly(8, 108);
        assertThat(TestNets.values(seen.get("dense").input()))
                .isEqualTo(TestNets.values(seen.get("depthwise").output()));
        assertThat(TestNets.values(seen.get("output").output())).isEqualTo(TestNets.values(network.output(features)));
        assertThat(TestNets.values(features)).isEqualTo(untouched);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_comes_before_an_activation_layer_is_shown_before_the_activation(boolean graph) {
        Network network = Network.of(TestNets.of(graph));
        Map<String, Activations> seen = network.activations(TestNets.batch(1).getFeatures());
        INDArray before = seen.get("bn").output();
        assertThat(before.minNumber().doubleValue()).isNegative();
        assertThat(TestNets.values(seen.get("relu").input())).isEqualTo(TestNets.values(before));
        assertThat(seen.get("relu").output().minNumber().doubleValue()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_dense_layers_output_is_its_weights_times_its_input_through_its_activation(boolean graph) {
        Network network = Network.of(TestNets.of(graph));
        Activations dense = network.activations(TestNets.batch(1).getFeatures()).get("dense");
        INDArray product = dense.input().mmul(network.weights("dense").transpose());
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 7; j++) {
                assertThat(dense.output().getDouble(i, j)).isCloseTo(Math.tanh(product.getDouble(i, j)), within(1e-5));
            }
        }
    }

    @Test
    void both_branches_of_a_residual_block_see_the_same_input() {
        Network network = Zoo.resnet8(4, Images.mnist()).build(1);
        Map<String, Activations> seen = network.activations(
                TestNets.batch(1, DataType.FLOAT, 2, 1, 28, 28).getFeatures());
        assertThat(TestNets.values(seen.get("stage2.block1.shortcut").input()))
                .isEqualTo(TestNets.values(seen.get("stage2.block1.conv1").input()))
                .isEqualTo(TestNets.values(seen.get("stage1.block1.relu2").output()));
        assertThat(seen.get("stage1.block1.bn2").output().minNumber().doubleValue())
                .isNegative();
        INDArray sum =
                seen.get("stage1.block1.bn2").output().add(seen.get("relu1").output());
        assertThat(TestNets.values(seen.get("stage1.block1.relu2").input())).isEqualTo(TestNets.values(sum));
    }
}
