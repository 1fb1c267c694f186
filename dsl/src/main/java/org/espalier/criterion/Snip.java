package org.espalier.criterion;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Connection sensitivity {@code |w · ∂L/∂w|}, meant for weights at initialisation and ranked globally. The paper
 * divides by the sum over the network, which changes no ranking and is left out here.
 *
 * <p>Lee, Ajanthan and Torr, "SNIP: Single-shot Network Pruning based on Connection Sensitivity", ICLR 2019.
 *
 * <pre>{@code
 * pruneWeights().by(snip()).to(sparsity(0.95)).in(everyLayer().rankedGlobally()).atInitialisation().then(train(5))
 * }</pre>
 *
 * @param batches calibration batches, their gradients averaged; the paper uses one batch of about 100 examples
 */
@AutoService(Criterion.class)
@Taxon(
        year = 2019,
        when = When.BEFORE,
        how = How.SALIENCY,
        paper =
                "Lee, Ajanthan and Torr, \"SNIP: Single-shot Network Pruning based on Connection Sensitivity\", ICLR 2019")
public record Snip(int batches) implements WeightCriterion {

    /** Checks the number of batches. */
    public Snip {
        if (batches < 1) {
            throw new IllegalArgumentException("snip: batches must be at least 1, found " + batches);
        }
    }

    /** One calibration batch, as in the paper. */
    public Snip() {
        this(1);
    }

    @Override
    public String id() {
        return "snip";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.GRADIENTS);
    }

    @Override
    public INDArray score(LayerView layer) {
        INDArray weights = layer.weights();
        INDArray gradient = weights.ulike();
        gradient.assign(0);
        layer.gradients().forEach(gradient::addi);
        gradient.divi(layer.gradients().size());
        return Transforms.abs(weights.mul(gradient), false);
    }
}
