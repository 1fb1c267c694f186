package org.espalier.compile;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer of a DL4J model with its parameters.
 *
 * @param name unique in the model
 * @param conf its configuration, without the wrappers that matter in training only
 * @param layer as it is in the model
 */
record TrainedLayer(String name, org.deeplearning4j.nn.conf.layers.Layer conf, Layer layer) {

    static TrainedLayer of(String name, Layer layer) {
        org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
        while (true) {
            if (conf instanceof FrozenLayer frozen) {
                conf = frozen.getLayer();
            } else if (conf instanceof FrozenLayerWithBackprop frozen) {
                conf = frozen.getUnderlying();
            } else {
                return new TrainedLayer(name, conf, layer);
            }
        }
    }

    INDArray parameter(String key) {
        INDArray found = layer.getParam(key);
        if (found == null) {
            throw new IllegalArgumentException("layer \"%s\" (%s) has no parameter \"%s\"; it has %s"
                    .formatted(
                            name,
                            conf.getClass().getSimpleName(),
                            key,
                            layer.paramTable().keySet()));
        }
        return found;
    }

    /** A copy of a parameter in 'c' order. */
    float[] values(String key) {
        return floats(parameter(key));
    }

    static float[] floats(INDArray array) {
        return array.dup('c').data().asFloat();
    }
}
