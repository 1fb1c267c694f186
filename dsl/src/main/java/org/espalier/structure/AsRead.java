package org.espalier.structure;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Parameters with the axes by which DL4J computes. Those of a one-dimensional convolution are said to be
 * {@code [out, in, k, 1]}, but what lies there in memory is read as {@code [k, in, out]}.
 */
final class AsRead {
    private AsRead() {}

    /** Views of the arrays; writing to them changes the model. */
    static Map<String, INDArray> parameters(Layer conf, @Nullable Map<String, INDArray> table) {
        if (table == null) {
            return Map.of();
        }
        INDArray weights = table.get("W");
        if (weights == null || !differs(conf)) {
            return table;
        }
        Map<String, INDArray> read = new LinkedHashMap<>(table);
        read.put("W", weights.reshape('c', weights.size(2), weights.size(1), weights.size(0)));
        return read;
    }

    /** With the axes that DL4J states, of an array with those by which it computes. */
    static INDArray stated(Layer conf, INDArray read) {
        return differs(conf) ? read.reshape('c', read.size(2), read.size(1), read.size(0), 1) : read;
    }

    private static boolean differs(Layer conf) {
        return Wiring.unwrapped(conf) instanceof Convolution1DLayer;
    }
}
