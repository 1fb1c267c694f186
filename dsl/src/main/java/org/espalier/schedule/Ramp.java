package org.espalier.schedule;

/** The checks that every schedule makes of its components and arguments. */
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

    /** Checks the arguments of {@link Schedule#at} and returns {@code step / steps}. */
    static double position(Schedule schedule, int step, double initial, double target) {
        if (step < 0 || step > schedule.steps()) {
            throw new IllegalArgumentException(
                    "%s: step must lie in [0, %d], found %d".formatted(schedule.id(), schedule.steps(), step));
        }
        if (!(target >= initial && target < 1)) {
            throw new IllegalArgumentException(
                    "%s: the final fraction must lie in [%s, 1), found %s; a schedule never falls"
                            .formatted(schedule.id(), initial, target));
        }
        return (double) step / schedule.steps();
    }
}
