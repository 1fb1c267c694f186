package org.espalier.schedule;

import com.google.auto.service.AutoService;

/**
 * Removes the same fraction of the original weights at every step: {@code s(t) = s₀ + (s − s₀)·t}.
 *
 * <pre>{@code
 * pruneWeights().by(magnitude()).to(sparsity(0.9)).over(linear(5))
 * }</pre>
 *
 * @param steps pruning steps, at least 1
 * @param initial fraction removed before the first step, in [0, 1)
 */
@AutoService(Schedule.class)
public record Linear(int steps, double initial) implements Schedule {

    /** Checks both components. */
    public Linear {
        Ramp.check("linear", steps, initial);
    }

    /** From the dense network in {@code steps} steps. */
    public Linear(int steps) {
        this(steps, 0);
    }

    /** From the dense network in 5 steps. */
    public Linear() {
        this(5);
    }

    @Override
    public String id() {
        return "linear";
    }

    @Override
    public double at(int step, double target) {
        return Ramp.at(this, step, initial, target, t -> initial + (target - initial) * t);
    }
}
