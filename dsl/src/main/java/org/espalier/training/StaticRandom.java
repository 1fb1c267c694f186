package org.espalier.training;

import com.google.auto.service.AutoService;
import org.espalier.criterion.RandomScore;
import org.espalier.criterion.WeightCriterion;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;

/**
 * Trains with a random mask that never changes: the control that drop-and-grow methods have to beat.
 *
 * <p>Liu et al., "The Unreasonable Effectiveness of Random Pruning", ICLR 2022: with the densities of the Erdős–Rényi
 * kernel it comes near to what is chosen with care.
 *
 * <pre>{@code
 * sparseTraining(staticRandom()).to(sparsity(0.98)).whileTraining(5)
 * }</pre>
 */
@AutoService(TrainingMethod.class)
@Taxon(
        year = 2022,
        when = When.DURING,
        how = How.RANDOM,
        paper =
                "Liu et al., \"The Unreasonable Effectiveness of Random Pruning: Return of the Most Naive Baseline for Sparse Training\", ICLR 2022")
public record StaticRandom() implements TrainingMethod.Sparse, TrainingMethod.ForPatterns {
    @Override
    public String id() {
        return "staticRandom";
    }

    @Override
    public String sentence() {
        return "a random mask that stays";
    }

    @Override
    public WeightCriterion by() {
        return new RandomScore();
    }

    @Override
    public Session begin(NetworkInTraining network) {
        RandomMasks.on(network);
        return new Session() {
            @Override
            public boolean settled() {
                return true;
            }
        };
    }
}
