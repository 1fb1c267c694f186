package org.espalier.criterion;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Goes through a layer's inputs once, from first to last; what a removed weight contributed is passed on to the weights of
 * the inputs still to come. {@code H⁻¹ = UᵀU}, U upper triangular; of a block of inputs the weights of least
 * {@code w²/U_jj²} go, and each removal adds {@code −w_j/U_jj · U_j} to the inputs after j. N:M patterns choose within each
 * group instead of a block.
 *
 * <p>Frantar and Alistarh, "SparseGPT: Massive Language Models Can Be Accurately Pruned in One-Shot", ICML 2023. Of inputs
 * that are never active the weights go first, and what remains of the quota is spread evenly over the blocks' other
 * weights; without such inputs that is the paper's rule. The paper takes 128 long texts, here 1024 single examples are the
 * default (16 batches of 64). Needs {@code 8k²} bytes a few times over and about {@code k³/3 + out·k²/2} multiply-adds,
 * {@code k = in·kH·kW}.
 *
 * <pre>{@code
 * pruneWeights().by(sparseGpt()).to(sparsity(0.8))
 * prunePattern(2, 4).by(sparseGpt())
 * }</pre>
 *
 * @param batches calibration batches
 * @param damp added to the Hessian's diagonal, a fraction of its mean
 * @param block inputs among which weights are chosen together
 */
@AutoService(Criterion.class)
@Taxon(
        year = 2023,
        when = When.AFTER,
        how = How.RECONSTRUCTION,
        paper =
                "Frantar and Alistarh, \"SparseGPT: Massive Language Models Can Be Accurately Pruned in One-Shot\", ICML 2023")
public record SparseGpt(int batches, double damp, int block) implements LayerSolver {

    /** Checks the parameters. */
    public SparseGpt {
        if (batches < 1) {
            throw new IllegalArgumentException("sparseGpt: batches must be at least 1, found " + batches);
        }
        if (!(damp >= 0) || Double.isInfinite(damp)) {
            throw new IllegalArgumentException("sparseGpt: damp must be a number of at least 0, found " + damp);
        }
        if (block < 1) {
            throw new IllegalArgumentException("sparseGpt: block must be at least 1, found " + block);
        }
    }

    /** Sixteen calibration batches, a damping of 0.01 and blocks of 128, the latter two as in the paper. */
    public SparseGpt() {
        this(16, 0.01, 128);
    }

    /** The same with another damping. */
    public SparseGpt damped(double damp) {
        return new SparseGpt(batches, damp, block);
    }

    @Override
    public String id() {
        return "sparseGpt";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.INPUT_GRAM);
    }

    /** {@code w²/U_jj²}, of weights as they are before any is removed. */
    @Override
    public INDArray score(LayerView layer) {
        INDArray weights = layer.weights();
        Curvature curvature = Curvature.of(layer, damp);
        int inputs = curvature.inputs();
        double[] upper =
                curvature.upperOfInverse(InputGroups.blocks(inputs, inputs).order());
        double[] scores = Flat.of(weights);
        for (int i = 0; i < scores.length; i++) {
            double pivot = upper[i % inputs * (inputs + 1)];
            scores[i] = curvature.dead(i % inputs) ? 0 : scores[i] * scores[i] / (pivot * pivot);
        }
        return Flat.shaped(scores, weights);
    }

    @Override
    public Solved solve(LayerView layer, Quota quota) {
        INDArray weights = layer.weights();
        Curvature curvature = Curvature.of(layer, damp);
        InputGroups groups = quota instanceof Quota.Groups g
                ? InputGroups.consecutive(g.m(), weights.shape())
                : InputGroups.blocks(curvature.inputs(), block);
        return new LeftToRight(curvature, groups, Flat.of(weights)).solved(quota, weights);
    }
}
