package org.espalier.training;

import com.google.auto.service.AutoService;
import java.util.HashMap;
import java.util.Map;
import org.espalier.criterion.Magnitude;
import org.espalier.criterion.WeightCriterion;
import org.espalier.schedule.Schedule;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Sparse training that moves connections where the gradient asks for them: every so many steps each layer drops the
 * fraction {@code f(t) = α/2·(1 + cos(πt/T))} of its connections that is smallest by {@code |w|}, and grows as many where
 * {@code |∂L/∂w|} of the batch is largest, those just dropped included. What is grown starts at zero, and the updater has
 * forgotten it.
 *
 * <p>Evci et al., "Rigging the Lottery: Making All Tickets Winners", ICML 2020. The paper rewires instead of a step of the
 * updater; here it does so after the step, with the same batch's gradient.
 *
 * <pre>{@code
 * sparseTraining(rigl()).to(sparsity(0.98)).whileTraining(5)
 * }</pre>
 *
 * @param fraction α, of the connections that move at first, in (0, 1)
 * @param every steps between two rewirings, at least 1
 * @param until T, the part of the training after which the mask stays, in (0, 1]
 */
@AutoService(TrainingMethod.class)
@Taxon(
        year = 2020,
        when = When.DURING,
        how = How.DROP_AND_GROW,
        paper = "Evci et al., \"Rigging the Lottery: Making All Tickets Winners\", ICML 2020")
public record RigL(double fraction, int every, double until) implements TrainingMethod.Sparse {

    /** Checks the parameters. */
    public RigL {
        Parts.checkFraction("rigl", fraction);
        if (every < 1) {
            throw new IllegalArgumentException("rigl: every must be at least 1 step, found " + every);
        }
        Parts.check("rigl", "until", until);
    }

    /** 30 % every 100 steps during three quarters of the training. */
    public RigL() {
        this(0.3, 100, 0.75);
    }

    /** The same rewired every so many steps. */
    public RigL every(int steps) {
        return new RigL(fraction, steps, until);
    }

    @Override
    public String id() {
        return "rigl";
    }

    @Override
    public String sentence() {
        return "RigL (%s of the connections every %d steps)".formatted(Parts.percent(fraction), every);
    }

    @Override
    public WeightCriterion by() {
        return new Magnitude();
    }

    @Override
    public void check(long steps, int epochs, Schedule over) {
        if (every >= until * steps) {
            throw new IllegalArgumentException(
                    "rigl: %s of the training are %d steps, so that a mask rewired every %d steps never moves; say every(n) with a smaller n, or train longer"
                            .formatted(Parts.percent(until), (long) (until * steps), every));
        }
    }

    /** The fraction that moves at a step, of so many. */
    double fractionAt(long step, long steps) {
        return fraction / 2 * (1 + Math.cos(Math.PI * Math.min(1, step / (until * steps))));
    }

    @Override
    public Session begin(NetworkInTraining network) {
        RandomMasks.on(network);
        return new Session() {
            private final Map<String, float[]> gradients = new HashMap<>();

            private boolean rewires(long step) {
                return (step + 1) % every == 0 && step + 1 < until * network.steps();
            }

            @Override
            public void onGradient(long step) {
                if (rewires(step)) {
                    network.layers()
                            .forEach(layer ->
                                    gradients.put(layer.name(), Parts.values(Transforms.abs(layer.gradient(), false))));
                }
            }

            @Override
            public void afterStep(long step) {
                if (rewires(step)) {
                    double moves = fractionAt(step + 1, network.steps());
                    network.layers().forEach(layer -> rewire(layer, moves));
                }
            }

            private void rewire(LayerInTraining layer, double moves) {
                INDArray weights = layer.weights();
                boolean[] kept = Rewiring.kept(layer);
                boolean[] after = Rewiring.of(
                        kept,
                        Parts.values(Transforms.abs(weights, true)),
                        gradients.getOrDefault(layer.name(), new float[0]),
                        (int) (moves * Rewiring.count(kept)));
                layer.setMask(Nd4j.create(Rewiring.mask(after), weights.shape()));
            }

            @Override
            public boolean settled() {
                return true;
            }
        };
    }
}
