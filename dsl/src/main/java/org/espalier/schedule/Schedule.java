package org.espalier.schedule;

import org.espalier.taxonomy.Method;

/**
 * How much is removed after each of {@link #steps()} pruning steps. The unit of a step is one round of score, mask or
 * shrink, and recover.
 *
 * <p>Contract, held by a test over every schedule on the class path: {@code at(0, t)} is the initial fraction,
 * {@code at(steps(), t) == t}, and the values in between never fall and never leave that range.
 *
 * <p>A schedule is a record annotated {@code @AutoService(Schedule.class)} with a no-argument constructor holding the
 * defaults of its source.
 */
public interface Schedule extends Method {

    /** The name in recipes and tables, for instance {@code "cubic"}. */
    @Override
    String id();

    /** The number of pruning steps, at least 1. */
    int steps();

    /**
     * The removed fraction after {@code step} steps.
     *
     * @param step from 0 (before anything is removed) to {@link #steps()}
     * @param target the fraction removed at the end, in [0, 1)
     * @throws IllegalArgumentException if {@code step} lies outside [0, steps()], or {@code target} outside [0, 1) or
     *     below the initial fraction
     */
    double at(int step, double target);
}
