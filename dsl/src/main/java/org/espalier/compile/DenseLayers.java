package org.espalier.compile;

import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.espalier.program.Shape;
import org.espalier.program.Window;
import org.espalier.sparse.DenseMatrix;

/** Dense layers: convolutions whose window is all they see, be it a vector, a flattened image or a step in time. */
final class DenseLayers {
    private DenseLayers() {}

    static Value dense(TrainedLayer layer, Value in, Draft draft) throws NoStep {
        DenseLayer conf = (DenseLayer) layer.conf();
        if (conf.hasLayerNorm()) {
            throw new NoStep("it normalises over its outputs (hasLayerNorm)");
        }
        Value sums = sums(layer, in, conf.hasBias(), draft);
        return Functions.apply(conf.getActivationFn(), layer.name(), sums, draft);
    }

    static Value output(TrainedLayer layer, Value in, Draft draft) throws NoStep {
        BaseOutputLayer conf = (BaseOutputLayer) layer.conf();
        Value sums = sums(layer, in, conf.hasBias(), draft);
        return Functions.apply(conf.getActivationFn(), layer.name(), sums, draft);
    }

    static Value sequenceOutput(TrainedLayer layer, Value in, Draft draft) throws NoStep {
        RnnOutputLayer conf = (RnnOutputLayer) layer.conf();
        Convolutions.requireSequence(in, conf.getRnnDataFormat());
        Value sums = sums(layer, in.as(ArrayLayout.STEPS), conf.hasBias(), draft);
        return Functions.applyAtEachPosition(conf.getActivationFn(), layer.name(), sums.as(in.layout()), draft);
    }

    private static Value sums(TrainedLayer layer, Value in, boolean hasBias, Draft draft) throws NoStep {
        Shape shape = in.shape();
        boolean steps = in.layout() == ArrayLayout.STEPS;
        if (!steps && !in.layout().isVector()) {
            throw new NoStep("it takes vectors, found %s %s".formatted(in.layout(), in.example()));
        }
        Window window = steps ? Window.of(1, 1) : Window.over(shape);
        int columns = steps ? shape.channels() : shape.values();
        float[] weights = TrainedLayer.floats(layer.parameter("W").transpose()); // [out, in]
        int units = weights.length / columns;
        if (layer.parameter("W").size(0) != columns) {
            throw new IllegalArgumentException("layer \"%s\": expected %d inputs, found %s per example"
                    .formatted(layer.name(), layer.parameter("W").size(0), in.example()));
        }
        if (in.layout() == ArrayLayout.VECTOR_CHANNELS_LAST) {
            weights = channelsFirst(weights, units, shape);
        }
        return draft.convolve(
                layer.name(),
                in,
                window,
                1,
                DenseMatrix.of(weights, units, columns),
                Convolutions.bias(layer, hasBias),
                steps ? new Shape(units, shape.height(), shape.width()) : Shape.vector(units),
                steps ? ArrayLayout.STEPS : ArrayLayout.VECTOR);
    }

    /** Columns in the order of the program's values instead of DL4J's. */
    private static float[] channelsFirst(float[] weights, int units, Shape shape) {
        int[] order = Draft.order(shape, true);
        float[] ordered = new float[weights.length];
        for (int unit = 0; unit < units; unit++) {
            for (int i = 0; i < order.length; i++) {
                ordered[unit * order.length + order[i]] = weights[unit * order.length + i];
            }
        }
        return ordered;
    }
}
