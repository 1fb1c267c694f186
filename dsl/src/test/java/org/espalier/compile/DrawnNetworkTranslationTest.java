package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.activations.Activation;

/** Networks drawn from a seed, of layers that all have steps, pruned and not. */
class DrawnNetworkTranslationTest {
    private static final Activation[] ACTIVATIONS = {
        Activation.RELU, Activation.IDENTITY, Activation.TANH, Activation.LEAKYRELU, Activation.RELU
    };

    private final List<String> sameSize = new ArrayList<>();

    @TestFactory
    Stream<DynamicTest> chains() {
        return IntStream.range(0, 40)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    SplittableRandom random = new SplittableRandom(seed);
                    CNN2DFormat format = seed % 4 == 3 ? CNN2DFormat.NHWC : CNN2DFormat.NCHW;
                    int height = 7 + random.nextInt(6);
                    int width = 7 + random.nextInt(6);
                    List<Layer> layers = new ArrayList<>(List.of(convolution(5, random, format)));
                    for (int i = 1 + random.nextInt(6); i > 0; i--) {
                        layers.add(layer(random, format));
                    }
                    if (random.nextBoolean()) {
                        layers.add(new DenseLayer.Builder()
                                .nOut(6)
                                .activation(activation(random))
                                .build());
                        layers.add(new BatchNormalization());
                    }
                    layers.add(output());
                    Model model = Drawn.chain(
                            InputType.convolutional(height, width, 3, format), layers.toArray(new Layer[0]));
                    agrees(
                            model,
                            seed,
                            format == CNN2DFormat.NCHW ? new long[] {3, height, width} : new long[] {height, width, 3});
                }));
    }

    @TestFactory
    Stream<DynamicTest> graphs() {
        return IntStream.range(0, 40)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    SplittableRandom random = new SplittableRandom(1000 + seed);
                    int height = 5 + random.nextInt(5);
                    int width = 5 + random.nextInt(5);
                    agrees(graph(random, height, width), seed, 3, height, width);
                }));
    }

    private static void agrees(Model model, int seed, long... example) {
        if (seed % 2 == 0) {
            Drawn.prune(model, 0.8);
        }
        assertThat(Compared.agrees(model, example).notes()).isEmpty();
    }

    /** Vertices of one image size and eight channels or less, each reading one or two drawn ones. */
    private ComputationGraph graph(SplittableRandom random, int height, int width) {
        GraphBuilder graph = Drawn.configuration()
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(height, width, 3));
        sameSize.clear();
        graph.addLayer("first", convolution(4, random, CNN2DFormat.NCHW), "in");
        sameSize.add("first");
        List<String> unread = new ArrayList<>(sameSize);
        for (int i = 0; i < 3 + random.nextInt(8); i++) {
            String name = "v" + i;
            String one = sameSize.get(random.nextInt(sameSize.size()));
            String other = sameSize.get(random.nextInt(sameSize.size()));
            switch (random.nextInt(6)) {
                case 0, 1 -> graph.addLayer(name, convolution(4, random, CNN2DFormat.NCHW), one);
                case 2 -> graph.addLayer(name, new BatchNormalization(), one);
                case 3 -> graph.addLayer(name, new ActivationLayer(activation(random)), one);
                case 4 -> graph.addVertex(name, new ScaleVertex(0.7), one);
                default -> {
                    ElementWiseVertex.Op[] ops = ElementWiseVertex.Op.values();
                    ElementWiseVertex.Op op =
                            random.nextBoolean() ? ElementWiseVertex.Op.Add : ops[random.nextInt(ops.length)];
                    graph.addVertex(name, new ElementWiseVertex(op), one, other);
                    unread.remove(other);
                }
            }
            unread.remove(one);
            sameSize.add(name);
            unread.add(name);
        }
        String last = unread.get(0);
        if (unread.size() > 1) {
            graph.addVertex("all", new MergeVertex(), unread.toArray(new String[0]));
            last = "all";
        }
        if (random.nextBoolean()) {
            graph.addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), last);
            last = "pool";
        }
        graph.addLayer("out", output(), last);
        return Drawn.drawn(new ComputationGraph(graph.setOutputs("out").build()));
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build();
    }

    private static Activation activation(SplittableRandom random) {
        return ACTIVATIONS[random.nextInt(ACTIVATIONS.length)];
    }

    private static ConvolutionLayer convolution(int channels, SplittableRandom random, CNN2DFormat format) {
        return new ConvolutionLayer.Builder(1 + 2 * random.nextInt(2), 1 + random.nextInt(3))
                .nOut(channels)
                .activation(activation(random))
                .hasBias(random.nextBoolean())
                .dataFormat(format)
                .build();
    }

    private static Layer layer(SplittableRandom random, CNN2DFormat format) {
        ConvolutionMode mode = random.nextBoolean() ? ConvolutionMode.Same : ConvolutionMode.Truncate;
        int stride = 1 + random.nextInt(2);
        return switch (random.nextInt(9)) {
            case 0, 1 ->
                new ConvolutionLayer.Builder(2 + random.nextInt(2), 2)
                        .nOut(2 + random.nextInt(8)) // DL4J fails on separable ones of a single channel
                        .stride(stride, 1)
                        .padding(mode == ConvolutionMode.Same ? new int[] {0, 0} : new int[] {1, 1})
                        .convolutionMode(mode)
                        .activation(activation(random))
                        .dataFormat(format)
                        .build();
            case 2 ->
                new DepthwiseConvolution2D.Builder(2, 2)
                        .depthMultiplier(1 + random.nextInt(2))
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(activation(random))
                        .dataFormat(format)
                        .build();
            case 3 ->
                new SeparableConvolution2D.Builder(3, 3)
                        .nOut(5)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(activation(random))
                        .dataFormat(format)
                        .build();
            case 4, 5 -> new BatchNormalization.Builder().dataFormat(format).build();
            case 6 ->
                new SubsamplingLayer.Builder(2, 2)
                        .poolingType(random.nextBoolean() ? PoolingType.MAX : PoolingType.AVG)
                        .stride(1, stride)
                        .convolutionMode(ConvolutionMode.Same)
                        .dataFormat(format)
                        .build();
            case 7 ->
                new ZeroPaddingLayer.Builder(1, random.nextInt(2), random.nextInt(2), 2)
                        .dataFormat(format)
                        .build();
            default -> random.nextBoolean() ? new DropoutLayer(0.5) : new ActivationLayer(activation(random));
        };
    }
}
