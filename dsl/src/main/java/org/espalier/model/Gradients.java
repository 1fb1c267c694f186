package org.espalier.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network's gradients between backpropagation and the updater: what is written here is what the updater reads, before it
 * clips, adds L1 and L2 terms and its momentum. Of the mean loss over the batch; DL4J holds sums and divides later.
 */
public final class Gradients {
    private final Network network;

    private Gradients(Network network) {
        this.network = network;
    }

    /** Calls {@code then} in every {@link Network#fit}, when the gradients are there and no parameter has changed. */
    public static Gradients listen(Network network, Runnable then) {
        TrainingListener listener = new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model model) {
                then.run();
            }
        };
        Model model = network.dl4j();
        if (model instanceof MultiLayerNetwork sequential) {
            List<TrainingListener> all = new ArrayList<>(sequential.getListeners());
            all.add(listener);
            sequential.setListeners(all);
        } else {
            ComputationGraph graph = (ComputationGraph) model;
            List<TrainingListener> all = new ArrayList<>(graph.getListeners());
            all.add(listener);
            graph.setListeners(all);
        }
        return new Gradients(network);
    }

    /** A copy of the gradient of a layer's weights, shaped like {@link Network#weights}. */
    public INDArray ofWeights(String layer) {
        return network.shaped(layer, held(layer, "W")).divi(examples());
    }

    /** Replaces the gradient of a layer's weights. */
    public void setWeights(String layer, INDArray gradient) {
        INDArray held = held(layer, "W");
        held.assign(WeightLayout.fromCanonical(network.weightLayer(layer), gradient, held.shape()));
        held.muli(examples());
    }

    /** A copy of the gradient of one array of parameters, in DL4J's shape. */
    public INDArray of(String layer, String key) {
        return held(layer, key).div(examples());
    }

    /** Replaces the gradient of one array of parameters. */
    public void set(String layer, String key, INDArray gradient) {
        INDArray held = held(layer, key);
        held.assign(gradient);
        held.muli(examples());
    }

    /**
     * Clears what the updater remembers of weights: of those where {@code kept} is 0.
     *
     * @param kept shaped like {@link Network#weights}
     */
    public void forget(String layer, INDArray kept) {
        BaseMultiLayerUpdater<?> updater = Moments.updater(network.dl4j(), false);
        if (updater == null) {
            return;
        }
        INDArray weights = network.param(layer);
        INDArray vector = WeightLayout.fromCanonical(network.weightLayer(layer), kept, weights.shape())
                .castTo(weights.dataType())
                .dup(weights.ordering())
                .reshape(weights.ordering(), new long[] {weights.length()});
        place(updater, network.trainable(layer), "W").ifPresent(at -> {
            for (INDArray moment : Moments.of(updater, at.getParamOffsetStart(), at.getParamOffsetEnd())) {
                moment.muli(vector);
            }
        });
    }

    /** Where a parameter lies in the model's vector; empty where no updater sees it. */
    private static Optional<UpdaterBlock.ParamState> place(
            BaseMultiLayerUpdater<?> updater, Trainable layer, String key) {
        return updater.getUpdaterBlocks().stream()
                .flatMap(block -> block.getLayersAndVariablesInBlock().stream())
                .filter(state ->
                        state.getLayer() == layer && state.getParamName().equals(key))
                .findFirst();
    }

    private INDArray held(String layer, String key) {
        return Objects.requireNonNull(
                network.dl4j().gradient().gradientForVariable().get(network.variable(layer, key)),
                () -> "no gradient of \"%s\" in layer \"%s\"".formatted(key, layer));
    }

    private int examples() {
        return network.dl4j().batchSize();
    }
}
