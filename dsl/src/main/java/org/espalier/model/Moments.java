package org.espalier.model;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What a model's updater remembers of a parameter: momentum, Adam's two moments. DL4J keeps all of it as one vector, cut
 * into blocks of neighbouring parameters with the same updater; a block holds the first moment of all its parameters, then
 * the second of all.
 */
public final class Moments {
    private Moments() {}

    /** The model's updater; null where there is none yet and none is to be made. */
    public static @Nullable BaseMultiLayerUpdater<?> updater(Model of, boolean make) {
        Object updater = of instanceof MultiLayerNetwork sequential
                ? sequential.getUpdater(make)
                : ((ComputationGraph) of).getUpdater(make);
        return (BaseMultiLayerUpdater<?>) updater;
    }

    /**
     * The moments of the parameters from {@code start} to {@code end} of the model's vector, as views of as many elements;
     * none for plain gradient descent.
     */
    public static List<INDArray> of(BaseMultiLayerUpdater<?> updater, long start, long end) {
        List<INDArray> moments = new ArrayList<>();
        INDArray state = updater.getStateViewArray();
        if (state == null) {
            return moments;
        }
        INDArray flat = state.reshape(state.length());
        for (UpdaterBlock block : updater.getUpdaterBlocks()) {
            long first = block.getParamOffsetStart();
            if (start < first || end > block.getParamOffsetEnd()) {
                continue;
            }
            long length = block.getParamOffsetEnd() - first;
            for (long at = block.getUpdaterViewOffsetStart(); at < block.getUpdaterViewOffsetEnd(); at += length) {
                moments.add(flat.get(NDArrayIndex.interval(at + start - first, at + end - first)));
            }
        }
        return moments;
    }
}
