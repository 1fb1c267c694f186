package org.espalier.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.espalier.model.HessianGradient;
import org.espalier.model.Network;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** The Hessian–gradient product over all batches, which are kept until then: three gradients of each are taken. */
final class HessianGradientGatherer implements Gatherer {
    private final Network network;
    private final Request request;
    private final List<Scored> layers;
    private final long seed;
    private final List<DataSet> batches = new ArrayList<>();
    private final Map<String, INDArray> products = new HashMap<>();

    HessianGradientGatherer(Network network, Request request, List<Scored> layers, long seed) {
        this.network = network;
        this.request = request;
        this.layers = layers;
        this.seed = Seeds.of(seed, "Hessian dropout", 0);
    }

    @Override
    public void gather(DataSet batch) {
        batches.add(batch);
    }

    @Override
    public List<INDArray> of(Scored layer) {
        if (products.isEmpty()) {
            products.putAll(HessianGradient.of(
                    network, batches, layers.stream().map(Scored::layer).collect(Collectors.toSet()), seed));
        }
        INDArray product = products.get(layer.layer());
        if (product == null) {
            throw new IllegalArgumentException(
                    "%s needs gradients of the weights of layer %s, and DL4J gives none (is it frozen, or has it several arrays of weights?); take it out with except(\"%s\")"
                            .formatted(request.id(), layer.layer(), layer.layer()));
        }
        return List.of(layer.weights()
                .apply(key -> product)
                .castTo(network.parameters().dataType()));
    }
}
