package org.espalier.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.criterion.Criterion;
import org.espalier.criterion.LayerView;
import org.espalier.criterion.Need;
import org.espalier.data.Dataset;
import org.espalier.model.Activations;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Gathers what a criterion needs, in one pass over its calibration batches, and shows each layer to it. */
final class Calibration {
    private final Network network;
    private final Criterion criterion;
    private final long seed;
    private final Map<String, List<INDArray>> gradients = new LinkedHashMap<>();
    private final Map<String, List<INDArray>> inputs = new LinkedHashMap<>();
    private final Map<String, List<INDArray>> outputs = new LinkedHashMap<>();

    private Calibration(Network network, Criterion criterion, long seed) {
        this.network = network;
        this.criterion = criterion;
        this.seed = seed;
    }

    /** One view per layer; calibration batches come from the training split. */
    static Map<String, LayerView> of(
            Network network, Criterion criterion, List<WeightLayer> layers, Dataset data, int batchSize, long seed) {
        Calibration calibration = new Calibration(network, criterion, seed);
        if (!criterion.needs().isEmpty()) {
            // Gradients are taken in training mode, where dropout draws from ND4J's generator.
            Nd4j.getRandom().setSeed(Seeds.of(seed, "calibration dropout", 0));
            int taken = 0;
            for (DataSet batch : data.train().shuffledBatches(batchSize, Seeds.of(seed, "calibration", 0))) {
                if (taken++ == criterion.batches()) {
                    break;
                }
                calibration.gather(batch, layers);
            }
        }
        Map<String, LayerView> views = new LinkedHashMap<>();
        layers.forEach(layer -> views.put(layer.name(), calibration.new View(layer.name())));
        return views;
    }

    private void gather(DataSet batch, List<WeightLayer> layers) {
        if (criterion.needs().contains(Need.GRADIENTS)) {
            Map<String, INDArray> found = network.gradients(batch);
            for (WeightLayer layer : layers) {
                INDArray gradient = found.get(layer.name());
                if (gradient == null) {
                    throw new IllegalArgumentException(
                            "%s needs gradients, but DL4J gives none for layer %s (is it frozen?); take it out with except(\"%s\")"
                                    .formatted(criterion.id(), layer.name(), layer.name()));
                }
                add(gradients, layer, gradient);
            }
        }
        boolean in = criterion.needs().contains(Need.INPUTS);
        boolean out = criterion.needs().contains(Need.OUTPUTS);
        if (in || out) {
            Map<String, Activations> found = network.activations(batch.getFeatures());
            for (WeightLayer layer : layers) {
                Activations activations = found.get(layer.name());
                if (activations == null) {
                    throw new IllegalStateException("no activations for layer " + layer.name());
                }
                if (in) {
                    add(inputs, layer, activations.input().dup());
                }
                if (out) {
                    add(outputs, layer, activations.output().dup());
                }
            }
        }
    }

    private static void add(Map<String, List<INDArray>> to, WeightLayer layer, INDArray array) {
        to.computeIfAbsent(layer.name(), name -> new ArrayList<>()).add(array);
    }

    private final class View implements LayerView {
        private final String name;

        View(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public INDArray weights() {
            return network.weights(name);
        }

        @Override
        public List<INDArray> gradients() {
            return gathered(gradients, Need.GRADIENTS);
        }

        @Override
        public List<INDArray> inputs() {
            return gathered(inputs, Need.INPUTS);
        }

        @Override
        public List<INDArray> outputs() {
            return gathered(outputs, Need.OUTPUTS);
        }

        @Override
        public long seed() {
            return Seeds.of(seed, name, 0);
        }

        private List<INDArray> gathered(Map<String, List<INDArray>> from, Need need) {
            List<INDArray> found = from.get(name);
            if (found == null) {
                throw new IllegalStateException(
                        "%s reads %s of layer %s but does not declare it; add Need.%s to its needs()"
                                .formatted(criterion.id(), need, name, need));
            }
            return found;
        }
    }
}
