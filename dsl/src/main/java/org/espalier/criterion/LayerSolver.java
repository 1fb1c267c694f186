package org.espalier.criterion;

/**
 * Decides which weights of a layer go and gives those that stay new values, so that the layer's outputs change little. The
 * engine asks for one layer after the other, in the order in which data passes them, and gathers each layer's needs anew
 * from the network whose earlier layers are solved already. As a mere criterion it scores what the removal of each weight
 * alone would cost.
 *
 * <pre>{@code
 * pruneWeights().by(sparseGpt()).to(sparsity(0.8))
 * }</pre>
 */
public interface LayerSolver extends WeightCriterion {

    /**
     * The layer with the quota removed. Weights that are zero stay zero and go first.
     *
     * @param layer with what the solver {@link #needs}
     * @param quota how many go
     */
    Solved solve(LayerView layer, Quota quota);
}
