package org.espalier.structure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.espalier.model.Network;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A small sequential network drawn from a seed: depth, widths, kernels, strides, padding, activations, normalisation and
 * pooling all differ. It has been trained for a few steps, so that normalisation has running statistics of its own.
 */
public final class DrawnNetwork {
    private static final int SIZE = 12;
    private static final int CLASSES = 4;
    private static final Activation[] ACTIVATIONS = {
        Activation.RELU, Activation.TANH, Activation.LEAKYRELU, Activation.SIGMOID
    };

    private final Random random;
    private final int channels;
    private final Network network;

    public DrawnNetwork(long seed) {
        random = new Random(seed);
        channels = 1 + random.nextInt(3);
        List<Layer> layers = new ArrayList<>();
        int size = SIZE;
        int convolutions = 1 + random.nextInt(3);
        for (int i = 1; i <= convolutions; i++) {
            size = convolution(layers, i, size);
        }
        int dense = random.nextInt(3);
        for (int i = 1; i <= dense; i++) {
            layers.add(new DenseLayer.Builder()
                    .name("fc" + i)
                    .nOut(2 + random.nextInt(8))
                    .activation(pick())
                    .build());
        }
        layers.add(Nets.output());
        network = Nets.of(InputType.convolutional(SIZE, SIZE, channels), layers.toArray(Layer[]::new));
        for (int i = 0; i < 3; i++) {
            network.fit(new DataSet(examples(8), labels(8)));
        }
    }

    private int convolution(List<Layer> layers, int number, int size) {
        int kernel = size < 4 ? 1 : 1 + random.nextInt(3);
        int stride = size < 6 ? 1 : 1 + random.nextInt(2);
        int padding = random.nextInt(3) == 0 ? kernel / 2 : 0;
        boolean normalised = random.nextBoolean();
        Activation activation = pick();
        layers.add(new ConvolutionLayer.Builder(kernel, kernel)
                .stride(stride, stride)
                .padding(padding, padding)
                .name("conv" + number)
                .nOut(2 + random.nextInt(7))
                .hasBias(!normalised || random.nextBoolean())
                .activation(normalised ? Activation.IDENTITY : activation)
                .build());
        if (normalised) {
            layers.add(new BatchNormalization.Builder().name("bn" + number).build());
            layers.add(new ActivationLayer.Builder()
                    .name("act" + number)
                    .activation(activation)
                    .build());
        }
        int after = (size + 2 * padding - kernel) / stride + 1;
        if (after >= 4 && random.nextBoolean()) {
            layers.add(new SubsamplingLayer.Builder(
                            random.nextBoolean() ? SubsamplingLayer.PoolingType.MAX : SubsamplingLayer.PoolingType.AVG)
                    .kernelSize(2, 2)
                    .stride(2, 2)
                    .name("pool" + number)
                    .build());
            after /= 2;
        }
        return after;
    }

    private Activation pick() {
        return ACTIVATIONS[random.nextInt(ACTIVATIONS.length)];
    }

    public Network network() {
        return network;
    }

    public long[] exampleShape() {
        return new long[] {channels, SIZE, SIZE};
    }

    /** New standard normal examples with each call. */
    public INDArray examples(int count) {
        float[] values = new float[count * channels * SIZE * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Nd4j.create(values, new long[] {count, channels, SIZE, SIZE});
    }

    public INDArray labels(int count) {
        float[] oneHot = new float[count * CLASSES];
        for (int i = 0; i < count; i++) {
            oneHot[i * CLASSES + random.nextInt(CLASSES)] = 1;
        }
        return Nd4j.create(oneHot, new long[] {count, CLASSES});
    }

    /** Some channels of most groups, at least one each, drawn anew with each call. */
    public Map<String, int[]> keep(ChannelGroups groups) {
        Map<String, int[]> keep = new HashMap<>();
        groups.prunable().forEach(group -> {
            if (random.nextInt(5) > 0) {
                keep.put(group.name(), some(group.width()));
            }
        });
        return keep;
    }

    /** Between one and all of {@code width} indices, ascending. */
    public int[] some(int width) {
        int certain = random.nextInt(width);
        return IntStream.range(0, width)
                .filter(i -> i == certain || random.nextBoolean())
                .toArray();
    }
}
