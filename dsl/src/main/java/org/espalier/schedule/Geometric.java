package org.espalier.schedule;

import com.google.auto.service.AutoService;

/**
 * The lottery ticket's rounds: every step removes the same fraction of the weights still there,
 * {@code s(i) = 1 − (1 − s)^(i/n)}. Ten rounds to 0.9 remove 20.6 % of the remaining weights each.
 *
 * <p>Frankle and Carbin, "The Lottery Ticket Hypothesis", ICLR 2019.
 *
 * <pre>{@code
 * pruneWeights().by(magnitude()).to(sparsity(0.9)).over(geometric(10)).then(rewindToEpoch(1), train(20))
 * }</pre>
 *
 * @param steps rounds, at least 1
 */
@AutoService(Schedule.class)
public record Geometric(int steps) implements Schedule {

    /** Checks the number of rounds. */
    public Geometric {
        Ramp.check("geometric", steps, 0);
    }

    /** Ten rounds. */
    public Geometric() {
        this(10);
    }

    @Override
    public String id() {
        return "geometric";
    }

    @Override
    public double at(int step, double target) {
        return Ramp.at(this, step, 0, target, t -> 1 - Math.pow(1 - target, t));
    }
}
