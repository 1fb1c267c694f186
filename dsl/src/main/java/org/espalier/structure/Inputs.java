package org.espalier.structure;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;

/** How many channels a network's input has, as far as the layers that read it tell: a model does not keep it. */
final class Inputs {
    private Inputs() {}

    static Channels of(Wiring wiring, Node.Input input) {
        int place = wiring.nodes().indexOf(input);
        for (Node node : wiring.nodes()) {
            if (node instanceof Node.OfLayer layer
                    && layer.before().isEmpty()
                    && layer.inputs().equals(List.of(place))) {
                Channels read = readBy(layer);
                if (read.known()) {
                    return read;
                }
            }
        }
        return Channels.unknown(Form.FLAT);
    }

    private static Channels readBy(Node.OfLayer layer) {
        if (layer.conf() instanceof Convolution1DLayer || layer.conf() instanceof BaseRecurrentLayer) {
            long channels = ((org.deeplearning4j.nn.conf.layers.FeedForwardLayer) layer.conf()).getNIn();
            return Channels.fixed(Math.toIntExact(channels), Form.SEQUENCE);
        }
        if (layer.conf() instanceof Convolution3D conf) {
            return Channels.fixed(
                    Math.toIntExact(conf.getNIn()),
                    Form.volume(conf.getDataFormat() == Convolution3D.DataFormat.NDHWC));
        }
        if (layer.conf() instanceof ConvolutionLayer conf) {
            return Channels.fixed(
                    Math.toIntExact(conf.getNIn()), Form.image(conf.getCnn2dDataFormat() == CNN2DFormat.NHWC));
        }
        if (layer.conf() instanceof DenseLayer conf) {
            return Channels.fixed(Math.toIntExact(conf.getNIn()), Form.FLAT);
        }
        return Channels.unknown(Form.FLAT);
    }
}
