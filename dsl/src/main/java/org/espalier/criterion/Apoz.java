package org.espalier.criterion;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Average percentage of zeros: a channel scores the fraction of its outputs that are not zero, over examples and
 * positions; those that are zero most often go. Outputs are taken behind the layer's own activation function, so that
 * layers without one, normalised by another layer, score 1 throughout.
 *
 * <p>Hu et al., "Network Trimming: A Data-Driven Neuron Pruning Approach towards Efficient Deep Architectures", arXiv
 * 1607.03250, 2016.
 *
 * <pre>{@code
 * pruneChannels().by(apoz()).to(channelsRemoved(0.3)).then(fineTune(1))
 * }</pre>
 *
 * @param batches calibration batches
 */
@AutoService(Criterion.class)
@Taxon(
        year = 2016,
        when = When.AFTER,
        how = How.FEATURE_MAPS,
        paper =
                "Hu et al., \"Network Trimming: A Data-Driven Neuron Pruning Approach towards Efficient Deep Architectures\", arXiv 1607.03250, 2016")
public record Apoz(int batches) implements Criterion {

    /** Checks the number of batches. */
    public Apoz {
        if (batches < 1) {
            throw new IllegalArgumentException("apoz: batches must be at least 1, found " + batches);
        }
    }

    /** Four calibration batches. */
    public Apoz() {
        this(4);
    }

    @Override
    public String id() {
        return "apoz";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.OUTPUTS);
    }

    @Override
    public INDArray scoreChannels(LayerView layer) {
        int channels = Math.toIntExact(layer.outputs().get(0).size(1));
        double[] open = new double[channels];
        long each = 0;
        for (INDArray output : layer.outputs()) {
            float[] values = output.dup('c').data().asFloat();
            int positions = Math.toIntExact(output.length() / output.size(0) / channels);
            for (int i = 0; i < values.length; i++) {
                open[i / positions % channels] += values[i] == 0 ? 0 : 1;
            }
            each += values.length / channels;
        }
        for (int channel = 0; channel < channels; channel++) {
            open[channel] /= each;
        }
        return Nd4j.create(open, new long[] {channels}, layer.weights().dataType());
    }
}
