package org.espalier.training;

import com.google.auto.service.AutoService;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.espalier.criterion.Magnitude;
import org.espalier.criterion.WeightCriterion;
import org.espalier.schedule.Cubic;
import org.espalier.schedule.Schedule;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Keeps the weights that move away from zero: every weight has a score that learns with it through the mask,
 * {@code S ← S − α·g·w} with the gradient g of what the network saw; the network sees the weights of highest score, so many
 * as the recipe's schedule leaves, and those that are masked keep their value and may come back.
 *
 * <p>Sanh, Wolf and Rush, "Movement Pruning: Adaptive Sparsity by Fine-Tuning", NeurIPS 2020. It is made for trained
 * weights that learn something new: say {@code fromTrainedWeights()}.
 *
 * <pre>{@code
 * pruneWeights().learning(movement()).to(sparsity(0.9)).whileTraining(5).fromTrainedWeights()
 * }</pre>
 *
 * @param rate α of the scores, above 0
 * @param every steps between two masks, at least 1; 1 in the paper
 * @param until the part of the training after which the target is reached, in (0, 1]
 */
@AutoService(TrainingMethod.class)
@Taxon(
        year = 2020,
        when = When.DURING,
        how = How.DIFFERENTIABLE,
        paper = "Sanh, Wolf and Rush, \"Movement Pruning: Adaptive Sparsity by Fine-Tuning\", NeurIPS 2020")
public record Movement(double rate, int every, double until) implements TrainingMethod.ForWeights {

    /** Checks the parameters. */
    public Movement {
        Parts.checkAbove0("movement", "the rate", rate);
        if (every < 1) {
            throw new IllegalArgumentException("movement: every must be at least 1 step, found " + every);
        }
        Parts.check("movement", "until", until);
    }

    /** Scores learn at 1e-2; a new mask every ten steps, at the target after three quarters of the training. */
    public Movement() {
        this(1e-2, 10, 0.75);
    }

    @Override
    public String id() {
        return "movement";
    }

    @Override
    public String sentence() {
        return "movement pruning (scores at %s, a mask every %d steps)".formatted(rate, every);
    }

    @Override
    public boolean decides() {
        return true;
    }

    @Override
    public WeightCriterion by() {
        return new Magnitude();
    }

    @Override
    public Schedule over() {
        return new Cubic(20);
    }

    @Override
    public void check(long steps, int epochs, Schedule over) {
        if (until * steps < every) {
            throw new IllegalArgumentException(
                    "movement: %s of the training are %d steps, fewer than the %d between two masks; train longer"
                            .formatted(Parts.percent(until), (long) (until * steps), every));
        }
    }

    @Override
    public Session begin(NetworkInTraining network) {
        Map<String, INDArray> scores = new LinkedHashMap<>();
        network.layers()
                .forEach(layer -> scores.put(layer.name(), layer.weights().mul(0)));
        Dense dense = new Dense();
        return new Session() {
            private Map<String, INDArray> masks = network.masks(scores, network.removed(0));
            private int scheduled;

            @Override
            public void beforeStep(long step) {
                if (step > 0 && step % every == 0) {
                    double through = Math.min(1, step / (until * network.steps()));
                    scheduled = (int) (through * network.scheduleSteps());
                    masks = network.masks(scores, network.removed(scheduled));
                }
                dense.putAside(network, masks);
            }

            @Override
            public void onGradient(long step) {
                for (LayerInTraining layer : network.layers()) {
                    INDArray weights = dense.putBack(layer);
                    INDArray gradient = layer.gradient();
                    Parts.of(scores, layer).subi(gradient.mul(weights).muli(rate));
                    layer.setGradient(gradient.muli(Parts.of(masks, layer)));
                }
            }

            @Override
            public boolean settled() {
                return scheduled == network.scheduleSteps();
            }

            @Override
            public Optional<Map<String, INDArray>> masks() {
                return Optional.of(network.masks(scores, network.removed()));
            }
        };
    }
}
