package org.espalier.criterion;

import com.google.auto.service.AutoService;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Layer-adaptive magnitude: {@code w²/Σ v²} over the weights {@code v} of the layer that are left when all smaller ones
 * have gone, {@code w} included; meant to be ranked globally. The largest weight of each layer scores 1, so that no layer
 * is emptied before all others have one weight. Of equal weights the higher index goes first. Data-free.
 *
 * <p>Lee et al., "Layer-adaptive Sparsity for the Magnitude-based Pruning", ICLR 2021.
 *
 * <pre>{@code
 * pruneWeights().by(lamp()).to(sparsity(0.95)).in(everyLayer().rankedGlobally()).then(fineTune(1))
 * }</pre>
 */
@AutoService(Criterion.class)
@Taxon(
        year = 2021,
        when = When.AFTER,
        how = How.MAGNITUDE,
        paper = "Lee et al., \"Layer-adaptive Sparsity for the Magnitude-based Pruning\", ICLR 2021")
public record Lamp() implements WeightCriterion {

    @Override
    public String id() {
        return "lamp";
    }

    @Override
    public INDArray score(LayerView layer) {
        INDArray weights = layer.weights();
        double[] squares = weights.mul(weights).dup('c').data().asDouble();
        int[] largestFirst = IntStream.range(0, squares.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -squares[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] scores = new double[squares.length];
        double left = 0;
        for (int i : largestFirst) {
            left += squares[i];
            scores[i] = left == 0 ? 0 : squares[i] / left;
        }
        return Nd4j.create(scores, weights.shape(), weights.dataType());
    }
}
