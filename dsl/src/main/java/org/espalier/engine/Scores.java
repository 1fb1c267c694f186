package org.espalier.engine;

import java.util.Arrays;
import org.espalier.criterion.Criterion;
import org.espalier.criterion.LayerView;
import org.espalier.criterion.WeightCriterion;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Asks a criterion for a layer's scores and refuses what cannot be ranked, so that no wrong score goes unnoticed. */
final class Scores {
    private Scores() {}

    /** One score per weight in 'c' order. */
    static float[] ofWeights(WeightCriterion criterion, LayerView layer, long... shape) {
        return checked(criterion, layer, "weight", criterion.score(layer), shape);
    }

    /** One score per output channel. */
    static float[] ofChannels(Criterion criterion, LayerView layer, long channels) {
        return checked(criterion, layer, "channel", criterion.scoreChannels(layer), channels);
    }

    private static float[] checked(Criterion criterion, LayerView layer, String piece, INDArray scores, long... shape) {
        if (!Arrays.equals(scores.shape(), shape)) {
            throw new IllegalStateException("%s: layer %s: expected one score per %s, shape %s, found shape %s"
                    .formatted(
                            criterion.id(),
                            layer.name(),
                            piece,
                            Arrays.toString(shape),
                            Arrays.toString(scores.shape())));
        }
        float[] values = scores.dup('c').data().asFloat();
        for (int i = 0; i < values.length; i++) {
            if (Float.isNaN(values[i])) {
                throw new IllegalStateException(
                        "%s: layer %s: the score of %s %d is not a number; did the training diverge?"
                                .formatted(criterion.id(), layer.name(), piece, i));
            }
        }
        return values;
    }
}
