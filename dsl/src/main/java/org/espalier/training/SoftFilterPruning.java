package org.espalier.training;

import com.google.auto.service.AutoService;
import org.espalier.criterion.Criterion;
import org.espalier.criterion.Magnitude;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;

/**
 * Sets the filters of smallest L2 norm to zero after every epoch and trains all of them on, so that a filter may come back;
 * in the end those that are zero are cut.
 *
 * <p>He et al., "Soft Filter Pruning for Accelerating Deep Convolutional Neural Networks", IJCAI 2018: 30 % of the filters
 * of every layer. Which go is decided by the recipe's criterion, target and ranking, as in the end.
 *
 * <pre>{@code
 * pruneChannels().learning(softFilterPruning()).to(channelsRemoved(0.3)).whileTraining(5)
 * }</pre>
 */
@AutoService(TrainingMethod.class)
@Taxon(
        year = 2018,
        when = When.DURING,
        how = How.NORM,
        paper = "He et al., \"Soft Filter Pruning for Accelerating Deep Convolutional Neural Networks\", IJCAI 2018")
public record SoftFilterPruning() implements TrainingMethod.ForChannels {
    @Override
    public String id() {
        return "softFilterPruning";
    }

    @Override
    public String sentence() {
        return "soft filter pruning after each epoch";
    }

    @Override
    public Criterion by() {
        return new Magnitude(2);
    }

    @Override
    public Session begin(NetworkInTraining network) {
        return new Session() {
            @Override
            public void afterEpoch(int epoch) {
                network.zeroChannels();
            }

            @Override
            public boolean settled() {
                return true;
            }
        };
    }
}
