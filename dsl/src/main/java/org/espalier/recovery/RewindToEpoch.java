package org.espalier.recovery;

import com.google.auto.service.AutoService;
import java.util.OptionalInt;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;

/**
 * Puts the surviving weights back to their values after an epoch of the dense training; 0 is the initialisation, a
 * later epoch is the paper's late resetting.
 *
 * <p>Frankle and Carbin, "The Lottery Ticket Hypothesis", ICLR 2019; Frankle et al., "Linear Mode Connectivity and the
 * Lottery Ticket Hypothesis", ICML 2020 (late rewinding).
 *
 * <pre>{@code
 * pruneWeights().by(magnitude()).to(sparsity(0.9)).over(geometric(5)).then(rewindToEpoch(1), train(3))
 * }</pre>
 *
 * @param epoch an epoch of the dense training, at least 0
 */
@AutoService(Recovery.class)
@Taxon(
        year = 2019,
        when = When.AFTER,
        how = How.RECOVERY,
        paper = "Frankle and Carbin, \"The Lottery Ticket Hypothesis\", ICLR 2019")
public record RewindToEpoch(int epoch) implements Recovery {

    /** Checks the epoch. */
    public RewindToEpoch {
        if (epoch < 0) {
            throw new IllegalArgumentException("rewindToEpoch: the epoch must be at least 0, found " + epoch);
        }
    }

    /** Back to the initialisation. */
    public RewindToEpoch() {
        this(0);
    }

    @Override
    public String id() {
        return "rewindToEpoch";
    }

    @Override
    public String sentence() {
        return epoch == 0 ? "rewind to the initialisation" : "rewind to epoch " + epoch;
    }

    @Override
    public OptionalInt rewindsTo() {
        return OptionalInt.of(epoch);
    }

    @Override
    public void recover(Training training) {
        training.rewindTo(epoch);
    }
}
