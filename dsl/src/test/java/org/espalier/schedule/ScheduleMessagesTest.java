package org.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ScheduleMessagesTest {

    @Test
    void noStepsAtAllPointsToOneShot() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Cubic(0))
                .withMessage("cubic: steps must be at least 1, found 0; for a single step use oneShot()");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Geometric(-3))
                .withMessage("geometric: steps must be at least 1, found -3; for a single step use oneShot()");
    }

    @Test
    void anInitialFractionMustBeAFraction() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Linear(5, 20))
                .withMessage(
                        "linear: the initial fraction must lie in [0, 1), found 20.0; 0 starts from the dense network");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Exponential(5, Double.NaN))
                .withMessage("exponential: the initial fraction must lie in [0, 1), found NaN;"
                        + " 0 starts from the dense network");
    }

    @Test
    void aStartAboveTheTargetIsAFall() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Cubic(5, 0.5).at(5, 0.3))
                .withMessage("cubic: starts at 0.5, above the final fraction 0.3;"
                        + " a schedule never falls, lower its initial fraction");
    }
}
