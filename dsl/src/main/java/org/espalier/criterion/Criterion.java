package org.espalier.criterion;

import java.util.Set;
import org.espalier.taxonomy.Method;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Scores a layer's output channels (filters, neurons); the highest are kept. A criterion that also scores single
 * weights is a {@link WeightCriterion}.
 *
 * <p>A new one is one file: a record annotated {@code @AutoService(Criterion.class)}, its components the parameters, a
 * no-argument constructor holding the paper's defaults.
 */
public interface Criterion extends Method {

    /** The name in recipes and tables, for instance {@code "taylor"}. */
    @Override
    String id();

    /** What must be gathered from calibration data; nothing by default. */
    default Set<Need> needs() {
        return Set.of();
    }

    /**
     * In how many rounds each pruning step removes: each round scores what is left anew, and the fraction left falls by the
     * same factor from round to round, as in SynFlow. Once unless the method says otherwise; a fixed pattern is always
     * reached in one round.
     */
    default int rounds() {
        return 1;
    }

    /** How many calibration batches to gather; read only when {@link #needs()} is not empty. */
    default int batches() {
        return 1;
    }

    /** One score per output channel, shape {@code [out]}; higher is more important. */
    INDArray scoreChannels(LayerView layer);
}
