package org.espalier.criterion;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Synaptic flow {@code |w|·∂R/∂|w|}, with {@code R = 1ᵀ·f(1; |w|)}: a weight scores what flows through it when all weights
 * are positive and the input is ones. Data-free; meant for weights at initialisation, ranked globally, in many rounds
 * whose density falls exponentially, so that no layer is ever emptied while another has weights to lose. Scores of a layer
 * sum to the same in every layer; here they are divided by that sum. Biases are left out of {@code R} as in the paper
 * (the authors' code takes their absolute values too).
 *
 * <p>Tanaka et al., "Pruning neural networks without any data by iteratively conserving synaptic flow", NeurIPS 2020.
 *
 * <pre>{@code
 * pruneWeights().by(synflow()).to(sparsity(0.98)).in(everyLayer().rankedGlobally()).atInitialisation().then(train(5))
 * }</pre>
 *
 * @param rounds in how many rounds weights go, at least 1
 */
@AutoService(Criterion.class)
@Taxon(
        year = 2020,
        when = When.BEFORE,
        how = How.SALIENCY,
        paper =
                "Tanaka et al., \"Pruning neural networks without any data by iteratively conserving synaptic flow\", NeurIPS 2020")
public record SynFlow(int rounds) implements WeightCriterion {

    /** Checks the number of rounds. */
    public SynFlow {
        if (rounds < 1) {
            throw new IllegalArgumentException("synflow: rounds must be at least 1, found " + rounds);
        }
    }

    /** 100 rounds, as in the paper. */
    public SynFlow() {
        this(100);
    }

    @Override
    public String id() {
        return "synflow";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.SYNAPTIC_FLOW);
    }

    @Override
    public INDArray score(LayerView layer) {
        INDArray flow = layer.gathered(Need.SYNAPTIC_FLOW).get(0);
        return Transforms.abs(layer.weights(), true).muli(flow);
    }
}
