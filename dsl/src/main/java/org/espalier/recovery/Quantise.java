package org.espalier.recovery;

import com.google.auto.service.AutoService;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;

/**
 * Rounds the weights to 8-bit integers after training: {@code w ← s·round(w/s)} with one scale {@code s = max|w|/127} for
 * each output channel; zeros stay zeros. The table's bytes count a byte for each weight and four for each scale. Sums are
 * still computed in floats on the rounded weights, so that accuracy is that of 8-bit weights and latency is not; inputs are
 * not rounded.
 *
 * <p>Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", CVPR
 * 2018; Krishnamoorthi, arXiv 1806.08342, 2018 (a scale for each channel). Has to be the last step, and is done once, after
 * the last pruning step.
 *
 * <pre>{@code
 * pruneWeights().by(magnitude()).to(sparsity(0.9)).then(fineTune(2), quantise())
 * }</pre>
 */
@AutoService(Recovery.class)
@Taxon(
        year = 2018,
        when = When.AFTER,
        how = How.FUSION,
        paper =
                "Jacob et al., \"Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference\", CVPR 2018")
public record Quantise() implements Recovery {
    @Override
    public String id() {
        return "quantise";
    }

    @Override
    public String sentence() {
        return "quantise the weights to int8";
    }

    @Override
    public boolean atTheEnd() {
        return true;
    }

    @Override
    public void recover(Training training) {
        training.quantise();
    }
}
