package org.espalier.structure;

import static org.espalier.structure.Sketch.dense;
import static org.espalier.structure.Sketch.numbers;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;

/** A small graph of images drawn from a seed: layers of all kinds, branches that split and join, one output or two. */
final class DrawnGraph {
    private static final Activation[] ACTIVATIONS = {
        Activation.RELU, Activation.TANH, Activation.LEAKYRELU, Activation.SIGMOID, Activation.IDENTITY
    };

    private final Random random;
    private final Sketch sketch = Sketch.bare();
    /** What can be read, the newest last. */
    private final List<Images> values = new ArrayList<>();

    private final Set<String> unread = new LinkedHashSet<>();
    private int number;

    /** What a vertex gives: {@code [n, channels, size, size]}. */
    private record Images(String name, int channels, int size) {}

    private DrawnGraph(long seed) {
        random = new Random(seed);
    }

    /** A graph that reads {@code [n, 2, 6, 6]}. */
    static ComputationGraph of(long seed) {
        return new DrawnGraph(seed).draw();
    }

    private ComputationGraph draw() {
        convolution(new Images("input", 2, 6));
        int steps = 3 + random.nextInt(8);
        for (int i = 0; i < steps; i++) {
            step(random.nextInt(18));
        }
        return end();
    }

    private void step(int kind) {
        Images in = recent();
        switch (kind) {
            case 0, 1, 2 -> convolution(in);
            case 3 -> deconvolution(in);
            case 4 -> depthwise(in);
            case 5 -> separable(in);
            case 6, 7 -> normalisation(in);
            case 8 -> pooling(in);
            case 9 -> padding(in);
            case 10, 11 -> combined(in);
            case 12, 13 -> merged(in);
            case 14 -> subset(in);
            case 15 -> scaled(in);
            case 16 -> shared(in);
            default -> excited(in);
        }
    }

    /** Mostly one of the last, so that graphs are deep as well as wide. */
    private Images recent() {
        int back = random.nextInt(4) == 0 ? random.nextInt(values.size()) : random.nextInt(Math.min(2, values.size()));
        return values.get(values.size() - 1 - back);
    }

    private String name(String kind) {
        return kind + ++number;
    }

    private Images made(String name, int channels, int size, Images... read) {
        Stream.of(read).forEach(in -> unread.remove(in.name()));
        Images out = new Images(name, channels, size);
        values.add(out);
        unread.add(name);
        return out;
    }

    private Activation pick() {
        return ACTIVATIONS[random.nextInt(ACTIVATIONS.length)];
    }

    private Images convolution(Images in) {
        return convolution(in, 2 + random.nextInt(5), pick());
    }

    private Images convolution(Images in, int out, Activation activation) {
        int kernel = in.size() < 3 || random.nextInt(3) == 0 ? 1 : 3;
        boolean pads = kernel == 3 && random.nextBoolean();
        int stride = in.size() > 4 && random.nextInt(4) == 0 ? 2 : 1;
        String name = name("conv");
        sketch.layer(
                name,
                new ConvolutionLayer.Builder(kernel, kernel)
                        .padding(pads ? 1 : 0, pads ? 1 : 0)
                        .stride(stride, stride)
                        .nIn(in.channels())
                        .nOut(out)
                        .hasBias(random.nextInt(4) > 0)
                        .activation(activation)
                        .build(),
                in.name());
        return made(name, out, (in.size() + (pads ? 2 : 0) - kernel) / stride + 1, in);
    }

    private void deconvolution(Images in) {
        if (in.size() > 4) {
            return;
        }
        int out = 2 + random.nextInt(4);
        String name = name("up");
        sketch.layer(
                name,
                new Deconvolution2D.Builder(2, 2)
                        .stride(2, 2)
                        .nIn(in.channels())
                        .nOut(out)
                        .activation(pick())
                        .build(),
                in.name());
        made(name, out, 2 * in.size(), in);
    }

    private void depthwise(Images in) {
        if (in.size() < 3 || in.channels() > 8) {
            return;
        }
        int times = 1 + random.nextInt(2);
        String name = name("depth");
        sketch.layer(
                name,
                new DepthwiseConvolution2D.Builder(3, 3)
                        .depthMultiplier(times)
                        .nIn(in.channels())
                        .nOut(times * in.channels())
                        .activation(pick())
                        .build(),
                in.name());
        made(name, times * in.channels(), in.size() - 2, in);
    }

    private void separable(Images in) {
        if (in.size() < 3) {
            return;
        }
        int out = 2 + random.nextInt(4);
        String name = name("apart");
        sketch.layer(
                name,
                new SeparableConvolution2D.Builder(3, 3)
                        .depthMultiplier(1 + random.nextInt(2))
                        .dataFormat(CNN2DFormat.NCHW)
                        .nIn(in.channels())
                        .nOut(out)
                        .activation(pick())
                        .build(),
                in.name());
        made(name, out, in.size() - 2, in);
    }

    private void normalisation(Images in) {
        String name = name("bn");
        sketch.layer(
                name,
                new BatchNormalization.Builder(random.nextInt(6) == 0)
                        .nIn(in.channels())
                        .nOut(in.channels())
                        .build(),
                in.name());
        made(name, in.channels(), in.size(), in);
    }

