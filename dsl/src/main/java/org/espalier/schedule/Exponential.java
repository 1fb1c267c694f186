package org.espalier.schedule;

import com.google.auto.service.AutoService;

/**
 * Lets the density decay exponentially: {@code 1 − s(t) = (1 − s₀)·((1 − s)/(1 − s₀))^t}, so that every step removes the
 * same fraction of what is left. From {@code s₀ = 0} it is the same curve as {@link Geometric}; the field uses both
 * words, this one where the start is not dense.
 *
 * <pre>{@code
 * pruneWeights().by(magnitude()).to(sparsity(0.9)).over(exponential(5))
 * }</pre>
 *
 * @param steps pruning steps, at least 1
 * @param initial fraction removed before the first step, in [0, 1)
 */
@AutoService(Schedule.class)
public record Exponential(int steps, double initial) implements Schedule {

    /** Checks both components. */
    public Exponential {
        Ramp.check("exponential", steps, initial);
    }

    /** From the dense network in {@code steps} steps. */
    public Exponential(int steps) {
        this(steps, 0);
    }

    /** From the dense network in 5 steps. */
    public Exponential() {
        this(5);
    }

    @Override
    public String id() {
        return "exponential";
    }

    @Override
    public double at(int step, double target) {
        double left = (1 - target) / (1 - initial);
        return Ramp.at(this, step, initial, target, t -> 1 - (1 - initial) * Math.pow(left, t));
    }
}
