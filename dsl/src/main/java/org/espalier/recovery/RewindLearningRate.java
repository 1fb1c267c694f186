package org.espalier.recovery;

import com.google.auto.service.AutoService;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;

/**
 * Keeps the weights and trains them for the last epochs of the dense training once more: with the learning rates that its
 * schedule had from there on. For a model whose rate is constant this is {@code train(epochs)}.
 *
 * <p>Renda, Frankle and Carbin, "Comparing Rewinding and Fine-tuning in Neural Network Pruning", ICLR 2020. The updater
 * begins afresh.
 *
 * <pre>{@code
 * pruneWeights().by(magnitude()).to(sparsity(0.9)).over(geometric(5)).then(rewindLearningRate(2))
 * }</pre>
 *
 * @param epochs of the dense training, counted from its end, at least 1
 */
@AutoService(Recovery.class)
@Taxon(
        year = 2020,
        when = When.AFTER,
        how = How.RECOVERY,
        paper =
                "Renda, Frankle and Carbin, \"Comparing Rewinding and Fine-tuning in Neural Network Pruning\", ICLR 2020")
public record RewindLearningRate(int epochs) implements Recovery {

    /** Checks the number of epochs. */
    public RewindLearningRate {
        if (epochs < 1) {
            throw new IllegalArgumentException("rewindLearningRate: epochs must be at least 1, found " + epochs);
        }
    }

    /** The last epoch. */
    public RewindLearningRate() {
        this(1);
    }

    @Override
    public String id() {
        return "rewindLearningRate";
    }

    @Override
    public String sentence() {
        return "train with the learning rates of the last %d epoch%s".formatted(epochs, epochs == 1 ? "" : "s");
    }

    @Override
    public int repeats() {
        return epochs;
    }

    @Override
    public void recover(Training training) {
        training.repeatLast(epochs);
    }
}
