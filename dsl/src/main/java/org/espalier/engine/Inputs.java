package org.espalier.engine;

import java.util.Set;
import org.espalier.criterion.Criterion;
import org.espalier.criterion.LayerView;
import org.espalier.criterion.Need;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Asks for the Gram matrix of inputs on behalf of a recovery step; ranks nothing. */
record Inputs(int batches) implements Criterion {

    @Override
    public String id() {
        return "reconstruct";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.INPUT_GRAM);
    }

    @Override
    public INDArray scoreChannels(LayerView layer) {
        throw new IllegalStateException("reconstruct reads inputs and ranks nothing, asked to rank " + layer.name());
    }
}
