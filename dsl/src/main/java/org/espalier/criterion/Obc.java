package org.espalier.criterion;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Optimal brain surgeon, exactly, for the squared error of a layer's outputs: of each output's weights the one of least
 * {@code w_p²/(2[H⁻¹]_pp)} goes, the others take over by {@code −w_p/[H⁻¹]_pp · H⁻¹_p}, and {@code H⁻¹} loses row and
 * column p; again and again. How many each output loses is decided by the losses of all outputs together. N:M patterns stop
 * where each group is full. The weights that stay are the least squares refit to the layer's former outputs.
 *
 * <p>Frantar, Singh and Alistarh, "Optimal Brain Compression", NeurIPS 2022 (ExactOBS); Hassibi and Stork, "Second Order
 * Derivatives for Network Pruning", NIPS 1992. The paper does not damp; 0.01 is the default here since inputs are often
 * dependent (pixels are), {@code damped(0)} is the paper's. Takes {@code out·k³/6} multiply-adds, {@code k = in·kH·kW}:
 * seconds for hundreds of inputs, hours for thousands; {@link SparseGpt} is its approximation for those.
 *
 * <pre>{@code
 * pruneWeights().by(obc()).to(sparsity(0.8))
 * prunePattern(2, 4).by(obc())
 * }</pre>
 *
 * @param batches calibration batches
 * @param damp added to the Hessian's diagonal, a fraction of its mean
 */
@AutoService(Criterion.class)
@Taxon(
        year = 2022,
        when = When.AFTER,
        how = How.RECONSTRUCTION,
        paper =
                "Frantar, Singh and Alistarh, \"Optimal Brain Compression: A Framework for Accurate Post-Training Quantization and Pruning\", NeurIPS 2022")
public record Obc(int batches, double damp) implements LayerSolver {

    /** Checks the parameters. */
    public Obc {
        if (batches < 1) {
            throw new IllegalArgumentException("obc: batches must be at least 1, found " + batches);
        }
        if (!(damp >= 0) || Double.isInfinite(damp)) {
            throw new IllegalArgumentException("obc: damp must be a number of at least 0, found " + damp);
        }
    }

    /** Sixteen calibration batches (the paper's 1024 examples, by 64) and a damping of 0.01. */
    public Obc() {
        this(16, 0.01);
    }

    /** The same with another damping. */
    public Obc damped(double damp) {
        return new Obc(batches, damp);
    }

    @Override
    public String id() {
        return "obc";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.INPUT_GRAM);
    }

    /** {@code w²/(2[H⁻¹]_pp)}, the error that the removal of this weight alone leaves when the others take over. */
    @Override
    public INDArray score(LayerView layer) {
        INDArray weights = layer.weights();
        Curvature curvature = Curvature.of(layer, damp);
        int inputs = curvature.inputs();
        double[] inverse = curvature.inverse();
        double[] scores = Flat.of(weights);
        for (int i = 0; i < scores.length; i++) {
            int input = i % inputs;
            scores[i] = curvature.dead(input) ? 0 : scores[i] * scores[i] / (2 * inverse[input * (inputs + 1)]);
        }
        return Flat.shaped(scores, weights);
    }

    @Override
    public Solved solve(LayerView layer, Quota quota) {
        INDArray weights = layer.weights();
        return new RowByRow(Curvature.of(layer, damp), Flat.of(weights)).solved(quota, weights);
    }
}
