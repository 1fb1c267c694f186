package org.espalier.training;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import org.espalier.criterion.Criterion;
import org.espalier.criterion.Magnitude;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.espalier.training.ChannelsInTraining.Maker;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Draws whole channels towards zero while the network is trained, by the penalty {@code λ·Σ‖w_g‖₂} over all the weights
 * that make a channel, those of layers coupled with it too; in the end the channels of smallest norm are cut. After every
 * step of rate η each channel is shortened: {@code w_g ← max(0, 1 − ηλ/‖w_g‖)·w_g}, so that a channel can become exactly
 * zero.
 *
 * <p>Wen et al., "Learning Structured Sparsity in Deep Neural Networks", NIPS 2016 (SSL); the step is the proximal one of
 * Yuan and Lin, "Model selection and estimation in regression with grouped variables", 2006.
 *
 * <pre>{@code
 * pruneChannels(8).learning(groupLasso(0.1)).to(macsAtMost(0.5)).whileTraining(5).then(fineTune(2))
 * }</pre>
 *
 * @param penalty λ, above 0; of the size of a channel's norm divided by the sum of the learning rates of all steps
 */
@AutoService(TrainingMethod.class)
@Taxon(
        year = 2016,
        when = When.DURING,
        how = How.REGULARISATION,
        paper = "Wen et al., \"Learning Structured Sparsity in Deep Neural Networks\", NIPS 2016")
public record GroupLasso(double penalty) implements TrainingMethod.ForChannels {

    /** Checks the penalty. */
    public GroupLasso {
        Parts.checkAbove0("groupLasso", "the penalty", penalty);
    }

    /** A penalty of 0.1. */
    public GroupLasso() {
        this(0.1);
    }

    @Override
    public String id() {
        return "groupLasso";
    }

    @Override
    public String sentence() {
        return "group lasso (λ %s)".formatted(penalty);
    }

    @Override
    public Criterion by() {
        return new Magnitude(2);
    }

    @Override
    public Optional<String> lacks(List<String> makers, List<String> scales) {
        return makers.isEmpty() ? Optional.of("weights of a convolution or dense layer") : Optional.empty();
    }

    @Override
    public Session begin(NetworkInTraining network) {
        return new Session() {
            @Override
            public void afterStep(long step) {
                network.channels().forEach(GroupLasso.this::shorten);
            }
        };
    }

    private void shorten(ChannelsInTraining group) {
        double[] squares = new double[group.width()];
        for (Maker maker : group.makers()) {
            float[] values = Parts.values(maker.layer().weights());
            List<Integer> units = maker.unitOfRow();
            int width = values.length / units.size();
            for (int i = 0; i < values.length; i++) {
                int unit = units.get(i / width);
                if (unit >= 0) {
                    squares[unit] += (double) values[i] * values[i];
                }
            }
        }
        for (Maker maker : group.makers()) {
            INDArray weights = maker.layer().weights();
            float[] values = Parts.values(weights);
            List<Integer> units = maker.unitOfRow();
            int width = values.length / units.size();
            double threshold = penalty * maker.layer().learningRate();
            for (int i = 0; i < values.length; i++) {
                int unit = units.get(i / width);
                if (unit >= 0) {
                    double norm = Math.sqrt(squares[unit]);
                    values[i] = norm <= threshold ? 0 : (float) (values[i] * (1 - threshold / norm));
                }
            }
            maker.layer().setWeights(Nd4j.create(values, weights.shape()));
        }
    }
}
