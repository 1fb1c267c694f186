package org.espalier.recovery;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;

/**
 * Measures the means and variances of batch normalisation anew on training data, layer by layer from the first to the last;
 * no weight changes. What normalisation knew was measured on the dense network.
 *
 * <p>Li et al., "EagleEye: Fast Sub-net Evaluation for Efficient Neural Network Pruning", ECCV 2020 (adaptive batch
 * normalisation, there by running averages; here the statistics of the batches as a whole).
 *
 * <pre>{@code
 * pruneChannels(8).by(fpgm()).to(macsAtMost(0.5)).then(recalibrate())
 * }</pre>
 *
 * @param batches of training data, at least 1
 */
@AutoService(Recovery.class)
@Taxon(
        year = 2020,
        when = When.AFTER,
        how = How.RECOVERY,
        paper = "Li et al., \"EagleEye: Fast Sub-net Evaluation for Efficient Neural Network Pruning\", ECCV 2020")
public record Recalibrate(int batches) implements Recovery {

    /** Checks the number of batches. */
    public Recalibrate {
        if (batches < 1) {
            throw new IllegalArgumentException("recalibrate: batches must be at least 1, found " + batches);
        }
    }

    /** Sixteen batches. */
    public Recalibrate() {
        this(16);
    }

    @Override
    public String id() {
        return "recalibrate";
    }

    @Override
    public String sentence() {
        return "recalibrate batch normalisation on %d batch%s".formatted(batches, batches == 1 ? "" : "es");
    }

    @Override
    public Set<Asks> asks() {
        return Set.of(Asks.BATCH_NORMALISATION);
    }

    @Override
    public void recover(Training training) {
        training.recalibrate(batches);
    }
}
