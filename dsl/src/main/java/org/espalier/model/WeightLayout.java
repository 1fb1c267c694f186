package org.espalier.model;

import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Between DL4J's layouts and ours: dense {@code [in, out]} ↔ {@code [out, in]}, convolution {@code [out, in, kH, kW]}
 * the same (but for 1-D ones, which DL4J states as {@code [out, in, k, 1]} and reads as {@code [k, in, out]}), depthwise {@code [kH, kW, in, multiplier]} ↔ {@code [in·multiplier, 1, kH, kW]}.
 */
final class WeightLayout {
    private WeightLayout() {}

    /** The prunable layer behind a DL4J layer, or empty for one without weights of a known layout. */
    static Optional<WeightLayer> of(String name, Layer layer, boolean networkOutput) {
        var conf = layer.conf().getLayer();
        if (conf instanceof DepthwiseConvolution2D) {
            long[] w = layer.getParam("W").shape();
            return Optional.of(new WeightLayer(name, LayerKind.DEPTHWISE, w[2] * w[3], 1, w[0], w[1], networkOutput));
        }
        boolean otherLayout = conf instanceof Deconvolution2D
                || conf instanceof SeparableConvolution2D
                || conf instanceof Convolution3D;
        if (conf instanceof ConvolutionLayer && !otherLayout) {
            long[] w = layer.getParam("W").shape();
            LayerKind kind = conf instanceof Convolution1DLayer ? LayerKind.CONVOLUTION_1D : LayerKind.CONVOLUTION;
            return Optional.of(new WeightLayer(name, kind, w[0], w[1], w[2], w[3], networkOutput));
        }
        if (conf instanceof DenseLayer || conf instanceof BaseOutputLayer) {
            long[] w = layer.getParam("W").shape();
            return Optional.of(new WeightLayer(name, LayerKind.DENSE, w[1], w[0], 1, 1, networkOutput));
        }
        return Optional.empty();
    }

    /** A copy in our layout, 'c' order. */
    static INDArray toCanonical(WeightLayer layer, INDArray dl4j) {
        return switch (layer.kind()) {
            case DENSE -> dl4j.transpose().dup('c');
            case CONVOLUTION -> dl4j.dup('c');
            case CONVOLUTION_1D ->
                dl4j.dup('c')
                        .reshape('c', layer.kernelHeight(), layer.in(), layer.out())
                        .permute(2, 1, 0)
                        .dup('c')
                        .reshape('c', layer.shape());
            case DEPTHWISE -> dl4j.permute(2, 3, 0, 1).dup('c').reshape('c', layer.shape());
        };
    }

    /** An array in our layout, arranged in DL4J's shape. */
    static INDArray fromCanonical(WeightLayer layer, INDArray canonical, long... dl4jShape) {
        return switch (layer.kind()) {
            case DENSE -> canonical.transpose();
            case CONVOLUTION -> canonical;
            case CONVOLUTION_1D ->
                canonical
                        .dup('c')
                        .reshape('c', layer.out(), layer.in(), layer.kernelHeight())
                        .permute(2, 1, 0)
                        .dup('c')
                        .reshape('c', dl4jShape);
            case DEPTHWISE ->
                canonical
                        .dup('c')
                        .reshape('c', dl4jShape[2], dl4jShape[3], dl4jShape[0], dl4jShape[1])
                        .permute(2, 3, 0, 1);
        };
    }
}
