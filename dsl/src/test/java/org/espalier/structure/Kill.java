package org.espalier.structure;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Zeroes the weights that make a unit, by what DL4J says of their axes and not by the surgery's rules. */
final class Kill {
    private Kill() {}

    /** Weights alone: biases, and all that normalises, stay what they are. */
    static void weights(Model model, ChannelGroup group, int unit) {
        for (ChannelGroup.Member member : group.producers()) {
            for (Node node : Wiring.of(model).nodes()) {
                if (node instanceof Node.OfLayer layer && layer.name().equals(member.layer())) {
                    INDArray weights =
                            layer.parameters().get(layer.conf() instanceof SeparableConvolution2D ? "pW" : "W");
                    int axis = axis(layer.conf());
                    if (weights != null && axis >= 0) {
                        member.of(unit).forEach(channel -> zero(weights, axis, channel));
                    }
                }
            }
        }
    }

    /** The weights that read a unit, in layers that are known here. */
    static void reads(Model model, ChannelGroup group, int unit) {
        for (ChannelGroup.Member member : group.members()) {
            for (Node node : Wiring.of(model).nodes()) {
                if (member.role() == ChannelGroup.Role.IN
                        && node instanceof Node.OfLayer layer
                        && layer.name().equals(member.layer())) {
                    INDArray weights = layer.parameters().get("W");
                    int axis = readAxis(layer.conf());
                    if (weights != null && axis >= 0) {
                        member.of(unit).forEach(channel -> zero(weights, axis, channel));
                    }
                }
            }
        }
    }

    private static int readAxis(Layer conf) {
        if (conf instanceof Deconvolution2D || conf instanceof Deconvolution3D) {
            return conf instanceof Deconvolution2D ? 0 : 4;
        }
        if (conf instanceof ConvolutionLayer) {
            return 1;
        }
        return conf instanceof BaseOutputLayer || conf instanceof DenseLayer || conf instanceof BaseRecurrentLayer
                ? 0
                : -1;
    }

    /** That of what a layer makes; below zero for layers that this does not know. */
    private static int axis(Layer conf) {
        if (conf instanceof Deconvolution2D) {
            return 1;
        }
        if (conf instanceof Deconvolution3D) {
            return 3;
        }
        if (conf instanceof DepthwiseConvolution2D) {
            return -1;
        }
        if (conf instanceof Convolution1DLayer) {
            return 2;
        }
        if (conf instanceof ConvolutionLayer) {
            return 0;
        }
        return conf instanceof DenseLayer ? 1 : -1;
    }

    private static void zero(INDArray weights, int axis, int channel) {
        long[] shape = weights.shape();
        long inner = 1;
        for (int i = axis + 1; i < shape.length; i++) {
            inner *= shape[i];
        }
        double[] values = weights.dup('c').data().asDouble();
        for (int i = 0; i < values.length; i++) {
            values[i] = i / inner % shape[axis] == channel ? 0 : values[i];
        }
        weights.assign(Nd4j.create(values, shape, weights.dataType()));
    }
}
