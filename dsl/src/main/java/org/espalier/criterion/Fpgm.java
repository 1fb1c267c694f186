package org.espalier.criterion;

import com.google.auto.service.AutoService;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Filter pruning via geometric median: a filter scores the sum of its Euclidean distances to all filters of its layer; one
 * near the geometric median can be replaced by the others, however large it is. Data-free. Sums grow with the number of
 * filters, so rank per layer or normalise.
 *
 * <p>He et al., "Filter Pruning via Geometric Median for Deep Convolutional Neural Networks Acceleration", CVPR 2019.
 *
 * <pre>{@code
 * pruneChannels().by(fpgm()).to(channelsRemoved(0.3)).in(convolutions()).then(fineTune(1))
 * }</pre>
 */
@AutoService(Criterion.class)
@Taxon(
        year = 2019,
        when = When.AFTER,
        how = How.NORM,
        paper =
                "He et al., \"Filter Pruning via Geometric Median for Deep Convolutional Neural Networks Acceleration\", CVPR 2019")
public record Fpgm() implements Criterion {

    @Override
    public String id() {
        return "fpgm";
    }

    @Override
    public INDArray scoreChannels(LayerView layer) {
        INDArray weights = layer.weights();
        int filters = Math.toIntExact(weights.size(0));
        float[] values = weights.dup('c').data().asFloat();
        int size = values.length / filters;
        double[] scores = new double[filters];
        for (int one = 0; one < filters; one++) {
            for (int other = one + 1; other < filters; other++) {
                double squares = 0;
                for (int i = 0; i < size; i++) {
                    double difference = (double) values[one * size + i] - values[other * size + i];
                    squares += difference * difference;
                }
                scores[one] += Math.sqrt(squares);
                scores[other] += Math.sqrt(squares);
            }
        }
        return Nd4j.create(scores, new long[] {filters}, weights.dataType());
    }
}
