package org.espalier.compile;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.util.Convolution1DUtils;
import org.espalier.program.Shape;
import org.espalier.program.Window;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.Epilogue;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolutions, ordinary, depthwise, separable and one-dimensional. */
final class Convolutions {
    private Convolutions() {}

    static Value ordinary(TrainedLayer layer, Value in, Draft draft) throws NoStep {
        ConvolutionLayer conf = (ConvolutionLayer) layer.conf();
        requireImage(in, conf.getCnn2dDataFormat());
        return convolve(layer, conf, layer.values("W"), in, windows(layer, conf, in), draft);
    }

    static Value oneDimensional(TrainedLayer layer, Value in, Draft draft) throws NoStep {
        Convolution1DLayer conf = (Convolution1DLayer) layer.conf();
        requireSequence(in, conf.getRnnDataFormat());
        Windows windows = Windows.of(
                layer.name(),
                in.shape(),
                conf.getConvolutionMode(),
                alongTime(1, conf.getKernelSize()),
                alongTime(1, conf.getStride()),
                alongTime(0, conf.getPadding()),
                alongTime(1, conf.getDilation()));
        // DL4J reads its weights as [window, in, out] here, whatever order it declares them in.
        INDArray asRead = Convolution1DUtils.reshapeWeightArrayOrGradientForFormat(layer.parameter("W"), RNNFormat.NCW);
        return convolve(layer, conf, TrainedLayer.floats(asRead.permute(2, 1, 0)), in, windows, draft);
    }

    /** A sequence has one row. */
    static int[] alongTime(int row, int[] configured) {
        return new int[] {row, configured[0]};
    }

    /** @param weights {@code [out, in, rows, columns]} */
    private static Value convolve(
            TrainedLayer layer, ConvolutionLayer conf, float[] weights, Value in, Windows windows, Draft draft) {
        Window w = windows.window();
        int columns = in.shape().channels() * w.height() * w.width();
        int channels = Math.toIntExact(conf.getNOut());
        requireInputs(layer, conf.getNIn(), in);
        Value sums = draft.convolve(
                layer.name(),
                in,
                w,
                1,
                DenseMatrix.of(weights, channels, columns),
                bias(layer, conf.hasBias()),
                windows.output(channels),
                in.layout());
        return Functions.apply(conf.getActivationFn(), layer.name(), sums, draft);
    }

    static Value depthwise(TrainedLayer layer, Value in, Draft draft) throws NoStep {
        DepthwiseConvolution2D conf = (DepthwiseConvolution2D) layer.conf();
        requireImage(in, conf.getCnn2dDataFormat());
        requireInputs(layer, conf.getNIn(), in);
        float[] weights =
                TrainedLayer.floats(layer.parameter("W").permute(2, 3, 0, 1)); // [in, multiplier, rows, columns]
        Value sums = depthwise(layer, conf, in, weights, bias(layer, conf.hasBias()), draft);
        return Functions.apply(conf.getActivationFn(), layer.name(), sums, draft);
    }

    static Value separable(TrainedLayer layer, Value in, Draft draft) throws NoStep {
        SeparableConvolution2D conf = (SeparableConvolution2D) layer.conf();
        requireImage(in, conf.getCnn2dDataFormat());
        requireInputs(layer, conf.getNIn(), in);
        float[] depthwise = TrainedLayer.floats(layer.parameter("W").permute(1, 0, 2, 3)); // from [multiplier, in, …]
        Value between = depthwise(layer, conf, in, depthwise, Epilogue.NONE, draft);
        int channels = Math.toIntExact(conf.getNOut());
        Shape out =
                new Shape(channels, between.shape().height(), between.shape().width());
        Value sums = draft.convolve(
                layer.name(),
                between,
                Window.of(1, 1),
                1,
                DenseMatrix.of(layer.values("pW"), channels, between.shape().channels()),
                bias(layer, conf.hasBias()),
                out,
                in.layout());
        return Functions.apply(conf.getActivationFn(), layer.name(), sums, draft);
    }

    /** @param weights {@code [in, multiplier, rows, columns]} */
    private static Value depthwise(
            TrainedLayer layer, ConvolutionLayer conf, Value in, float[] weights, Epilogue epilogue, Draft draft) {
        Windows windows = windows(layer, conf, in);
        int columns = windows.window().height() * windows.window().width();
        int channels = weights.length / columns;
        String name = epilogue == Epilogue.NONE ? layer.name() + ".depthwise" : layer.name();
        return draft.convolve(
                name,
                in,
                windows.window(),
                in.shape().channels(),
                DenseMatrix.of(weights, channels, columns),
                epilogue,
                windows.output(channels),
                in.layout());
    }

    private static Windows windows(TrainedLayer layer, ConvolutionLayer conf, Value in) {
        return Windows.of(
                layer.name(),
                in.shape(),
                conf.getConvolutionMode(),
                conf.getKernelSize(),
                conf.getStride(),
                conf.getPadding(),
                conf.getDilation());
    }

    static Epilogue bias(TrainedLayer layer, boolean present) {
        return present ? Epilogue.bias(layer.values("b")) : Epilogue.NONE;
    }

    static void requireImage(Value in, CNN2DFormat format) throws NoStep {
        ArrayLayout expected = format == CNN2DFormat.NHWC ? ArrayLayout.IMAGE_CHANNELS_LAST : ArrayLayout.IMAGE;
        require(in, expected, format + " images");
    }

    static void requireSequence(Value in, RNNFormat format) throws NoStep {
        ArrayLayout expected = format == RNNFormat.NWC ? ArrayLayout.SEQUENCE_CHANNELS_LAST : ArrayLayout.SEQUENCE;
        require(in, expected, format + " sequences");
    }

    private static void require(Value in, ArrayLayout expected, String words) throws NoStep {
        if (in.layout() != expected) {
            throw new NoStep("it takes %s, found %s %s".formatted(words, in.layout(), in.example()));
        }
    }

    static void requireInputs(TrainedLayer layer, long expected, Value in) {
        if (expected != in.shape().channels()) {
            throw new IllegalArgumentException("layer \"%s\": expected an input of %d channels, found %s per example"
                    .formatted(layer.name(), expected, in.example()));
        }
    }
}
