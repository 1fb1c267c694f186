package org.espalier.criterion;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * First-order estimate of the squared change of the loss when something is removed, averaged over calibration batches:
 * {@code (g·w)²} for a weight, {@code (Σ g·w)²} over its weights for a channel.
 *
 * <p>Molchanov et al., "Importance Estimation for Neural Network Pruning", CVPR 2019 (Taylor-FO). The paper accumulates
 * while it trains; here the weights stand still while the batches are gathered.
 *
 * <pre>{@code
 * pruneChannels(8).by(taylor()).to(macsAtMost(0.5)).then(fineTune(1))
 * }</pre>
 *
 * @param batches calibration batches
 */
@AutoService(Criterion.class)
@Taxon(
        year = 2019,
        when = When.AFTER,
        how = How.LOSS_CHANGE,
        paper = "Molchanov et al., \"Importance Estimation for Neural Network Pruning\", CVPR 2019")
public record Taylor(int batches) implements WeightCriterion {

    /** Checks the number of batches. */
    public Taylor {
        if (batches < 1) {
            throw new IllegalArgumentException("taylor: batches must be at least 1, found " + batches);
        }
    }

    /** Eight calibration batches. */
    public Taylor() {
        this(8);
    }

    @Override
    public String id() {
        return "taylor";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.GRADIENTS);
    }

    @Override
    public INDArray score(LayerView layer) {
        INDArray weights = layer.weights();
        INDArray sum = weights.ulike().assign(0);
        for (INDArray gradient : layer.gradients()) {
            INDArray change = gradient.mul(weights);
            sum.addi(change.muli(change));
        }
        return sum.divi(layer.gradients().size());
    }

    @Override
    public INDArray scoreChannels(LayerView layer) {
        INDArray weights = layer.weights();
        long channels = weights.size(0);
        INDArray sum = org.nd4j.linalg.factory.Nd4j.zeros(weights.dataType(), channels);
        for (INDArray gradient : layer.gradients()) {
            INDArray change = gradient.mul(weights)
                    .reshape(channels, weights.length() / channels)
                    .sum(1);
            sum.addi(change.muli(change));
        }
        return sum.divi(layer.gradients().size());
    }
}
