package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PoolingTranslationTest {
    @TestFactory
    Stream<DynamicTest> poolingOfAnyWindow() {
        List<DynamicTest> tests = new ArrayList<>();
        for (PoolingType type : List.of(PoolingType.MAX, PoolingType.AVG)) {
            for (ConvolutionMode mode : List.of(ConvolutionMode.Same, ConvolutionMode.Truncate)) {
                for (int seed = 0; seed < 8; seed++) {
                    SplittableRandom random = new SplittableRandom(seed);
                    tests.add(DynamicTest.dynamicTest(
                            type + ", " + mode + ", seed " + seed, () -> anyWindow(random, type, mode)));
                }
            }
        }
        return tests.stream();
    }

    private static void anyWindow(SplittableRandom random, PoolingType type, ConvolutionMode mode) {
        int[] kernel = {2 + random.nextInt(2), 2 + random.nextInt(2)};
        int[] stride = {1 + random.nextInt(2), 1 + random.nextInt(2)};
        boolean padded = mode == ConvolutionMode.Truncate;
        int[] padding = {padded ? random.nextInt(2) : 0, padded ? random.nextInt(2) : 0};
        int height = 6 + random.nextInt(6);
        int width = 6 + random.nextInt(6);
        for (CNN2DFormat format : CNN2DFormat.values()) {
            Model model = Drawn.chain(
                    InputType.convolutional(height, width, 3, format),
                    new SubsamplingLayer.Builder(type, kernel, stride, padding)
                            .convolutionMode(mode)
                            .avgPoolIncludePadInDivisor(random.nextBoolean())
                            .dataFormat(format)
                            .build());
            long[] example = format == CNN2DFormat.NCHW ? new long[] {3, height, width} : new long[] {height, width, 3};
            assertThat(Compared.agrees(model, example).notes()).isEmpty();
        }
    }

    @TestFactory
    Stream<DynamicTest> poolingAlongTime() {
        return Stream.of(PoolingType.MAX, PoolingType.AVG)
                .flatMap(type -> Stream.of(ConvolutionMode.Same, ConvolutionMode.Truncate)
                        .map(mode -> DynamicTest.dynamicTest(type + ", " + mode, () -> {
                            Model model = Drawn.chain(
                                    InputType.recurrent(3, 11),
                                    new Subsampling1DLayer.Builder(type, 3, 2, 0)
                                            .convolutionMode(mode)
                                            .build());
                            assertThat(Compared.agrees(model, 3, 11).notes()).isEmpty();
                        })));
    }

    @TestFactory
    Stream<DynamicTest> globalPoolingOfImagesAndSequences() {
        List<DynamicTest> tests = new ArrayList<>();
        for (PoolingType type : List.of(PoolingType.MAX, PoolingType.AVG, PoolingType.SUM)) {
            for (boolean collapse : new boolean[] {true, false}) {
                tests.add(DynamicTest.dynamicTest(type + ", collapse " + collapse, () -> {
                    Model images = Drawn.chain(InputType.convolutional(5, 7, 3), global(type, collapse));
                    Model sequences = Drawn.chain(InputType.recurrent(3, 7), global(type, collapse));
                    assertThat(Compared.agrees(images, 3, 5, 7).notes()).isEmpty();
                    assertThat(Compared.agrees(sequences, 3, 7).notes()).isEmpty();
                }));
            }
        }
        return tests.stream();
    }

    private static GlobalPoolingLayer global(PoolingType type, boolean collapse) {
        return new GlobalPoolingLayer.Builder(type).collapseDimensions(collapse).build();
    }

    @Test
    void globalPoolingKnowsThatChannelsAreLast() {
        Model model = Drawn.chain(
                InputType.convolutional(5, 7, 3, CNN2DFormat.NHWC), identity(), global(PoolingType.AVG, true));

        assertThat(Compared.agrees(model, 5, 7, 3).notes()).isEmpty();
    }

    @Test
    void poolingOverOneOfTwoDimensionsIsLeftToDl4j() {
        Model model = Drawn.drawn(new MultiLayerNetwork(Drawn.configuration()
                .list()
                .layer(new ConvolutionLayer.Builder(1, 1).nIn(3).nOut(3).build())
                .layer(new GlobalPoolingLayer.Builder(PoolingType.MAX)
                        .poolingDimensions(3)
                        .name("rows")
                        .build())
                .build()));

        assertThat(Compared.agrees(model, 3, 5, 7).notes())
                .containsExactly(
                        "\"rows\" runs in DL4J: GlobalPoolingLayer: it pools over dimensions [3] of IMAGE [3, 5, 7]");
    }

    /** What a dilated window sees differs between ND4J's own builds. */
    @Test
    void dilatedPoolingIsLeftToDl4j() {
        Model model = Drawn.chain(
                InputType.convolutional(9, 8, 2),
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {1, 1})
                        .dilation(2, 2)
                        .name("holes")
                        .build());

        assertThat(Compared.agrees(model, 2, 9, 8).notes())
                .containsExactly("\"holes\" runs in DL4J: SubsamplingLayer: its window is dilated");
    }

    /** Says how the channels lie, which global pooling does not. */
    private static SubsamplingLayer identity() {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {1, 1}, new int[] {1, 1})
                .dataFormat(CNN2DFormat.NHWC)
                .build();
    }

    @Test
    void poolingByANormIsLeftToDl4j() {
        Model model = Drawn.chain(
                InputType.convolutional(6, 6, 2),
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.PNORM, new int[] {2, 2}, new int[] {2, 2})
                        .pnorm(2)
                        .name("norm")
                        .build(),
                new GlobalPoolingLayer.Builder(PoolingType.PNORM)
                        .pnorm(3)
                        .name("all")
                        .build());

        assertThat(Compared.agrees(model, 2, 6, 6).notes())
                .containsExactly(
                        "\"norm\" runs in DL4J: SubsamplingLayer: it pools by p-norm",
                        "\"all\" runs in DL4J: GlobalPoolingLayer: it pools by p-norm");
    }
}
