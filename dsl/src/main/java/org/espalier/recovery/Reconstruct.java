package org.espalier.recovery;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;

/**
 * Gives the weights that are left the values that bring each layer's outputs nearest to the dense layer's, by least squares
 * on calibration data; no gradients, no labels. Layers go from first to last, each on what the pruned network feeds it:
 * {@code w_K + H_KK⁻¹ H_KP w_P} for each output, K kept, P pruned, {@code H = 2XXᵀ/n} damped.
 *
 * <p>He, Zhang and Sun, "Channel Pruning for Accelerating Very Deep Neural Networks", ICCV 2017 (least squares after
 * selection); Hubara et al., "Accelerated Sparse Neural Training", NeurIPS 2021 (AdaPrune, masked weights, there by gradient
 * descent). Where channels were cut, the layers that read them are refitted, all their weights: after {@code thiNet()} that is
 * the paper's second half. For dense layers and convolutions. What training has made of the weights meanwhile is not kept:
 * the aim is the dense model's layer.
 *
 * <pre>{@code
 * pruneWeights().by(wanda()).to(sparsity(0.8)).then(reconstruct())
 * }</pre>
 *
 * @param batches calibration batches
 * @param damp added to the diagonal of H, a fraction of its mean
 */
@AutoService(Recovery.class)
@Taxon(
        year = 2017,
        when = When.AFTER,
        how = How.RECONSTRUCTION,
        paper = "He, Zhang and Sun, \"Channel Pruning for Accelerating Very Deep Neural Networks\", ICCV 2017")
public record Reconstruct(int batches, double damp) implements Recovery {

    /** Checks the parameters. */
    public Reconstruct {
        if (batches < 1) {
            throw new IllegalArgumentException("reconstruct: batches must be at least 1, found " + batches);
        }
        if (!(damp >= 0) || Double.isInfinite(damp)) {
            throw new IllegalArgumentException("reconstruct: damp must be a number of at least 0, found " + damp);
        }
    }

    /** Sixteen calibration batches, a damping of 0.01. */
    public Reconstruct() {
        this(16, 0.01);
    }

    @Override
    public String id() {
        return "reconstruct";
    }

    @Override
    public String sentence() {
        return "reconstruct layer by layer on %d batches".formatted(batches);
    }

    @Override
    public Set<Asks> asks() {
        return Set.of(Asks.DENSE_OUTPUTS);
    }

    @Override
    public void recover(Training training) {
        training.reconstruct(batches, damp);
    }
}
