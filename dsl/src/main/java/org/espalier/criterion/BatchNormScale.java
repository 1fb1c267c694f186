package org.espalier.criterion;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Keeps channels that batch normalisation scales up: a channel scores {@code |γ|}. Data-free. Means most after a training
 * that drew the scales towards zero, as {@code networkSlimming(…)} does.
 *
 * <p>Liu et al., "Learning Efficient Convolutional Networks through Network Slimming", ICCV 2017: ranked globally.
 *
 * <pre>{@code
 * pruneChannels(8).by(batchNormScale()).to(channelsRemoved(0.4)).in(everyLayer().rankedGlobally()).then(fineTune(2))
 * }</pre>
 */
@AutoService(Criterion.class)
@Taxon(
        year = 2017,
        when = When.AFTER,
        how = How.MAGNITUDE,
        paper = "Liu et al., \"Learning Efficient Convolutional Networks through Network Slimming\", ICCV 2017")
public record BatchNormScale() implements Criterion {
    @Override
    public String id() {
        return "batchNormScale";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.SCALES);
    }

    @Override
    public INDArray scoreChannels(LayerView layer) {
        return Transforms.abs(layer.gathered(Need.SCALES).get(0), true);
    }
}
