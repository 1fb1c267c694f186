package org.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.espalier.measure.Accuracy;
import org.espalier.measure.Macs;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class ZooTest {

    static Stream<ZooModel> everyModel() {
        return Stream.of(
                Zoo.lenet300(),
                Zoo.lenet5(),
                Zoo.vgg(),
                Zoo.vgg(Images.cifar10()),
                Zoo.resnet8(),
                Zoo.resnet8(4, Images.mnist()),
                Zoo.resnet20(),
                Zoo.resnet56(4, Images.cifar10()));
    }

    @ParameterizedTest
    @MethodSource("everyModel")
    void the_same_seed_gives_the_same_parameters_bit_for_bit_and_another_seed_others(ZooModel model) {
        INDArray first = model.build(7).parameters();
        // Drawing from ND4J's shared generator in between must not matter.
        Nd4j.rand(5);
        assertThat(model.build(7).parameters().data().asFloat())
                .isEqualTo(first.data().asFloat());
        assertThat(model.build(8).parameters().data().asFloat())
                .isNotEqualTo(first.data().asFloat());
    }

    @ParameterizedTest
    @MethodSource("everyModel")
    void an_untrained_network_answers_with_probabilities(ZooModel model) {
        Network network = model.build(1);
        long[] image = model.images().shape();
        INDArray output = network.output(Nd4j.ones(2, image[0], image[1], image[2]));
        assertThat(output.shape()).containsExactly(2, model.images().classes());
        assertThat(output.sum(1).toDoubleVector()).containsExactly(new double[] {1, 1}, within(1e-4));
        assertThat(network.trained()).isFalse();
    }

    @Test
    void lenet300_has_266610_parameters_in_three_named_layers() {
        Network network = Zoo.lenet300().build(1);
        assertThat(network.parameterCount()).isEqualTo(266_610);
        assertThat(names(network)).containsExactly("fc1", "fc2", "output");
        assertThat(Macs.of(network, 1, 28, 28).dense()).isEqualTo(266_200);
    }

    @Test
    void lenet5_has_431080_parameters_and_the_layers_of_caffe() {
        Network network = Zoo.lenet5().build(1);
        assertThat(network.parameterCount()).isEqualTo(431_080);
        assertThat(network.layerTypes().keySet()).containsExactly("conv1", "pool1", "conv2", "pool2", "fc1", "output");
        // 20·25·24² + 50·20·25·8² + 800·500 + 500·10
        assertThat(Macs.of(network, 1, 28, 28).dense()).isEqualTo(2_293_000);
    }

    @Test
    void vgg_has_five_convolutions_with_batch_normalisation() {
        Network network = Zoo.vgg().build(1);
        assertThat(names(network)).containsExactly("conv1", "conv2", "conv3", "conv4", "conv5", "fc1", "output");
        assertThat(network.layerTypes()).containsEntry("bn5", "BatchNormalization");
        assertThat(weights(network)).isEqualTo(144 + 2304 + 4608 + 9216 + 18_432 + 9 * 64 * 128 + 1280);
    }

    @Test
    void resnet20_has_the_weights_and_multiply_accumulates_of_option_b() {
        Network network = Zoo.resnet20().build(1);
        assertThat(weights(network)).isEqualTo(270_896);
        assertThat(Macs.of(network, 3, 32, 32).dense()).isEqualTo(40_813_184);
        assertThat(names(network))
                .hasSize(1 + 18 + 2 + 1)
                .startsWith("conv1", "stage1.block1.conv1", "stage1.block1.conv2")
                .contains("stage2.block1.shortcut", "stage3.block1.shortcut")
                .doesNotContain("stage1.block1.shortcut", "stage2.block2.shortcut");
        assertThat(network.layerTypes()).containsKeys("stage2.block1.bn1", "stage2.block1.shortcutBn");
    }

    @Test
    void resnet56_has_the_weights_and_multiply_accumulates_of_option_b() {
        Network network = Zoo.resnet56().build(1);
        assertThat(weights(network)).isEqualTo(851_504);
        assertThat(Macs.of(network, 3, 32, 32).dense()).isEqualTo(125_747_840);
    }

    @Test
    void a_resnet_takes_other_widths_images_and_classes() {
        Network network = Zoo.resnet8(4, new Images(1, 28, 28, 3)).build(1);
        assertThat(network.weightLayer("conv1").shape()).containsExactly(4, 1, 3, 3);
        assertThat(network.weightLayer("stage3.block1.conv2").shape()).containsExactly(16, 16, 3, 3);
        assertThat(network.weightLayer("output").shape()).containsExactly(3, 16);
        assertThat(network.activations(Nd4j.zeros(1, 1, 28, 28))
                        .get("stage3.block1.conv2")
                        .output()
                        .shape())
                .containsExactly(1, 16, 7, 7);
    }

    @ParameterizedTest
    @MethodSource("everyModel")
    void a_few_steps_learn_to_tell_bright_images_from_dark_ones(ZooModel model) {
        Network network = model.build(3);
        DataSet batch = brightAndDark(model.images());
        for (int step = 0; step < 15; step++) {
            network.fit(batch);
        }
        assertThat(network.gradients(batch).values())
                .allSatisfy(g -> assertThat(g.sumNumber().doubleValue()).isFinite());
        assertThat(network.trained()).isTrue();
        // Inference uses batch normalisation's running statistics, which lag behind in so few steps.
        if (network.layerTypes().values().stream().noneMatch("BatchNormalization"::equals)) {
            assertThat(Accuracy.of(network, List.of(batch))).isEqualTo(1);
        }
    }

    @Test
    void impossible_sizes_are_refused_with_the_reason() {
        assertThatThrownBy(() -> Zoo.vgg(new Images(1, 7, 28, 10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 8×8 pixels, found 7×28");
        assertThatThrownBy(() -> Zoo.resnet20(0, Images.cifar10())).hasMessageContaining("width must be at least 1");
        assertThatThrownBy(() -> new Images(0, 1, 1, 2)).hasMessageContaining("found 0×1×1");
        assertThatThrownBy(() -> new Images(1, 1, 1, 1)).hasMessageContaining("classes must be at least 2, found 1");
        assertThatThrownBy(() -> Zoo.lenet5().epochs(0)).hasMessageContaining("lenet5: epochs must be at least 1");
    }

    @Test
    void a_model_reads_as_one_line_and_takes_another_training_length() {
        assertThat(Zoo.lenet5()).hasToString("lenet5: " + Zoo.lenet5().description());
        assertThat(Zoo.lenet5().epochs(7).epochs()).isEqualTo(7);
        assertThat(Zoo.resnet56().name()).isEqualTo("resnet56");
    }

    private static List<String> names(Network network) {
        return network.weightLayers().stream().map(WeightLayer::name).toList();
    }

    private static long weights(Network network) {
        return network.weightLayers().stream().mapToLong(WeightLayer::weights).sum();
    }

    private static DataSet brightAndDark(Images images) {
        int n = 8;
        int pixels = images.channels() * images.height() * images.width();
        Random random = new Random(1);
        float[] features = new float[n * pixels];
        float[] labels = new float[n * images.classes()];
        for (int i = 0; i < n; i++) {
            for (int p = 0; p < pixels; p++) {
                features[i * pixels + p] = (i % 2) + 0.1f * random.nextFloat();
            }
            labels[i * images.classes() + i % 2] = 1;
        }
        return new DataSet(
                Nd4j.create(features, new long[] {n, images.channels(), images.height(), images.width()}, 'c'),
                Nd4j.create(labels, new long[] {n, images.classes()}, 'c'));
    }
}
