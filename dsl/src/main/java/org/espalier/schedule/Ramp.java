package org.espalier.schedule;

import java.util.function.DoubleUnaryOperator;

/** The checks and the exact ends that every schedule shares. */
final class Ramp {
    private Ramp() {}

    static void check(String id, int steps, double initial) {
        if (steps < 1) {
            throw new IllegalArgumentException(
                    "%s: steps must be at least 1, found %d; for a single step use oneShot()".formatted(id, steps));
        }
        if (!(initial >= 0 && initial < 1)) {
            throw new IllegalArgumentException(
                    "%s: the initial fraction must lie in [0, 1), found %s; 0 starts from the dense network"
                            .formatted(id, initial));
        }
    }

    /**
     * The value of {@code curve} at {@code step / steps}, with the ends exact. In between it is cut to
     * {@code [initial, target]}: rounding alone can take {@code 1 - (1 - s)} an ulp outside.
     *
     * @param curve from the position in (0, 1) to the removed fraction
     */
    static double at(Schedule schedule, int step, double initial, double target, DoubleUnaryOperator curve) {
        int steps = schedule.steps();
        if (step < 0 || step > steps) {
            throw new IllegalArgumentException(
                    "%s: step must lie in [0, %d], found %d".formatted(schedule.id(), steps, step));
        }
        if (!(target >= 0 && target < 1)) {
            throw new IllegalArgumentException(
                    "%s: the final fraction must lie in [0, 1), found %s".formatted(schedule.id(), target));
        }
        if (target < initial) {
            throw new IllegalArgumentException(
                    "%s: starts at %s, above the final fraction %s; a schedule never falls, lower its initial fraction"
                            .formatted(schedule.id(), initial, target));
        }
        if (step == 0) {
            return initial;
        }
        if (step == steps) {
            return target;
        }
        return Math.min(target, Math.max(initial, curve.applyAsDouble((double) step / steps)));
    }
}
