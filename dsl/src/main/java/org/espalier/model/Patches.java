package org.espalier.model;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A layer's inputs as rows that its flattened weights are multiplied by: {@code [n·positions, in·kH·kW]}, double, so that
 * rows times {@code [out, in·kH·kW]ᵀ} plus bias is the layer's output before its activation.
 */
final class Patches {
    private Patches() {}

    static INDArray of(WeightLayer layer, Layer dl4j, INDArray input) {
        var conf = dl4j.conf().getLayer();
        return switch (layer.kind()) {
            case DENSE -> {
                boolean last = conf instanceof RnnOutputLayer rnn && rnn.getRnnDataFormat() == RNNFormat.NWC;
                yield rows(layer, input.rank() == 3 && !last ? input.permute(0, 2, 1) : input);
            }
            case CONVOLUTION -> {
                ConvolutionLayer c = (ConvolutionLayer) conf;
                boolean last = c.getCnn2dDataFormat() == CNN2DFormat.NHWC;
                yield windows(
                        layer,
                        last ? input.permute(0, 3, 1, 2) : input,
                        axis(c, 0, input.size(last ? 1 : 2)),
                        axis(c, 1, input.size(last ? 2 : 3)));
            }
            case CONVOLUTION_1D -> {
                Convolution1DLayer c = (Convolution1DLayer) conf;
                INDArray first = c.getRnnDataFormat() == RNNFormat.NWC ? input.permute(0, 2, 1) : input;
                INDArray image = first.dup('c').reshape('c', first.size(0), first.size(1), first.size(2), 1);
                yield windows(layer, image, axis(c, 0, first.size(2)), new Axis(1, 1, 1, 0, 1));
            }
            case DEPTHWISE ->
                throw new IllegalArgumentException(
                        "layer %s: each channel of a depthwise convolution reads inputs of its own, so that there is no one matrix of inputs; take it out with except(\"%s\")"
                                .formatted(layer.name(), layer.name()));
        };
    }

    private static INDArray rows(WeightLayer layer, INDArray input) {
        if (input.size(input.rank() - 1) != layer.in()) {
            throw new IllegalArgumentException("layer %s: expected inputs of width %d, found shape %s"
                    .formatted(layer.name(), layer.in(), Arrays.toString(input.shape())));
        }
        return input.dup('c')
                .reshape('c', input.length() / layer.in(), layer.in())
                .castTo(DataType.DOUBLE);
    }

    /** Where windows lie along one axis. */
    private record Axis(int size, int stride, int dilation, int before, int windows) {}

    private static Axis axis(ConvolutionLayer conf, int axis, long size) {
        int stride = conf.getStride()[axis];
        int dilation = conf.getDilation()[axis];
        int reach = (conf.getKernelSize()[axis] - 1) * dilation + 1;
        int length = Math.toIntExact(size);
        int same = (length + stride - 1) / stride;
        ConvolutionMode mode = conf.getConvolutionMode();
        if (mode == ConvolutionMode.Same) {
            return new Axis(length, stride, dilation, Math.max(0, ((same - 1) * stride + reach - length) / 2), same);
        }
        if (mode == ConvolutionMode.Causal) {
            return new Axis(length, stride, dilation, reach - 1, same);
        }
        int padding = conf.getPadding()[axis];
        return new Axis(length, stride, dilation, padding, (length + 2 * padding - reach) / stride + 1);
    }

    private static INDArray windows(WeightLayer layer, INDArray images, Axis down, Axis across) {
        float[] pixels = images.dup('c').data().asFloat();
        int examples = Math.toIntExact(images.size(0));
        int channels = Math.toIntExact(layer.in());
        int height = Math.toIntExact(layer.kernelHeight());
        int width = Math.toIntExact(layer.kernelWidth());
        int columns = channels * height * width;
        double[] rows = new double[Math.multiplyExact(examples * down.windows() * across.windows(), columns)];
        int at = 0;
        for (int n = 0; n < examples; n++) {
            for (int y = 0; y < down.windows(); y++) {
                for (int x = 0; x < across.windows(); x++) {
                    for (int c = 0; c < channels; c++) {
                        for (int i = 0; i < height; i++) {
                            int row = y * down.stride() + i * down.dilation() - down.before();
                            for (int j = 0; j < width; j++, at++) {
                                int column = x * across.stride() + j * across.dilation() - across.before();
                                if (row >= 0 && row < down.size() && column >= 0 && column < across.size()) {
                                    rows[at] =
                                            pixels[((n * channels + c) * down.size() + row) * across.size() + column];
                                }
                            }
                        }
                    }
                }
            }
        }
        return Nd4j.createFromArray(rows).reshape('c', rows.length / columns, columns);
    }
}
