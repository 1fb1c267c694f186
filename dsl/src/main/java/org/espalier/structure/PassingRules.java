package org.espalier.structure;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Layers without parameters, through which channels pass one by one. */
final class PassingRules {
    private PassingRules() {}

    static Channels pooling(Node.OfLayer layer, Channels in, Draft draft) {
        SubsamplingLayer conf = (SubsamplingLayer) layer.conf();
        return pooled(layer, conf.getPoolingType(), conf.getConvolutionMode(), conf.getPadding(), in, draft);
    }

    static Channels pooling3d(Node.OfLayer layer, Channels in, Draft draft) {
        Subsampling3DLayer conf = (Subsampling3DLayer) layer.conf();
        return pooled(layer, conf.getPoolingType(), conf.getConvolutionMode(), conf.getPadding(), in, draft);
    }

    private static Channels pooled(
            Node.OfLayer layer, PoolingType type, ConvolutionMode mode, int[] padding, Channels in, Draft draft) {
        boolean padded = mode == ConvolutionMode.Same || ConvolutionRules.padded(padding);
        boolean keepsConstants = (type == PoolingType.AVG || type == PoolingType.MAX) && !padded;
        return keepsConstants ? in : draft.onlyZeros(in, layer.name() + ", which does not pass it on unchanged");
    }

    static Channels globalPooling(Node.OfLayer layer, Channels in, Draft draft) {
        GlobalPoolingLayer conf = (GlobalPoolingLayer) layer.conf();
        int axis = in.form().axis();
        int[] over = conf.getPoolingDimensions();
        int rank = in.form().rank();
        if (over != null && Arrays.stream(over).anyMatch(d -> Math.floorMod(d, rank) == axis)) {
            draft.refuse(in.units(), "%s pools over channels".formatted(layer.name()));
            return Channels.unknown(Form.FLAT);
        }
        if (axis > 1 && over == null && rank != 3) {
            draft.refuse(
                    in.units(),
                    "%s takes the first axes for channels, but here they come last".formatted(layer.name()));
            return Channels.unknown(Form.FLAT);
        }
        boolean keepsConstants = conf.getPoolingType() == PoolingType.AVG || conf.getPoolingType() == PoolingType.MAX;
        Channels out =
                keepsConstants ? in : draft.onlyZeros(in, layer.name() + ", which does not pass it on unchanged");
        return conf.isCollapseDimensions() ? out.as(Form.FLAT) : out;
    }

    static Channels zeroPadding(Node.OfLayer layer, Channels in, Draft draft) {
        return draft.onlyZeros(in, layer.name() + ", which pads with zeros");
    }

    /** Channel {@code c} of the block's cell {@code i} becomes {@code i · channels + c}. */
    static Channels spaceToDepth(Node.OfLayer layer, Channels in) {
        SpaceToDepthLayer conf = (SpaceToDepthLayer) layer.conf();
        Form form = Form.image(conf.getDataFormat() == CNN2DFormat.NHWC);
        return in.all(conf.getBlockSize() * conf.getBlockSize()).as(form);
    }
}
