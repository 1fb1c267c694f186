package org.espalier.gate;

import com.google.auto.service.AutoService;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;

/**
 * Feature boosting and suppression (FBS): a dense layer predicts a saliency {@code g = ReLU(φ·pool(x) + ρ)} for each of a
 * convolution's {@code C} channels from the mean of each input channel; the {@code ⌈d·C⌉} largest are multiplied by it and
 * the others are zero, {@code y = top(g)·(norm(conv(x)) + β)}. {@code ρ} begins at 1. The paper's normalisation has no γ,
 * for which {@code g} stands; here γ stays, which computes the same functions. Of equal saliencies the lower index wins.
 *
 * <p>Gao et al., "Dynamic Channel Pruning: Feature Boosting and Suppression", ICLR 2019.
 *
 * <pre>{@code
 * experiment(lenet5(), mnistSubset()).run(gateChannels(featureBoosting(0.5)).whileTraining(3))
 * }</pre>
 *
 * @param density {@code d}, the fraction of channels let through, in (0, 1]
 * @param penalty L1 penalty on saliencies, at least 0
 */
@AutoService(Gate.class)
@Taxon(
        year = 2019,
        when = When.RUN_TIME,
        how = How.GATING,
        paper = "Gao et al., \"Dynamic Channel Pruning: Feature Boosting and Suppression\", ICLR 2019")
public record FeatureBoosting(double density, double penalty) implements Gate {

    /** Checks both components. */
    public FeatureBoosting {
        if (!(density > 0 && density <= 1)) {
            throw new IllegalArgumentException(
                    "featureBoosting: the density is the fraction of channels let through, in (0, 1], found "
                            + density);
        }
        if (!(penalty >= 0 && Double.isFinite(penalty))) {
            throw new IllegalArgumentException(
                    "featureBoosting: the penalty must be a finite number of at least 0, found " + penalty);
        }
    }

    /** This fraction of the channels, and the paper's penalty of 1e-8. */
    public FeatureBoosting(double density) {
        this(density, 1e-8);
    }

    /** Half of the channels. */
    public FeatureBoosting() {
        this(0.5);
    }

    @Override
    public String id() {
        return "featureBoosting";
    }

    @Override
    public String sentence() {
        return "feature boosting, %.0f %% of the channels".formatted(100 * density);
    }

    @Override
    public int winners(int channels) {
        // 0.1 · 30 is 3.0000000000000004 in floating point: no fourth channel for that.
        return Math.max(1, (int) Math.ceil(density * channels - 1e-9));
    }
}
