package org.espalier.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Values to be drawn as images: images themselves, filters, a matrix of weights.
 *
 * @param what they are, in words
 * @param count images in {@code values}
 * @param of how many there were
 * @param channels 1 or 3
 * @param values {@code [count, channels, height, width]}, read where they lie
 * @param across images in a row of a grid; 0 where any number is right
 */
public record Planes(
        String what, int count, long of, int channels, int height, int width, LongToDoubleFunction values, int across) {
    private static final int MOST_FILTERS = 32;

    /** The value at a place of an image. */
    public float at(int image, int channel, int row, int column) {
        return (float) values.applyAsDouble((((long) image * channels + channel) * height + row) * width + column);
    }

    /** How many values there are. */
    public long length() {
        return (long) count * channels * height * width;
    }

    /**
     * One image.
     *
     * @param image {@code [h, w]}, or {@code [c, h, w]} of 1 or 3 channels
     * @throws IllegalArgumentException if it has another shape
     */
    public static Planes ofImage(INDArray image) {
        long[] shape = image.shape();
        if (shape.length == 2 && shape[0] > 0 && shape[1] > 0) {
            return read("image " + Arrays.toString(shape), image.reshape(1, 1, shape[0], shape[1]), 1, 1);
        }
        if (shape.length == 3 && channels(shape[0])) {
            return read("image " + Arrays.toString(shape), image.reshape(1, shape[0], shape[1], shape[2]), 1, 1);
        }
        throw new IllegalArgumentException(
                "image: expected an array of shape [height, width], or [channels, height, width] of 1 or 3 channels, found %s%s"
                        .formatted(Arrays.toString(shape), shape.length == 4 ? "; images(...) shows a batch" : ""));
    }

    /**
     * The first images of a batch.
     *
     * @param batch {@code [n, c, h, w]} of 1 or 3 channels, {@code [n, h, w]}, or {@code [n, h·w]} of square images
     * @param most how many, at least 1
     * @throws IllegalArgumentException if it has another shape
     */
    public static Planes ofImages(INDArray batch, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("images: expected to show at least 1, found " + most);
        }
        long[] shape = batch.shape();
        int side = shape.length == 2 ? (int) Math.round(Math.sqrt(shape[1])) : 0;
        long[] each = switch (shape.length) {
            case 2 -> new long[] {1, side, side};
            case 3 -> new long[] {1, shape[1], shape[2]};
            case 4 -> new long[] {shape[1], shape[2], shape[3]};
            default -> new long[] {0, 0, 0};
        };
        boolean squares = shape.length != 2 || (long) side * side == shape[1];
        if (!channels(each[0]) || !squares || batch.isEmpty()) {
            throw new IllegalArgumentException(
                    "images: expected a batch of shape [n, channels, height, width] of 1 or 3 channels, [n, height, width], or [n, height·width] of square images, found %s%s"
                            .formatted(
                                    Arrays.toString(shape),
                                    shape.length == 3 && channels(shape[0]) ? "; image(...) shows one" : ""));
        }
        INDArrayIndex[] first = new INDArrayIndex[shape.length];
        Arrays.fill(first, NDArrayIndex.all());
        int shown = (int) Math.min(most, shape[0]);
        first[0] = NDArrayIndex.interval(0, shown);
        return read(
                "images " + Arrays.toString(shape),
                batch.get(first).dup('c').reshape('c', shown, each[0], each[1], each[2]),
                shape[0],
                0);
    }

    /**
     * The filters of a convolution: one image each where they read 1 or 3 channels, else a row of kernels each.
     *
     * @throws IllegalArgumentException if there is no such layer, or it is fully connected
     */
    public static Planes ofFilters(Model model, String layer) {
        Network network = Network.made(() -> model);
        WeightLayer at = network.weightLayer(layer);
        if (at.kind() == LayerKind.DENSE) {
            throw new IllegalArgumentException(
                    "filters: layer \"%s\" is fully connected and has none; weightMask(model, \"%s\") shows its matrix, and the convolutions are %s"
                            .formatted(
                                    layer,
                                    layer,
                                    network.weightLayers().stream()
                                            .filter(l -> l.kind() != LayerKind.DENSE)
                                            .map(WeightLayer::name)
                                            .toList()));
        }
        INDArray weights = network.weights(layer);
        if (at.in() == 1 || at.in() == 3) {
            return read("filters of " + layer, weights, at.out(), 0);
        }
        int out = (int) Math.min(at.out(), MOST_FILTERS);
        int in = (int) Math.min(at.in(), MOST_FILTERS);
        INDArray shown = weights.get(
                        NDArrayIndex.interval(0, out),
                        NDArrayIndex.interval(0, in),
                        NDArrayIndex.all(),
                        NDArrayIndex.all())
                .dup('c');
        return read(
                "filters of " + layer,
                shown.reshape('c', (long) out * in, 1, at.kernelHeight(), at.kernelWidth()),
                at.out() * at.in(),
                in);
    }

    /**
     * A layer's weights as a matrix, a row for each output and a column for each weight that it has: 1 where one is not zero.
     *
     * @throws IllegalArgumentException if there is no such layer
     */
    public static Planes ofMask(Model model, String layer) {
        Network network = Network.made(() -> model);
        WeightLayer at = network.weightLayer(layer);
        HostValues weights = HostValues.of(network.weights(layer));
        int columns = Math.toIntExact(at.weights() / at.out());
        return new Planes(
                "weights left in " + layer,
                1,
                1,
                1,
                Math.toIntExact(at.out()),
                columns,
                i -> weights.at().applyAsDouble(i) == 0 ? 0 : 1,
                1);
    }

    /**
     * What each of the first examples is, as numbers in words.
     *
     * @param labels {@code [n]}, or {@code [n, classes]}, of which the largest counts
     */
    public static List<String> labels(INDArray labels, int most) {
        long n = labels.rank() == 0 ? 1 : labels.size(0);
        boolean classes = labels.rank() == 2 && labels.size(1) > 1;
        HostValues values = HostValues.of(labels);
        long each = Math.max(1, values.length() / Math.max(1, n));
        return java.util.stream.LongStream.range(0, Math.min(most, n))
                .mapToObj(i -> classes ? Long.toString(largest(values, i * each, each)) : word(values, i * each))
                .toList();
    }

    private static String word(HostValues values, long at) {
        double value = values.at().applyAsDouble(at);
        return Optional.of(value)
                .filter(v -> v == Math.rint(v))
                .map(v -> Long.toString(v.longValue()))
                .orElse(Double.toString(value));
    }

    private static long largest(HostValues values, long from, long count) {
        long largest = 0;
        for (long i = 1; i < count; i++) {
            if (values.at().applyAsDouble(from + i) > values.at().applyAsDouble(from + largest)) {
                largest = i;
            }
        }
        return largest;
    }

    private static boolean channels(long count) {
        return count == 1 || count == 3;
    }

    private static Planes read(String what, INDArray images, long of, int across) {
        return new Planes(
                what,
                (int) images.size(0),
                of,
                (int) images.size(1),
                (int) images.size(2),
                (int) images.size(3),
                HostValues.of(images).at(),
                across);
    }
}
