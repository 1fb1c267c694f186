package org.espalier.structure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.espalier.model.Moments;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a model's updater remembers, its {@link Moments}, on the way to another model. */
record UpdaterState(Model model) {

    /** What is kept of an array that has a parameter's shape. */
    interface Part {
        INDArray of(Cut.Held held, INDArray array);
    }

    /**
     * Hands it on to a model with the same layers, or some of them, together with the counts of iterations and epochs.
     *
     * @param parameters all of this model's
     * @param others those of the other
     */
    void giveTo(Model other, List<Cut.Held> parameters, List<Cut.Held> others, Part part) {
        counts(other);
        BaseMultiLayerUpdater<?> mine = Moments.updater(model, false);
        if (mine == null || mine.getStateViewArray() == null) {
            return;
        }
        BaseMultiLayerUpdater<?> theirs = Moments.updater(other, true);
        if (theirs == null) {
            throw new IllegalStateException("DL4J made no updater");
        }
        List<List<INDArray>> from = moments(mine, parameters);
        List<List<INDArray>> to = moments(theirs, others);
        Map<List<String>, List<INDArray>> byName = new HashMap<>();
        for (int i = 0; i < others.size(); i++) {
            byName.put(List.of(others.get(i).layer(), others.get(i).key()), to.get(i));
        }
        for (int i = 0; i < parameters.size(); i++) {
            Cut.Held held = parameters.get(i);
            List<INDArray> places = byName.getOrDefault(List.of(held.layer(), held.key()), List.of());
            for (int moment = 0; moment < places.size(); moment++) {
                INDArray all = from.get(i)
                        .get(moment)
                        .reshape(held.array().ordering(), held.array().shape());
                INDArray kept = part.of(held, all);
                INDArray place = places.get(moment);
                place.assign(
                        kept.dup(held.array().ordering()).reshape(held.array().ordering(), place.shape()));
            }
        }
    }

    private void counts(Model other) {
        if (model instanceof MultiLayerNetwork sequential) {
            MultiLayerNetwork to = (MultiLayerNetwork) other;
            to.setIterationCount(sequential.getIterationCount());
            to.setEpochCount(sequential.getEpochCount());
        } else {
            ComputationGraph graph = (ComputationGraph) model;
            ComputationGraph to = (ComputationGraph) other;
            to.getConfiguration().setIterationCount(graph.getIterationCount());
            to.getConfiguration().setEpochCount(graph.getEpochCount());
        }
    }

    /** For each parameter its moments, as views. */
    private static List<List<INDArray>> moments(BaseMultiLayerUpdater<?> updater, List<Cut.Held> parameters) {
        List<List<INDArray>> moments = new ArrayList<>();
        long start = 0;
        for (Cut.Held held : parameters) {
            long end = start + held.array().length();
            moments.add(Moments.of(updater, start, end));
            start = end;
        }
        return moments;
    }
}
