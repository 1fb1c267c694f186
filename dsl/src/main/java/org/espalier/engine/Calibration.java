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
            Network network, Criterion criterion, List<Scored> layers, Dataset data, int batchSize, long seed) {
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
        layers.forEach(layer -> views.put(layer.name(), calibration.new View(layer)));
        return views;
    }

    private void gather(DataSet batch, List<Scored> layers) {
        if (criterion.needs().contains(Need.GRADIENTS)) {
            Map<String, Map<String, INDArray>> found = network.gradientTables(batch);
            for (Scored layer : layers) {
                Map<String, INDArray> table = found.get(layer.layer());
                if (table == null) {
                    throw new IllegalArgumentException(
                            "%s needs gradients, but DL4J gives none for layer %s (is it frozen?); take it out with except(\"%s\")"
                                    .formatted(criterion.id(), layer.layer(), layer.layer()));
                }
                add(gradients, layer, layer.weights().apply(key -> array(table, key)));
            }
        }
        boolean in = criterion.needs().contains(Need.INPUTS);
        boolean out = criterion.needs().contains(Need.OUTPUTS);
        if (in || out) {
            Map<String, Activations> found = network.activations(batch.getFeatures());
            for (Scored layer : layers) {
                Activations activations = found.get(layer.layer());
                if (activations == null) {
                    throw new IllegalStateException("no activations for layer " + layer.layer());
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

    private static INDArray array(Map<String, INDArray> table, String key) {
        INDArray array = table.get(key);
        if (array == null) {
            throw new IllegalStateException("no gradient of parameter " + key);
        }
        return array;
    }

    private static void add(Map<String, List<INDArray>> to, Scored layer, INDArray array) {
        to.computeIfAbsent(layer.name(), name -> new ArrayList<>()).add(array);
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
