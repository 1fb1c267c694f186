package org.espalier.schedule;

import com.google.auto.service.AutoService;

/**
 * Removes much early and little late: {@code s(t) = s − (s − s₀)(1 − t)³}. Half-way from 0 to 0.8 stands at exactly 0.7.
 *
 * <p>Zhu and Gupta, "To prune, or not to prune", arXiv 1710.01878 (automated gradual pruning, AGP).
 *
 * <pre>{@code
 * pruneWeights().by(magnitude()).to(sparsity(0.9)).over(cubic(5))
 * }</pre>
 *
 * @param steps pruning steps, at least 1
 * @param initial fraction removed before the first step, in [0, 1)
 */
@AutoService(Schedule.class)
public record Cubic(int steps, double initial) implements Schedule {

    /** Checks both components. */
    public Cubic {
        Ramp.check("cubic", steps, initial);
    }

    /** From the dense network in {@code steps} steps. */
    public Cubic(int steps) {
        this(steps, 0);
    }

    /** From the dense network in 5 steps. */
    public Cubic() {
        this(5);
    }

    @Override
    public String id() {
        return "cubic";
    }

    @Override
    public double at(int step, double target) {
        return Ramp.at(this, step, initial, target, t -> target - (target - initial) * Math.pow(1 - t, 3));
    }
}
