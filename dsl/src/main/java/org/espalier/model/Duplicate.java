package org.espalier.model;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies of DL4J models that share nothing. DL4J's own {@code clone()} lets copy and original share each layer's
 * updater settings, so that a new learning rate for one is one for both, and forgets a graph's iteration count, on which
 * Adam's bias correction depends. Its JSON form has neither fault.
 */
final class Duplicate {
    private Duplicate() {}

    /** A copy that trains on exactly as the original would. */
    static Model of(Model model) {
        if (model instanceof MultiLayerNetwork sequential) {
            MultiLayerNetwork copy = restarted(sequential);
            copy.setIterationCount(sequential.getIterationCount());
            copy.setEpochCount(sequential.getEpochCount());
            INDArray state = state(sequential.getUpdater(false));
            if (state != null) {
                copy.getUpdater().setStateViewArray(copy, state.dup(), false);
            }
            return copy;
        }
        ComputationGraph graph = (ComputationGraph) model;
        ComputationGraph copy = restarted(graph);
        copy.getConfiguration().setIterationCount(graph.getIterationCount());
        copy.getConfiguration().setEpochCount(graph.getEpochCount());
        INDArray state = state(graph.getUpdater(false));
        if (state != null) {
            copy.getUpdater().setStateViewArray(state.dup());
        }
        return copy;
    }

    /** A copy with the same parameters, zero updater state, at iteration 0. */
    static MultiLayerNetwork restarted(MultiLayerNetwork model) {
        MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(
                model.getLayerWiseConfigurations().toJson());
        configuration.setIterationCount(0);
        configuration.setEpochCount(0);
        MultiLayerNetwork copy = new MultiLayerNetwork(configuration);
        copy.init(model.params().dup(), false);
        return copy;
    }

    /** A copy with the same parameters, zero updater state, at iteration 0. */
    static ComputationGraph restarted(ComputationGraph model) {
        ComputationGraphConfiguration configuration =
                ComputationGraphConfiguration.fromJson(model.getConfiguration().toJson());
        configuration.setIterationCount(0);
        configuration.setEpochCount(0);
        ComputationGraph copy = new ComputationGraph(configuration);
        copy.init(model.params().dup(), false);
        return copy;
    }

    /** The same architecture with new random parameters, masks applied. */
    static Model reinitialised(Model model, long seed) {
        if (model instanceof MultiLayerNetwork sequential) {
            MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(
                    sequential.getLayerWiseConfigurations().toJson());
            configuration.setIterationCount(0);
            configuration.setEpochCount(0);
            configuration.getConfs().forEach(layer -> layer.setSeed(seed));
            MultiLayerNetwork fresh = new MultiLayerNetwork(configuration);
            fresh.init();
            fresh.applyConstraints(0, 0);
            return fresh;
        }
        ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(
                ((ComputationGraph) model).getConfiguration().toJson());
        configuration.setIterationCount(0);
        configuration.setEpochCount(0);
        configuration.getDefaultConfiguration().setSeed(seed);
        ComputationGraph fresh = new ComputationGraph(configuration);
        fresh.init();
        fresh.applyConstraints(0, 0);
        return fresh;
    }

    /** Momentum and the like, if there is any. */
    static @Nullable INDArray state(Model model) {
        return model instanceof MultiLayerNetwork sequential
                ? state(sequential.getUpdater(false))
                : state(((ComputationGraph) model).getUpdater(false));
    }

    /** Momentum and the like; none before the first update, nor for plain gradient descent. */
    private static @Nullable INDArray state(@Nullable Updater updater) {
        return updater == null ? null : updater.getStateViewArray();
    }

    private static @Nullable INDArray state(@Nullable ComputationGraphUpdater updater) {
        return updater == null ? null : updater.getStateViewArray();
    }
}
