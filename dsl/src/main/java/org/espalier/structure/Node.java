package org.espalier.structure;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An input, layer or vertex of a DL4J model; those it reads are named by their place in the {@link Wiring}. */
sealed interface Node {
    /** Its name in the model. */
    String name();

    /** The places of those it reads. */
    List<Integer> inputs();

    /** An input of the network. */
    record Input(String name) implements Node {
        @Override
        public List<Integer> inputs() {
            return List.of();
        }
    }

    /**
     * A layer.
     *
     * @param conf wrappers of frozen layers taken off
     * @param prefix of the parameters' keys in the model, for layers within a wrapper
     * @param parameters DL4J's arrays, not copies, by key without the prefix
     * @param before what reshapes its input
     */
    record OfLayer(
            String name,
            org.deeplearning4j.nn.conf.layers.Layer conf,
            String prefix,
            Map<String, INDArray> parameters,
            Optional<InputPreProcessor> before,
            List<Integer> inputs)
            implements Node {
        /** A layer within this one. */
        OfLayer within(
                org.deeplearning4j.nn.conf.layers.Layer inner, String itsPrefix, Map<String, INDArray> itsParameters) {
            return new OfLayer(name, inner, prefix + itsPrefix, itsParameters, Optional.empty(), inputs);
        }
    }

    /** A vertex of a graph that is no layer. */
    record OfVertex(String name, GraphVertex conf, Map<String, INDArray> parameters, List<Integer> inputs)
            implements Node {
        /** For the rules that are written for layers; it has parameters too. */
        OfLayer asLayer() {
            return new OfLayer(name, new ActivationLayer(), "", parameters, Optional.empty(), inputs);
        }
    }
}
