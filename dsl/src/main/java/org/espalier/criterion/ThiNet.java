package org.espalier.criterion;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Removes the channels that the next layer misses least: one after the other, each time the one with which the error of the
 * outputs, {@code ‖Σ_{j∈T} x_j‖²} over all removed channels T, stays smallest, where {@code x_j} is what channel j
 * contributes to the outputs of the layers that read it, before the bias. A channel scores its place in that order, from 1/c
 * to 1. Follow it with {@code then(reconstruct())}, which brings the outputs back by least squares.
 *
 * <p>Luo, Wu and Lin, "ThiNet: A Filter Level Pruning Method for Deep Neural Network Compression", ICCV 2017: there on
 * sampled positions, here on all of them. Places of different layers mean different things: rank per layer.
 *
 * <pre>{@code
 * pruneChannels(8).by(thiNet()).to(channelsRemoved(0.5)).in(convolutions()).then(reconstruct(), fineTune(1))
 * }</pre>
 *
 * @param batches of calibration data, at least 1
 */
@AutoService(Criterion.class)
@Taxon(
        year = 2017,
        when = When.AFTER,
        how = How.FEATURE_MAPS,
        paper =
                "Luo, Wu and Lin, \"ThiNet: A Filter Level Pruning Method for Deep Neural Network Compression\", ICCV 2017")
public record ThiNet(int batches) implements Criterion {

    /** Checks the number of batches. */
    public ThiNet {
        if (batches < 1) {
            throw new IllegalArgumentException("thiNet: batches must be at least 1, found " + batches);
        }
    }

    /** Eight batches. */
    public ThiNet() {
        this(8);
    }

    @Override
    public String id() {
        return "thiNet";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.CONTRIBUTIONS);
    }

    @Override
    public INDArray scoreChannels(LayerView layer) {
        double[] gram = Flat.of(layer.gathered(Need.CONTRIBUTIONS).get(0));
        int channels = Math.toIntExact(Math.round(Math.sqrt(gram.length)));
        // What the error grows by with each channel: twice its products with those removed, and its own square.
        double[] growth = new double[channels];
        for (int i = 0; i < channels; i++) {
            growth[i] = gram[i * channels + i];
        }
        float[] places = new float[channels];
        for (int place = 1; place <= channels; place++) {
            int next = -1;
            for (int i = channels - 1; i >= 0; i--) {
                if (places[i] == 0 && (next < 0 || growth[i] < growth[next])) {
                    next = i;
                }
            }
            places[next] = (float) place / channels;
            for (int i = 0; i < channels; i++) {
                growth[i] += 2 * gram[i * channels + next];
            }
        }
        return Nd4j.createFromArray(places);
    }
}
