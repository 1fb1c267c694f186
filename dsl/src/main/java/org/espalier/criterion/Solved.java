package org.espalier.criterion;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a {@link LayerSolver} made of a layer.
 *
 * @param weights the new values, shaped like the layer's weights, zero where the mask is
 * @param mask 1 kept and 0 removed, of the same shape
 */
public record Solved(INDArray weights, INDArray mask) {}
