package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

class ConvolutionTranslationTest {
    private record Sizes(int[] kernel, int[] stride, int[] padding, int[] dilation, int height, int width) {
        static Sizes drawn(SplittableRandom random, ConvolutionMode mode, int mostDilation) {
            int[] kernel = pair(random, 1, 4);
            int[] dilation = pair(random, 1, mostDilation);
            int[] stride = pair(random, 1, 3);
            int[] padding = mode == ConvolutionMode.Same ? new int[2] : pair(random, 0, 2);
            int[] size = new int[2];
            for (int i = 0; i < 2; i++) {
                int reach = (kernel[i] - 1) * dilation[i] + 1;
                size[i] = Math.max(reach, 5) + random.nextInt(6);
                if (mode == ConvolutionMode.Strict) {
                    size[i] = reach + stride[i] * (2 + random.nextInt(3)) - 2 * padding[i];
                    padding[i] = size[i] < 1 ? 0 : padding[i];
                    size[i] = reach + stride[i] * (2 + random.nextInt(3)) - 2 * padding[i];
                }
                if (mode == ConvolutionMode.Same && stride[i] > reach) {
                    stride[i] = reach; // DL4J refuses what would need a negative padding
                }
            }
            return new Sizes(kernel, stride, padding, dilation, Math.max(1, size[0]), Math.max(1, size[1]));
        }

        private static int[] pair(SplittableRandom random, int least, int most) {
            return new int[] {random.nextInt(least, most + 1), random.nextInt(least, most + 1)};
        }

        <B extends ConvolutionLayer.BaseConvBuilder<B>> B in(B builder, ConvolutionMode mode) {
            builder.setKernelSize(kernel);
            builder.setStride(stride);
            builder.setPadding(padding);
            builder.setDilation(dilation);
            return builder.convolutionMode(mode).activation(Activation.TANH);
        }

        InputType input(int channels, CNN2DFormat format) {
            return InputType.convolutional(height, width, channels, format);
        }

        long[] example(int channels, CNN2DFormat format) {
            return format == CNN2DFormat.NHWC
                    ? new long[] {height, width, channels}
                    : new long[] {channels, height, width};
        }
    }

    private static Stream<DynamicTest> everyMode(BiConsumer<SplittableRandom, ConvolutionMode> test) {
        List<DynamicTest> tests = new ArrayList<>();
        for (ConvolutionMode mode : List.of(ConvolutionMode.Same, ConvolutionMode.Truncate, ConvolutionMode.Strict)) {
            for (int seed = 0; seed < 8; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                tests.add(DynamicTest.dynamicTest(mode + ", seed " + seed, () -> test.accept(random, mode)));
            }
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> convolutionsOfAnyWindow() {
        return everyMode((random, mode) -> {
            Sizes sizes = Sizes.drawn(random, mode, 2);
            boolean bias = random.nextBoolean();
            for (CNN2DFormat format : CNN2DFormat.values()) {
                Model model = Drawn.chain(
                        sizes.input(3, format),
                        sizes.in(new ConvolutionLayer.Builder(), mode)
                                .nOut(5)
                                .hasBias(bias)
                                .dataFormat(format)
                                .build());
                assertThat(Compared.agrees(model, sizes.example(3, format)).notes())
                        .isEmpty();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> depthwiseConvolutionsOfAnyWindow() {
        return everyMode((random, mode) -> {
            Sizes sizes = Sizes.drawn(random, mode, 1); // DL4J itself fails on most dilated ones
            int multiplier = 1 + random.nextInt(3);
            for (CNN2DFormat format : CNN2DFormat.values()) {
                Model model = Drawn.chain(
                        sizes.input(4, format),
                        sizes.in(new DepthwiseConvolution2D.Builder(), mode)
                                .depthMultiplier(multiplier)
                                .hasBias(random.nextBoolean())
                                .dataFormat(format)
                                .build());
                assertThat(Compared.agrees(model, sizes.example(4, format)).notes())
                        .isEmpty();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> separableConvolutionsOfAnyWindow() {
        return everyMode((random, mode) -> {
            Sizes sizes = Sizes.drawn(random, mode, 2);
            int multiplier = 1 + random.nextInt(3);
            for (CNN2DFormat format : CNN2DFormat.values()) {
                Model model = Drawn.chain(
                        sizes.input(4, format),
                        sizes.in(new SeparableConvolution2D.Builder(), mode)
                                .depthMultiplier(multiplier)
                                .nOut(3)
                                .hasBias(random.nextBoolean())
                                .dataFormat(format)
                                .build());
                assertThat(Compared.agrees(model, sizes.example(4, format)).notes())
                        .isEmpty();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> convolutionsAlongTime() {
        List<DynamicTest> tests = new ArrayList<>();
        for (ConvolutionMode mode : List.of(ConvolutionMode.Same, ConvolutionMode.Truncate, ConvolutionMode.Causal)) {
            for (int seed = 0; seed < 8; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                tests.add(DynamicTest.dynamicTest(mode + ", seed " + seed, () -> alongTime(random, mode)));
            }
        }
        return tests.stream();
    }

    private static void alongTime(SplittableRandom random, ConvolutionMode mode) {
        int kernel = 1 + random.nextInt(4);
        int stride = 1 + random.nextInt(kernel);
        int time = 9 + random.nextInt(6);
        for (RNNFormat format : RNNFormat.values()) {
            Model model = Drawn.chain(
                    InputType.recurrent(3, time, format),
                    new Convolution1D.Builder()
                            .kernelSize(kernel)
                            .stride(stride)
                            .padding(mode == ConvolutionMode.Truncate ? random.nextInt(3) : 0)
                            .dilation(mode == ConvolutionMode.Causal ? 2 : 1) // DL4J itself fails on other dilated ones
                            .convolutionMode(mode)
                            .rnnDataFormat(format)
                            .nOut(4)
                            .activation(Activation.SIGMOID)
                            .build(),
                    new RnnOutputLayer.Builder(new LossMSE())
                            .dataFormat(format)
                            .nOut(3)
                            .activation(Activation.SOFTMAX)
                            .build());
            long[] example = format == RNNFormat.NCW ? new long[] {3, time} : new long[] {time, 3};
            assertThat(Compared.agrees(model, example).notes()).isEmpty();
        }
    }

    @Test
    void aWindowLargerThanTheImageIsRefusedByTheLayersName() {
        Model model = Drawn.chain(
                InputType.convolutional(8, 8, 1),
                new ConvolutionLayer.Builder(5, 5).name("wide").nOut(2).build());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Translation.of(model, 1, 4, 9))
                .withMessage("layer \"wide\": expected an input of at least 5 x 5 less padding, found 4 x 9");
    }
}
