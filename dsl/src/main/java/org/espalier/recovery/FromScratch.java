package org.espalier.recovery;

import com.google.auto.service.AutoService;
import java.util.OptionalDouble;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;

/**
 * Draws the weights that are left anew and trains them: whether what pruning found is the weights, or only the
 * architecture.
 *
 * <p>Liu et al., "Rethinking the Value of Network Pruning", ICLR 2019 (Scratch-E with as many epochs as the dense training
 * had).
 *
 * <pre>{@code
 * pruneChannels(8).by(magnitude()).to(macsAtMost(0.5)).then(fromScratch(5))
 * }</pre>
 *
 * @param epochs passes over the training split, at least 1
 */
@AutoService(Recovery.class)
@Taxon(
        year = 2019,
        when = When.AFTER,
        how = How.RECOVERY,
        paper = "Liu et al., \"Rethinking the Value of Network Pruning\", ICLR 2019")
public record FromScratch(int epochs) implements Recovery {

    /** Checks the number of epochs. */
    public FromScratch {
        if (epochs < 1) {
            throw new IllegalArgumentException("fromScratch: epochs must be at least 1, found " + epochs);
        }
    }

    /** One epoch. */
    public FromScratch() {
        this(1);
    }

    @Override
    public String id() {
        return "fromScratch";
    }

    @Override
    public String sentence() {
        return "reinitialise and train %d epoch%s".formatted(epochs, epochs == 1 ? "" : "s");
    }

    @Override
    public void recover(Training training) {
        training.reinitialise();
        training.train(epochs, OptionalDouble.empty());
    }
}
