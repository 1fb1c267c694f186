package org.espalier.criterion;

import com.google.auto.service.AutoService;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Keeps what is large: a weight scores {@code |w|}; a channel of {@code n} weights scores {@code Σ|w|/n} (L1) or
 * {@code √(Σw²/n)} (L2), divided by {@code n} so that layers of different sizes can be ranked together.
 *
 * <p>Han et al., "Learning both Weights and Connections", NIPS 2015 (weights); Li et al., "Pruning Filters for
 * Efficient ConvNets", ICLR 2017 (filters, L1). Data-free.
 *
 * <pre>{@code
 * pruneWeights().by(magnitude()).to(sparsity(0.9))
 * }</pre>
 *
 * @param norm 1 or 2: the norm of a channel; single weights rank the same under both
 */
@AutoService(Criterion.class)
@Taxon(
        year = 2015,
        when = When.AFTER,
        how = How.MAGNITUDE,
        paper = "Han et al., \"Learning both Weights and Connections for Efficient Neural Networks\", NIPS 2015")
public record Magnitude(int norm) implements WeightCriterion {

    /** Checks the norm. */
    public Magnitude {
        if (norm != 1 && norm != 2) {
            throw new IllegalArgumentException("magnitude: norm must be 1 or 2, found " + norm);
        }
    }

    /** The L1 norm. */
    public Magnitude() {
        this(1);
    }

    @Override
    public String id() {
        return "magnitude";
    }

    @Override
    public INDArray score(LayerView layer) {
        return Transforms.abs(layer.weights(), true);
    }

    @Override
    public INDArray scoreChannels(LayerView layer) {
        INDArray w = layer.weights();
        INDArray channels = w.reshape(w.size(0), w.length() / w.size(0));
        return norm == 1
                ? Transforms.abs(channels, true).mean(1)
                : Transforms.sqrt(channels.mul(channels).mean(1), true);
    }
}
