package org.espalier.criterion;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Scores every single weight; a channel scores the mean of its weights unless the method says otherwise. */
public interface WeightCriterion extends Criterion {

    /** One score per weight, shaped like {@link LayerView#weights()}; higher is more important. */
    INDArray score(LayerView layer);

    @Override
    default INDArray scoreChannels(LayerView layer) {
        INDArray scores = score(layer);
        return scores.reshape(scores.size(0), scores.length() / scores.size(0)).mean(1);
    }
}
