package org.espalier.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.model.Network;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Gradients of the mean loss, one array per batch. */
final class GradientGatherer implements Gatherer {
    private final Network network;
    private final Request request;
    private final List<Scored> layers;
    private final Map<String, List<INDArray>> found = new LinkedHashMap<>();

    GradientGatherer(Network network, Request request, List<Scored> layers) {
        this.network = network;
        this.request = request;
        this.layers = layers;
    }

    @Override
    public void gather(DataSet batch) {
        Map<String, Map<String, INDArray>> tables = network.gradientTables(batch);
        for (Scored layer : layers) {
            found.computeIfAbsent(layer.name(), name -> new ArrayList<>()).add(of(layer, request, tables));
        }
    }

    /** A layer's part of all gradients, shaped like its weights. */
    static INDArray of(Scored layer, Request request, Map<String, Map<String, INDArray>> tables) {
        Map<String, INDArray> table = tables.get(layer.layer());
        if (table == null) {
            throw new IllegalArgumentException(
                    "%s needs gradients, but DL4J gives none for layer %s (is it frozen?); take it out with except(\"%s\")"
                            .formatted(request.id(), layer.layer(), layer.layer()));
        }
        return layer.weights().apply(key -> Objects.requireNonNull(table.get(key), "gradient of parameter " + key));
    }

    @Override
    public List<INDArray> of(Scored layer) {
        return found.getOrDefault(layer.name(), List.of());
    }
}
