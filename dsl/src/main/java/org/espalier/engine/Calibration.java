package org.espalier.engine;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.criterion.LayerView;
import org.espalier.criterion.Need;
import org.espalier.data.Dataset;
import org.espalier.model.Network;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Gathers what is asked for, in one pass over its calibration batches, and shows each layer to it. */
final class Calibration {
    private final Network network;
    private final Request request;
    private final long seed;
    private final Map<Need, Gatherer> gatherers = new EnumMap<>(Need.class);

    private Calibration(Network network, Request request, List<Scored> layers, long[] exampleShape, long seed) {
        this.network = network;
        this.request = request;
        this.seed = seed;
        for (Need need : request.needs()) {
            gatherers.put(
                    need,
                    switch (need) {
                        case GRADIENTS -> new GradientGatherer(network, request, layers);
                        case INPUTS, OUTPUTS -> new ActivationGatherer(network, need, layers);
                        case SYNAPTIC_FLOW -> new FlowGatherer(network, exampleShape);
                        case HESSIAN_GRADIENT -> new HessianGradientGatherer(network, request, layers, seed);
                        case INPUT_GRAM, INPUT_NORMS -> new InputGatherer(network, need, layers);
                        case CONTRIBUTIONS -> new ContributionGatherer(network, layers);
                        case SCALES -> new ScaleGatherer(network);
                        case GRADIENT_SQUARES, GAUSS_NEWTON -> new SquareGatherer(network, request, need, layers, seed);
                    });
        }
    }

    /** One view per layer; calibration batches come from the training split. */
    static Map<String, LayerView> of(
            Network network, Request request, List<Scored> layers, Dataset data, int batchSize, long seed) {
        Calibration calibration = new Calibration(network, request, layers, data.exampleShape(), seed);
        if (request.needs().stream().anyMatch(Need::data)) {
            // Gradients are taken in training mode, where dropout draws from ND4J's generator.
            Nd4j.getRandom().setSeed(Seeds.of(seed, "calibration dropout", 0));
            int taken = 0;
            for (DataSet batch : data.train().shuffledBatches(batchSize, Seeds.of(seed, "calibration", 0))) {
                if (taken++ == request.batches()) {
                    break;
                }
                calibration.gatherers.values().forEach(gatherer -> gatherer.gather(batch));
            }
        }
        Map<String, LayerView> views = new LinkedHashMap<>();
        layers.forEach(layer -> views.put(layer.name(), calibration.new View(layer)));
        return views;
    }

    private final class View implements LayerView {
        private final Scored layer;
        private final String name;

        View(Scored layer) {
            this.layer = layer;
            this.name = layer.name();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public INDArray weights() {
            return layer.weights().apply(key -> network.parameter(layer.layer(), key));
        }

        @Override
        public List<INDArray> gathered(Need need) {
            Gatherer gatherer = gatherers.get(need);
            if (gatherer == null) {
                throw new IllegalStateException(
                        "%s reads %s of layer %s but does not declare it; add Need.%s to its needs()"
                                .formatted(request.id(), need, name, need));
            }
            return gatherer.of(layer);
        }

        @Override
        public long seed() {
            return Seeds.of(seed, name, 0);
        }
    }
}
