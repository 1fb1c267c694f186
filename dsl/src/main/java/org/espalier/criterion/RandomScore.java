package org.espalier.criterion;

import com.google.auto.service.AutoService;
import java.util.SplittableRandom;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Scores uniform at random from the run's seed: the control that every criterion has to beat. Data-free.
 *
 * <pre>{@code
 * pruneWeights().by(random()).to(sparsity(0.9))
 * }</pre>
 */
@AutoService(Criterion.class)
@Taxon(
        year = 2022,
        when = When.BEFORE,
        how = How.RANDOM,
        paper = "Liu et al., \"The Unreasonable Effectiveness of Random Pruning\", ICLR 2022")
public record RandomScore() implements WeightCriterion {

    @Override
    public String id() {
        return "random";
    }

    @Override
    public INDArray score(LayerView layer) {
        return draw(layer, layer.weights().shape());
    }

    /** Drawn for each channel: the mean of many uniform draws would put all channels close to one half. */
    @Override
    public INDArray scoreChannels(LayerView layer) {
        return draw(layer, layer.weights().size(0));
    }

    private static INDArray draw(LayerView layer, long... shape) {
        SplittableRandom random = new SplittableRandom(layer.seed());
        float[] scores =
                new float[Math.toIntExact(java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) random.nextDouble();
        }
        return Nd4j.create(scores, shape);
    }
}
