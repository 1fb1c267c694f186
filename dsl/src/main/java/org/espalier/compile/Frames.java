package org.espalier.compile;

import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.espalier.program.Shape;
import org.espalier.program.Step.Framing;

/** Padding with zeros, and cropping. */
final class Frames {
    private Frames() {}

    static Value padding(TrainedLayer layer, Value in, Draft draft) throws NoStep {
        ZeroPaddingLayer conf = (ZeroPaddingLayer) layer.conf();
        Convolutions.requireImage(in, conf.getDataFormat());
        int[] p = conf.getPadding();
        return frame(layer.name(), in, p[0], p[1], p[2], p[3], draft);
    }

    static Value cropping(TrainedLayer layer, Value in, Draft draft) throws NoStep {
        Cropping2D conf = (Cropping2D) layer.conf();
        Convolutions.requireImage(in, conf.getDataFormat());
        int[] c = conf.getCropping();
        return frame(layer.name(), in, -c[0], -c[1], -c[2], -c[3], draft);
    }

    static Value paddingInTime(TrainedLayer layer, Value in, Draft draft) throws NoStep {
        Convolutions.requireSequence(in, RNNFormat.NCW);
        int[] p = ((ZeroPadding1DLayer) layer.conf()).getPadding();
        return frame(layer.name(), in, 0, 0, p[0], p[1], draft);
    }

    static Value croppingInTime(TrainedLayer layer, Value in, Draft draft) throws NoStep {
        Convolutions.requireSequence(in, RNNFormat.NCW);
        int[] c = ((Cropping1D) layer.conf()).getCropping();
        return frame(layer.name(), in, 0, 0, -c[0], -c[1], draft);
    }

    static Value frame(String name, Value in, int top, int bottom, int left, int right, Draft draft) {
        Shape from = in.shape();
        Shape out = new Shape(from.channels(), from.height() + top + bottom, from.width() + left + right);
        return draft.add(new Framing(name, in.number(), top, left, out), in.layout());
    }
}
