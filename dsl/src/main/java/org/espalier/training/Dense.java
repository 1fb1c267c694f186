package org.espalier.training;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The dense weights behind a network that sees masked ones: put aside before the forward pass, put back before the
 * updater's step, so that what is masked now learns on (the straight-through estimator of Bengio et al., 2013).
 */
final class Dense {
    private final Map<String, INDArray> aside = new HashMap<>();

    /** Shows the network its masked weights. */
    void putAside(NetworkInTraining network, Map<String, INDArray> masks) {
        for (LayerInTraining layer : network.layers()) {
            INDArray weights = layer.weights();
            aside.put(layer.name(), weights);
            layer.setWeights(weights.mul(Parts.of(masks, layer)));
        }
    }

    /** The dense weights of a layer, which has them again. */
    INDArray putBack(LayerInTraining layer) {
        INDArray weights = Parts.of(aside, layer);
        layer.setWeights(weights);
        return weights;
    }
}
