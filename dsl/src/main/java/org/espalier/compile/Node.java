package org.espalier.compile;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;

/** A layer or vertex of a DL4J model. Number 0 is the model's input, number {@code i + 1} its node {@code i}. */
sealed interface Node {
    /** Its name in the model. */
    String name();

    /** The numbers of those it reads. */
    List<Integer> inputs();

    /** DL4J's own computation of it, on a copy of the model. */
    Foreigners.Function itself();

    /** A layer, and what reshapes its input. */
    record OfLayer(TrainedLayer layer, Optional<InputPreProcessor> before, int input, Foreigners.Function itself)
            implements Node {
        @Override
        public String name() {
            return layer.name();
        }

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** A vertex without parameters that a layer has. */
    record OfVertex(String name, GraphVertex conf, List<Integer> inputs, Foreigners.Function itself) implements Node {}
}
