package org.espalier.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.criterion.Need;
import org.espalier.model.Activations;
import org.espalier.model.Network;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Inputs or outputs of layers, one array per batch. */
final class ActivationGatherer implements Gatherer {
    private final Network network;
    private final Need need;
    private final List<Scored> layers;
    private final Map<String, List<INDArray>> found = new LinkedHashMap<>();

    ActivationGatherer(Network network, Need need, List<Scored> layers) {
        this.network = network;
        this.need = need;
        this.layers = layers;
    }

    @Override
    public void gather(DataSet batch) {
        Map<String, Activations> all = network.activations(batch.getFeatures());
        for (Scored layer : layers) {
            Activations seen =
                    Objects.requireNonNull(all.get(layer.layer()), () -> "no activations of layer " + layer.layer());
            found.computeIfAbsent(layer.name(), name -> new ArrayList<>())
                    .add((need == Need.INPUTS ? seen.input() : seen.output()).dup());
        }
    }

    @Override
    public List<INDArray> of(Scored layer) {
        return found.getOrDefault(layer.name(), List.of());
    }
}
