package org.espalier.training;

import com.google.auto.service.AutoService;
import java.util.Map;
import org.espalier.criterion.Magnitude;
import org.espalier.criterion.WeightCriterion;
import org.espalier.schedule.Cubic;
import org.espalier.schedule.Schedule;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Removes weights a little at a time while the network is trained: at the steps of the recipe's schedule, spread evenly over
 * the first part of the training, those that the recipe's criterion scores lowest. What is gone stays gone.
 *
 * <p>Zhu and Gupta, "To prune, or not to prune", arXiv 1710.01878, 2017 (automated gradual pruning, AGP: by magnitude, the
 * cubic schedule); Gale, Elsen and Hooker, "The State of Sparsity in Deep Neural Networks", 2019.
 *
 * <pre>{@code
 * pruneWeights().by(magnitude()).to(sparsity(0.9)).whileTraining(20, cubic(10))
 * }</pre>
 *
 * @param until the part of the training after which the target is reached, in (0, 1]
 */
@AutoService(TrainingMethod.class)
@Taxon(
        year = 2017,
        when = When.DURING,
        how = How.MAGNITUDE,
        paper = "Zhu and Gupta, \"To prune, or not to prune: exploring the efficacy of pruning\", arXiv 2017")
public record Gradual(double until) implements TrainingMethod.ForWeights {

    /** Checks the part. */
    public Gradual {
        Parts.check("gradual", "until", until);
    }

    /** At the target after three quarters of the training. */
    public Gradual() {
        this(0.75);
    }

    @Override
    public String id() {
        return "gradual";
    }

    @Override
    public String sentence() {
        return "pruning gradually over the first %s of the training".formatted(Parts.percent(until));
    }

    @Override
    public WeightCriterion by() {
        return new Magnitude();
    }

    @Override
    public Schedule over() {
        return new Cubic(10);
    }

    @Override
    public void check(long steps, int epochs, Schedule over) {
        if (end(steps) < over.steps()) {
            throw new IllegalArgumentException(
                    "gradual: %d pruning steps need as many training steps, found %d in %s of the training; train longer, or over fewer steps"
                            .formatted(over.steps(), end(steps), Parts.percent(until)));
        }
    }

    private long end(long steps) {
        return Math.round(until * steps);
    }

    @Override
    public Session begin(NetworkInTraining network) {
        if (network.removed(0) > 0) {
            mask(network, 0);
        }
        return new Session() {
            private int done;

            @Override
            public void afterStep(long step) {
                int last = network.scheduleSteps();
                if (done < last && step + 1 == (done + 1) * end(network.steps()) / last) {
                    mask(network, ++done);
                }
            }

            @Override
            public boolean settled() {
                return done == network.scheduleSteps();
            }
        };
    }

    private static void mask(NetworkInTraining network, int scheduleStep) {
        Map<String, INDArray> masks = network.masks(network.scores(), network.removed(scheduleStep));
        network.layers().forEach(layer -> layer.setMask(Parts.of(masks, layer)));
    }
}
