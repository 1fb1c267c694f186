package org.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Values of the curves in other frameworks' own tests and tables. */
class KnownCurvesTest {

    @Test
    void cubicIsTheTensorFlowToolkitsPolynomialDecayOfPowerThree() {
        hasValues(new Cubic(10, 0.2), 0.8, new int[] {0, 2, 5, 10}, 0.2, 0.4928, 0.725, 0.8);
    }

    @Test
    void cubicIsAutomatedGradualPruning() {
        hasValues(new Cubic(10), 0.9, new int[] {1, 2, 3, 4, 5, 10}, 0.2439, 0.4392, 0.5913, 0.7056, 0.7875, 0.9);
    }

    @Test
    void cubicHasRemovedSevenTenthsHalfWayToEightTenths() {
        assertThat(new Cubic(2).at(1, 0.8)).isCloseTo(0.70, within(1e-15));
    }

    @Test
    void exponentialIsNncfsExponentialSchedule() {
        hasValues(new Exponential(10, 0.2), 0.8, new int[] {2, 4, 5, 7, 8}, 0.3937, 0.5405, 0.6, 0.6969, 0.7361);
    }

    @Test
    void geometricRemovesTheSameShareOfWhatIsLeftInEveryRound() {
        Geometric rounds = new Geometric(10);
        for (int i = 1; i <= 10; i++) {
            double share = 1 - (1 - rounds.at(i, 0.9)) / (1 - rounds.at(i - 1, 0.9));
            assertThat(rounds.at(i, 0.9)).isCloseTo(1 - Math.pow(0.1, i / 10.0), within(1e-12));
            assertThat(share).isCloseTo(0.2057, within(1e-4));
        }
    }

    @Test
    void geometricAndExponentialFromTheDenseNetworkAreOneCurve() {
        for (int i = 0; i <= 7; i++) {
            assertThat(new Geometric(7).at(i, 0.95)).isEqualTo(new Exponential(7).at(i, 0.95));
        }
    }

    @Test
    void linearRemovesTheSameAmountInEveryStep() {
        hasValues(new Linear(4, 0.2), 0.8, new int[] {0, 1, 2, 3, 4}, 0.2, 0.35, 0.5, 0.65, 0.8);
    }

    @Test
    void oneShotRemovesEverythingInItsOnlyStep() {
        hasValues(new OneShot(), 0.9, new int[] {0, 1}, 0, 0.9);
    }

    private static void hasValues(Schedule schedule, double target, int[] steps, double... expected) {
        for (int i = 0; i < steps.length; i++) {
            assertThat(schedule.at(steps[i], target))
                    .as("%s at %d", schedule.id(), steps[i])
                    .isCloseTo(expected[i], within(5e-5));
        }
    }
}
