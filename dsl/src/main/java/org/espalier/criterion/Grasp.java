package org.espalier.criterion;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Gradient signal preservation: {@code w·(H·g)}, what the squared norm of the gradient loses, to first order, when a weight
 * goes. The paper scores {@code −w·(H·g)} and removes the largest, which is the same. Meant for weights at initialisation,
 * ranked globally; scores may be negative. The paper's temperature of 200 on the logits is not used, and examples are
 * drawn, not ten of each class.
 *
 * <p>Wang, Zhang and Grosse, "Picking Winning Tickets Before Training by Preserving Gradient Flow", ICLR 2020.
 *
 * <pre>{@code
 * pruneWeights().by(grasp()).to(sparsity(0.9)).in(everyLayer().rankedGlobally()).atInitialisation().then(train(5))
 * }</pre>
 *
 * @param batches calibration batches; the paper takes ten examples of each class
 */
@AutoService(Criterion.class)
@Taxon(
        year = 2020,
        when = When.BEFORE,
        how = How.SALIENCY,
        paper =
                "Wang, Zhang and Grosse, \"Picking Winning Tickets Before Training by Preserving Gradient Flow\", ICLR 2020")
public record Grasp(int batches) implements WeightCriterion {

    /** Checks the number of batches. */
    public Grasp {
        if (batches < 1) {
            throw new IllegalArgumentException("grasp: batches must be at least 1, found " + batches);
        }
    }

    /** Two calibration batches: at 64 examples about ten of each of ten classes. */
    public Grasp() {
        this(2);
    }

    @Override
    public String id() {
        return "grasp";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.HESSIAN_GRADIENT);
    }

    @Override
    public INDArray score(LayerView layer) {
        return layer.weights().mul(layer.gathered(Need.HESSIAN_GRADIENT).get(0));
    }
}
