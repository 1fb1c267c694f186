package org.espalier.structure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What a model's updater remembers: Adam's moments and the like. DL4J keeps it as one vector, cut into blocks of
 * neighbouring parameters with the same updater; a block holds the first moment of all its parameters, then the second of
 * all.
 */
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
        BaseMultiLayerUpdater<?> mine = updater(model, false);
        if (mine == null || mine.getStateViewArray() == null) {
            return;
        }
        BaseMultiLayerUpdater<?> theirs = updater(other, true);
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

    private static @Nullable BaseMultiLayerUpdater<?> updater(Model of, boolean make) {
        Object updater = of instanceof MultiLayerNetwork sequential
                ? sequential.getUpdater(make)
                : ((ComputationGraph) of).getUpdater(make);
        return (BaseMultiLayerUpdater<?>) updater;
    }

    /** For each parameter its moments, as views. */
    private static List<List<INDArray>> moments(BaseMultiLayerUpdater<?> updater, List<Cut.Held> parameters) {
        List<List<INDArray>> moments = new ArrayList<>();
        long start = 0;
        for (Cut.Held held : parameters) {
            long end = start + held.array().length();
            moments.add(moments(updater, start, end));
            start = end;
        }
        return moments;
    }

    private static List<INDArray> moments(BaseMultiLayerUpdater<?> updater, long start, long end) {
        List<INDArray> moments = new ArrayList<>();
        for (UpdaterBlock block : updater.getUpdaterBlocks()) {
            long first = block.getParamOffsetStart();
            if (start < first || end > block.getParamOffsetEnd()) {
                continue;
            }
            long length = block.getParamOffsetEnd() - first;
            INDArray state = updater.getStateViewArray();
            INDArray flat = state.reshape(state.length());
            for (long at = block.getUpdaterViewOffsetStart(); at < block.getUpdaterViewOffsetEnd(); at += length) {
                moments.add(flat.get(NDArrayIndex.interval(at + start - first, at + end - first)));
            }
        }
        return moments;
    }
}
