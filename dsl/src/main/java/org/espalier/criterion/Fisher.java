package org.espalier.criterion;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Second-order estimate of the change of the loss when a weight is removed, the Hessian's diagonal taken from the empirical
 * Fisher matrix: {@code ½ F_ii w_i²}, {@code F_ii} the mean over examples of the squared gradient of one example's loss.
 *
 * <p>Theis et al., "Faster gaze prediction with dense networks and Fisher pruning", arXiv 1801.05787, 2018, whose score of
 * a feature map squares the sum over it; here a channel scores the mean of its weights.
 *
 * <pre>{@code
 * pruneWeights().by(fisher()).to(sparsity(0.9)).in(everyLayer().rankedGlobally()).then(fineTune(1))
 * }</pre>
 *
 * @param batches calibration batches, one backward pass for each of their examples
 */
@AutoService(Criterion.class)
@Taxon(
        year = 2018,
        when = When.AFTER,
        how = How.LOSS_CHANGE,
        paper =
                "Theis et al., \"Faster gaze prediction with dense networks and Fisher pruning\", arXiv 1801.05787, 2018")
public record Fisher(int batches) implements WeightCriterion {

    /** Checks the number of batches. */
    public Fisher {
        if (batches < 1) {
            throw new IllegalArgumentException("fisher: batches must be at least 1, found " + batches);
        }
    }

    /** Eight calibration batches. */
    public Fisher() {
        this(8);
    }

    @Override
    public String id() {
        return "fisher";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.GRADIENT_SQUARES);
    }

    @Override
    public INDArray score(LayerView layer) {
        return Obd.halfCurvatureTimesSquare(layer, Need.GRADIENT_SQUARES);
    }
}
