package org.espalier.recovery;

import com.google.auto.service.AutoService;
import java.util.OptionalDouble;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;

/**
 * Trains with the learning rates that the model was configured with: after pruning at initialisation, or after
 * rewinding.
 *
 * <pre>{@code
 * pruneWeights().by(snip()).to(sparsity(0.95)).atInitialisation().then(train(5))
 * }</pre>
 *
 * @param epochs passes over the training split, at least 1
 */
@AutoService(Recovery.class)
@Taxon(
        year = 2019,
        when = When.BEFORE,
        how = How.RECOVERY,
        paper =
                "Lee, Ajanthan and Torr, \"SNIP: Single-shot Network Pruning based on Connection Sensitivity\", ICLR 2019")
public record Train(int epochs) implements Recovery {

    /** Checks the number of epochs. */
    public Train {
        if (epochs < 1) {
            throw new IllegalArgumentException("train: epochs must be at least 1, found " + epochs);
        }
    }

    /** One epoch. */
    public Train() {
        this(1);
    }

    @Override
    public String id() {
        return "train";
    }

    @Override
    public String sentence() {
        return "train %d epoch%s".formatted(epochs, epochs == 1 ? "" : "s");
    }

    @Override
    public void recover(Training training) {
        training.train(epochs, OptionalDouble.empty());
    }
}
