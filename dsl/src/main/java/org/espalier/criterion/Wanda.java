package org.espalier.criterion;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The size of a weight times the norm of the input it is multiplied by: {@code |W_ij|·‖X_j‖₂}. Data without labels, no
 * gradients, and {@code in·kH·kW} numbers per layer to hold.
 *
 * <p>Sun et al., "A Simple and Effective Pruning Approach for Large Language Models", ICLR 2024. The paper compares within
 * each output and takes 128 long texts for calibration; ours are single examples, so that 1024 of them are the default
 * (16 batches of 64).
 *
 * <pre>{@code
 * pruneWeights().by(wanda()).to(sparsity(0.5)).in(everyLayer().rankedPerOutput())
 * }</pre>
 *
 * @param batches calibration batches
 */
@AutoService(Criterion.class)
@Taxon(
        year = 2024,
        when = When.AFTER,
        how = How.SALIENCY,
        paper = "Sun et al., \"A Simple and Effective Pruning Approach for Large Language Models\", ICLR 2024")
public record Wanda(int batches) implements WeightCriterion {

    /** Checks the number of batches. */
    public Wanda {
        if (batches < 1) {
            throw new IllegalArgumentException("wanda: batches must be at least 1, found " + batches);
        }
    }

    /** Sixteen calibration batches. */
    public Wanda() {
        this(16);
    }

    @Override
    public String id() {
        return "wanda";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.INPUT_NORMS);
    }

    @Override
    public INDArray score(LayerView layer) {
        INDArray weights = layer.weights();
        double[] scores = Flat.of(weights);
        double[] norms = Flat.of(layer.gathered(Need.INPUT_NORMS).get(0));
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.abs(scores[i]) * norms[i % norms.length];
        }
        return Flat.shaped(scores, weights);
    }
}