    private void pooling(Images in) {
        if (in.size() < 4) {
            String name = name("repeat");
            sketch.layer(name, new Upsampling2D.Builder(2).build(), in.name());
            made(name, in.channels(), 2 * in.size(), in);
            return;
        }
        SubsamplingLayer.PoolingType type =
                random.nextBoolean() ? SubsamplingLayer.PoolingType.MAX : SubsamplingLayer.PoolingType.AVG;
        String name = name("pool");
        sketch.layer(
                name,
                new SubsamplingLayer.Builder(type).kernelSize(2, 2).stride(2, 2).build(),
                in.name());
        made(name, in.channels(), in.size() / 2, in);
    }

    private void padding(Images in) {
        String name = name("pad");
        sketch.layer(name, new ZeroPaddingLayer.Builder(1, 1).build(), in.name());
        made(name, in.channels(), in.size() + 2, in);
    }

    private void combined(Images in) {
        List<Images> alike = values.stream()
                .filter(v -> v.size() == in.size() && v.channels() == in.channels())
                .toList();
        Images other = alike.get(random.nextInt(alike.size()));
        ElementWiseVertex.Op[] ops = ElementWiseVertex.Op.values();
        String name = name("both");
        sketch.vertex(name, new ElementWiseVertex(ops[random.nextInt(ops.length)]), in.name(), other.name());
        made(name, in.channels(), in.size(), in, other);
    }

    private void merged(Images in) {
        List<Images> alike = values.stream().filter(v -> v.size() == in.size()).toList();
        List<Images> joined = new ArrayList<>(List.of(in));
        int more = 1 + random.nextInt(2);
        for (int i = 0; i < more; i++) {
            joined.add(alike.get(random.nextInt(alike.size())));
        }
        int channels = joined.stream().mapToInt(Images::channels).sum();
        if (channels > 24) {
            return;
        }
        String name = name("cat");
        sketch.vertex(name, new MergeVertex(), joined.stream().map(Images::name).toArray(String[]::new));
        made(name, channels, in.size(), joined.toArray(Images[]::new));
    }

    private void subset(Images in) {
        if (in.channels() < 4) {
            return;
        }
        int from = random.nextInt(in.channels() - 2);
        int to = from + 1 + random.nextInt(in.channels() - from - 1);
        String name = name("part");
        sketch.vertex(name, new SubsetVertex(from, to), in.name());
        made(name, to - from + 1, in.size(), in);
    }

    private void scaled(Images in) {
        String name = name("scaled");
        sketch.vertex(
                name,
                random.nextInt(3) > 0 ? new ScaleVertex(0.5 + random.nextDouble()) : new ShiftVertex(0.5),
                in.name());
        made(name, in.channels(), in.size(), in);
    }

    /** Two of the same shape read by one layer. */
    private void shared(Images in) {
        List<Images> alike = values.stream()
                .filter(v -> v.size() == in.size() && v.channels() == in.channels())
                .toList();
        Images other = alike.get(random.nextInt(alike.size()));
        String stack = name("stack");
        sketch.vertex(stack, new StackVertex(), in.name(), other.name());
        Images out = convolution(new Images(stack, in.channels(), in.size()));
        // Twice as many examples: nothing else may read it.
        values.remove(out);
        unread.remove(out.name());
        for (int i = 0; i < 2; i++) {
            String name = name("of");
            sketch.vertex(name, new UnstackVertex(i, 2), out.name());
            made(name, out.channels(), out.size(), in, other);
        }
    }

    private void excited(Images in) {
        String squeeze = name("squeeze");
        sketch.layer(
                squeeze,
                new GlobalPoolingLayer.Builder(PoolingType.AVG)
                        .collapseDimensions(false)
                        .build(),
                in.name());
        Images up = convolution(
                new Images(squeeze, in.channels(), 1),
                in.channels(),
                random.nextBoolean() ? Activation.SIGMOID : Activation.TANH);
        values.remove(up);
        unread.remove(up.name());
        String name = name("excite");
        sketch.vertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Product), in.name(), up.name());
        made(name, in.channels(), in.size(), in);
    }

    /** All that is not read yet is pooled or flattened, joined and read by the outputs. */
    private ComputationGraph end() {
        List<String> flat = new ArrayList<>();
        int width = 0;
        for (Images left :
                values.stream().filter(v -> unread.contains(v.name())).toList()) {
            String name = name("flat");
            if (random.nextBoolean() && left.size() <= 4) {
                sketch.vertex(
                        name,
                        new PreprocessorVertex(
                                new CnnToFeedForwardPreProcessor(left.size(), left.size(), left.channels())),
                        left.name());
                width += left.channels() * left.size() * left.size();
            } else {
                PoolingType type = random.nextInt(3) == 0 ? PoolingType.SUM : PoolingType.AVG;
                sketch.layer(name, new GlobalPoolingLayer.Builder(type).build(), left.name());
                width += left.channels();
            }
            flat.add(name);
        }
        String joined = flat.get(0);
        if (flat.size() > 1) {
            joined = name("all");
            sketch.vertex(joined, new MergeVertex(), flat.toArray(String[]::new));
        }
        if (random.nextBoolean()) {
            int out = 3 + random.nextInt(5);
            String name = name("fc");
            sketch.layer(name, dense(out).nIn(width).activation(pick()).build(), joined);
            joined = name;
            width = out;
        }
        sketch.layer("out1", numbers().nIn(width).build(), joined);
        if (random.nextInt(4) > 0) {
            return sketch.ends("out1");
        }
        sketch.layer("out2", numbers().nIn(width).activation(Activation.TANH).build(), joined);
        return sketch.ends("out1", "out2");
    }
}
