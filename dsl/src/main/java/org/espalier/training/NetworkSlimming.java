package org.espalier.training;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import org.espalier.criterion.BatchNormScale;
import org.espalier.criterion.Criterion;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Draws the scales γ of batch normalisation towards zero while the network is trained, by the penalty {@code λ·Σ|γ|}; in
 * the end the channels with the smallest scales are cut. Rank them globally, as the paper does, with
 * {@code in(everyLayer().rankedGlobally())}, and fine-tune afterwards.
 *
 * <p>Liu et al., "Learning Efficient Convolutional Networks through Network Slimming", ICCV 2017. Every step adds
 * {@code λ·sign(γ)} to the gradient of γ.
 *
 * <pre>{@code
 * pruneChannels(8).learning(networkSlimming(1e-4)).to(macsAtMost(0.5)).whileTraining(5).then(fineTune(2))
 * }</pre>
 *
 * @param penalty λ, above 0
 */
@AutoService(TrainingMethod.class)
@Taxon(
        year = 2017,
        when = When.DURING,
        how = How.REGULARISATION,
        paper = "Liu et al., \"Learning Efficient Convolutional Networks through Network Slimming\", ICCV 2017")
public record NetworkSlimming(double penalty) implements TrainingMethod.ForChannels {

    /** Checks the penalty. */
    public NetworkSlimming {
        Parts.checkAbove0("networkSlimming", "the penalty", penalty);
    }

    /** The paper's 1e-4 for VGG. */
    public NetworkSlimming() {
        this(1e-4);
    }

    @Override
    public String id() {
        return "networkSlimming";
    }

    @Override
    public String sentence() {
        return "network slimming (λ %s)".formatted(penalty);
    }

    @Override
    public Criterion by() {
        return new BatchNormScale();
    }

    @Override
    public Optional<String> lacks(List<String> makers, List<String> scales) {
        return scales.isEmpty() ? Optional.of("scales of batch normalisation") : Optional.empty();
    }

    @Override
    public Session begin(NetworkInTraining network) {
        return new Session() {
            @Override
            public void onGradient(long step) {
                network.channels()
                        .forEach(group -> group.scales()
                                .forEach(scale -> scale.setGradient(scale.gradient()
                                        .addi(Transforms.sign(scale.values(), false)
                                                .muli(penalty)))));
            }
        };
    }
}
