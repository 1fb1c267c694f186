package org.espalier.recovery;

import com.google.auto.service.AutoService;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;

/**
 * Trains the pruned network for a few epochs at a small learning rate, from the weights it has.
 *
 * <p>Han et al., "Learning both Weights and Connections", NIPS 2015; the schedule of the rate decides much of the
 * result: Le and Hua, "Network Pruning That Matters", ICLR 2021.
 *
 * <pre>{@code
 * pruneWeights().by(magnitude()).to(sparsity(0.9)).then(fineTune(2).at(1e-3).falling(Decay.COSINE))
 * }</pre>
 *
 * @param epochs passes over the training split, at least 1
 * @param learningRate step size at the beginning, above 0
 * @param decay how it falls
 */
@AutoService(Recovery.class)
@Taxon(
        year = 2015,
        when = When.AFTER,
        how = How.RECOVERY,
        paper = "Han et al., \"Learning both Weights and Connections for Efficient Neural Networks\", NIPS 2015")
public record FineTune(int epochs, double learningRate, Decay decay) implements Recovery {

    /** Checks both components. */
    public FineTune {
        if (epochs < 1) {
            throw new IllegalArgumentException("fineTune: epochs must be at least 1, found " + epochs);
        }
        if (!(learningRate > 0 && Double.isFinite(learningRate))) {
            throw new IllegalArgumentException("fineTune: the learning rate must be a finite number above 0, found "
                    + learningRate + "; try 1e-3");
        }
    }

    /** At a constant learning rate. */
    public FineTune(int epochs, double learningRate) {
        this(epochs, learningRate, Decay.CONSTANT);
    }

    /** One epoch at 1e-3. */
    public FineTune() {
        this(1, 1e-3);
    }

    /** The same epochs at another learning rate. */
    public FineTune at(double learningRate) {
        return new FineTune(epochs, learningRate, decay);
    }

    /** The same with a learning rate that falls. */
    public FineTune falling(Decay decay) {
        return new FineTune(epochs, learningRate, decay);
    }

    @Override
    public String id() {
        return "fineTune";
    }

    @Override
    public String sentence() {
        return "fine-tune %d epoch%s at %s%s"
                .formatted(
                        epochs,
                        epochs == 1 ? "" : "s",
                        learningRate,
                        decay == Decay.CONSTANT ? "" : ", " + decay.words());
    }

    @Override
    public void recover(Training training) {
        training.train(epochs, learningRate, decay);
    }
}
