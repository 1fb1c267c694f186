package org.espalier.compile;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.espalier.program.Shape;
import org.espalier.program.Window;

/**
 * A window of DL4J's and the size of what comes of it, by its rules for each convolution mode.
 *
 * @param height rows of the output
 * @param width columns of the output
 */
record Windows(Window window, int height, int width) {

    /**
     * Pairs are rows, columns.
     *
     * @throws IllegalArgumentException if nothing comes of it; names the layer
     */
    static Windows of(
            String layer, Shape in, ConvolutionMode mode, int[] kernel, int[] stride, int[] padding, int[] dilation) {
        int[] size = {in.height(), in.width()};
        int[] front = new int[2];
        int[] out = new int[2];
        for (int i = 0; i < 2; i++) {
            int reach = (kernel[i] - 1) * dilation[i] + 1;
            switch (mode) {
                case Same -> {
                    out[i] = (size[i] + stride[i] - 1) / stride[i];
                    front[i] = Math.max(0, ((out[i] - 1) * stride[i] + reach - size[i]) / 2);
                }
                case Causal -> {
                    out[i] = (size[i] + stride[i] - 1) / stride[i];
                    front[i] = reach - 1;
                }
                case Truncate, Strict -> {
                    out[i] = Math.floorDiv(size[i] + 2 * padding[i] - reach, stride[i]) + 1;
                    front[i] = padding[i];
                }
            }
            if (out[i] < 1) {
                throw new IllegalArgumentException(
                        "layer \"%s\": expected an input of at least %d x %d less padding, found %d x %d"
                                .formatted(
                                        layer,
                                        (kernel[0] - 1) * dilation[0] + 1,
                                        (kernel[1] - 1) * dilation[1] + 1,
                                        size[0],
                                        size[1]));
            }
        }
        Window window =
                new Window(kernel[0], kernel[1], stride[0], stride[1], front[0], front[1], dilation[0], dilation[1]);
        return new Windows(window, out[0], out[1]);
    }

    Shape output(int channels) {
        return new Shape(channels, height, width);
    }
}
