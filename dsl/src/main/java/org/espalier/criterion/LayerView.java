package org.espalier.criterion;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One layer as a criterion sees it. Weights have one shape whatever the framework's own layout: {@code [out, in]} for
 * dense layers, {@code [out, in, kH, kW]} for convolutions, {@code [channels, 1, kH, kW]} for depthwise ones. The
 * arrays are copies; changing them changes no network.
 */
public interface LayerView {

    /** The layer's name in the model. */
    String name();

    /** The weights, {@code [out, in]} or {@code [out, in, kH, kW]}. */
    INDArray weights();

    /**
     * What was gathered, in the shapes that {@link Need} states; never empty.
     *
     * @throws IllegalStateException if the criterion did not declare the need
     */
    List<INDArray> gathered(Need need);

    /** A seed of this run, step and layer, for criteria that draw at random. */
    long seed();

    /**
     * Gradients of the mean loss over each calibration batch, shaped like {@link #weights()}; no L1 or L2 term.
     *
     * @throws IllegalStateException if the criterion did not declare {@link Need#GRADIENTS}
     */
    default List<INDArray> gradients() {
        return gathered(Need.GRADIENTS);
    }

    /**
     * The layer's inputs of each calibration batch, {@code [n, in]} or {@code [n, in, h, w]}.
     *
     * @throws IllegalStateException if the criterion did not declare {@link Need#INPUTS}
     */
    default List<INDArray> inputs() {
        return gathered(Need.INPUTS);
    }

    /**
     * The layer's outputs of each calibration batch, {@code [n, out]} or {@code [n, out, h, w]}.
     *
     * @throws IllegalStateException if the criterion did not declare {@link Need#OUTPUTS}
     */
    default List<INDArray> outputs() {
        return gathered(Need.OUTPUTS);
    }
}
