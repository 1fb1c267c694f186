package org.espalier.training;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer while it is trained. Arrays are copies in the shape {@code [out, in]} or {@code [out, in, kH, kW]}. */
public interface LayerInTraining {

    /** The layer's name in the model. */
    String name();

    /** The weights as they stand. */
    INDArray weights();

    /** Replaces the weights. */
    void setWeights(INDArray weights);

    /** The gradient of the mean loss over the batch, without L1 and L2 terms; to be read in {@link Session#onGradient}. */
    INDArray gradient();

    /** Replaces the gradient that the updater reads; in {@link Session#onGradient}. */
    void setGradient(INDArray gradient);

    /** The mask in force, 1 kept and 0 pruned; empty while the layer is dense. */
    Optional<INDArray> mask();

    /**
     * Puts a mask in force: weights outside are zero after every step. Weights that come back come back as zeros, and the
     * updater has forgotten them.
     */
    void setMask(INDArray mask);

    /** The rate with which the layer learns at this step; 1 where its updater has none. */
    double learningRate();
}
