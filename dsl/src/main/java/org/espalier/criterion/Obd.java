package org.espalier.criterion;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Optimal brain damage, the change of the loss by a diagonal Hessian at a minimum: {@code ½ h_ii w_i²}.
 *
 * <p>LeCun, Denker and Solla, "Optimal Brain Damage", NIPS 1989. As in the paper the Hessian is the Gauss–Newton
 * (Levenberg–Marquardt) one, never negative. The paper passes its diagonal backwards layer by layer, leaving cross terms
 * out; here it is estimated without that approximation, from gradients under labels drawn from the network's own softmax
 * (exact in the mean). {@link Fisher} takes the true labels instead, which vanish where the network has learnt them.
 *
 * <pre>{@code
 * pruneWeights().by(obd()).to(sparsity(0.9)).in(everyLayer().rankedGlobally()).then(fineTune(1))
 * }</pre>
 *
 * @param batches calibration batches, one backward pass for each of their examples
 */
@AutoService(Criterion.class)
@Taxon(
        year = 1989,
        when = When.AFTER,
        how = How.LOSS_CHANGE,
        paper = "LeCun, Denker and Solla, \"Optimal Brain Damage\", NIPS 1989")
public record Obd(int batches) implements WeightCriterion {

    /** Checks the number of batches. */
    public Obd {
        if (batches < 1) {
            throw new IllegalArgumentException("obd: batches must be at least 1, found " + batches);
        }
    }

    /** Eight calibration batches. */
    public Obd() {
        this(8);
    }

    @Override
    public String id() {
        return "obd";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.GAUSS_NEWTON);
    }

    @Override
    public INDArray score(LayerView layer) {
        return halfCurvatureTimesSquare(layer, Need.GAUSS_NEWTON);
    }

    static INDArray halfCurvatureTimesSquare(LayerView layer, Need diagonal) {
        INDArray weights = layer.weights();
        double[] scores = Flat.of(weights);
        double[] curvature = Flat.of(layer.gathered(diagonal).get(0));
        for (int i = 0; i < scores.length; i++) {
            scores[i] *= scores[i] * curvature[i] / 2;
        }
        return Flat.shaped(scores, weights);
    }
}
