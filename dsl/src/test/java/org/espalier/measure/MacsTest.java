package org.espalier.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.model.Network;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MacsTest {

    @Test
    void a_convolution_uses_each_weight_once_per_output_position() {
        // 8×6 image, 3×3 kernel, stride 2, padding 1: 4×3 positions.
        Macs macs = Macs.of(strided(), 2, 8, 6);
        assertThat(macs.layers())
                .containsExactly(
                        new LayerMacs("conv", 5 * 2 * 9, 5 * 2 * 9, 12),
                        new LayerMacs("depthwise", 5 * 2 * 4, 5 * 2 * 4, 3 * 2),
                        new LayerMacs("output", 10 * 6 * 3, 10 * 6 * 3, 1));
        assertThat(macs.dense()).isEqualTo(90 * 12 + 40 * 6 + 180);
        assertThat(macs.nonZero()).isEqualTo(macs.dense());
        assertThat(macs.usesPerWeight("conv")).isEqualTo(12);
    }

    @Test
    void masked_weights_are_saved_once_for_each_use() {
        Network network = strided();
        INDArray mask = Nd4j.ones(5, 2, 3, 3);
        mask.putScalar(new int[] {0, 0, 0, 0}, 0);
        mask.putScalar(new int[] {4, 1, 2, 2}, 0);
        network.mask("conv", mask);
        Macs macs = Macs.of(network, 2, 8, 6);
        assertThat(macs.of("conv").nonZeroWeights()).isEqualTo(88);
        assertThat(macs.dense() - macs.nonZero()).isEqualTo(2 * 12);
    }

    @Test
    void a_tiny_weight_is_not_zero() {
        Network network = Zoo.lenet300().build(1);
        network.setWeights("fc2", Nd4j.valueArrayOf(new long[] {100, 300}, 1e-30f));
        assertThat(Macs.of(network, 1, 28, 28).of("fc2").nonZeroWeights()).isEqualTo(30_000);
    }

    @Test
    void sequences_count_every_time_step() {
        Network network = Network.of(initialised(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new Convolution1DLayer.Builder(3).name("conv").nOut(4).build())
                .layer(new RnnOutputLayer.Builder()
                        .name("output")
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(3, 10))
                .build()));
        Macs macs = Macs.of(network, 3, 10);
        assertThat(macs.of("conv")).isEqualTo(new LayerMacs("conv", 36, 36, 8));
        assertThat(macs.of("output")).isEqualTo(new LayerMacs("output", 8, 8, 8));
    }

    @Test
    void an_unknown_layer_and_a_missing_shape_are_named() {
        Network network = Zoo.lenet300().build(1);
        Macs macs = Macs.of(network, 1, 28, 28);
        assertThatThrownBy(() -> macs.of("fc9")).hasMessageContaining("\"fc9\"; there are [fc1, fc2, output]");
        assertThatThrownBy(() -> Macs.of(network)).hasMessageContaining("the shape of one example");
        assertThatThrownBy(() -> Macs.of(network, 1, 0, 28)).hasMessageContaining("[1, 0, 28]");
    }

    private static Network strided() {
        return Network.of(initialised(new NeuralNetConfiguration.Builder()
                .seed(1)
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .stride(2, 2)
                        .padding(1, 1)
                        .name("conv")
                        .nOut(5)
                        .build())
                .layer(new DepthwiseConvolution2D.Builder(2, 2)
                        .depthMultiplier(2)
                        .name("depthwise")
                        .nOut(10)
                        .build())
                .layer(new OutputLayer.Builder()
                        .name("output")
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(8, 6, 2))
                .build()));
    }

    private static MultiLayerNetwork initialised(org.deeplearning4j.nn.conf.MultiLayerConfiguration configuration) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        return network;
    }
}
