package org.espalier.model;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The layers' names of whatever may be a network, without copying it. */
public final class NamedLayers {
    private NamedLayers() {}

    /** The names of the layers that can be pruned, in topological order; none of what is no network of DL4J or of here. */
    public static List<String> in(Object value) {
        if (value instanceof Network network) {
            return network.weightLayers().stream().map(WeightLayer::name).toList();
        }
        if (value instanceof MultiLayerNetwork sequential) {
            return Network.weightLayersOf(sequential);
        }
        if (value instanceof ComputationGraph graph) {
            return Network.weightLayersOf(graph);
        }
        return List.of();
    }
}
