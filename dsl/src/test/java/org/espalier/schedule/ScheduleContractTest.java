package org.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link Schedule} promises, for every schedule on the class path: a new one is tested without a line here. */
class ScheduleContractTest {
    private static final long SEED = 20240817;

    static List<Schedule> schedules() {
        return ServiceLoader.load(Schedule.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    @Test
    void idsAreUnique() {
        assertThat(schedules()).isNotEmpty().extracting(Schedule::id).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void startsAtTheInitialFractionEndsAtTheTargetNeverFallsAndStaysInBetween(Schedule defaults) {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int trial = 0; trial < 400; trial++) {
            double target = trial % 10 == 0 ? awkward(random) : random.nextDouble();
            double initial = trial % 3 == 0 ? 0 : target * random.nextDouble();
            Schedule schedule = rebuilt(defaults, 1 + random.nextInt(60), initial);
            double from = startsDense(schedule) ? 0 : initial;
            String found = "trial %d of seed %d: %s to %s".formatted(trial, SEED, schedule, target);

            assertThat(schedule.at(0, target)).as(found).isEqualTo(from);
            assertThat(schedule.at(schedule.steps(), target)).as(found).isEqualTo(target);
            double before = from;
            for (int step = 1; step <= schedule.steps(); step++) {
                assertThat(schedule.at(step, target)).as(found).isBetween(before, target);
                before = schedule.at(step, target);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void saysWhichStepsThereAre(Schedule schedule) {
        for (int step : new int[] {-1, schedule.steps() + 1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> schedule.at(step, 0.5))
                    .withMessage("%s: step must lie in [0, %d], found %d", schedule.id(), schedule.steps(), step);
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void refusesATargetThatIsNoRemovedFraction(Schedule schedule) {
        for (double target : new double[] {-0.1, 1, 50, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> schedule.at(1, target))
                    .withMessage("%s: the final fraction must lie in [0, 1), found %s", schedule.id(), target);
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void isARecordWithDefaults(Schedule schedule) throws NoSuchMethodException {
        assertThat(schedule.getClass()).isRecord();
        assertThat(schedule.getClass().getConstructor().getParameterCount()).isZero();
        assertThat(schedule.steps()).isPositive();
    }

    /** Fractions on which {@code 1 - (1 - s)} is most likely to miss {@code s}. */
    private static double awkward(SplittableRandom random) {
        double[] values = {0, Double.MIN_VALUE, 1.2e-16, 1e-9, 0.1, 0.2, 0.3, 0.7, 1 - 1e-9, Math.nextDown(1.0)};
        return values[random.nextInt(values.length)];
    }

    private static boolean startsDense(Schedule schedule) {
        return Arrays.stream(schedule.getClass().getRecordComponents())
                .noneMatch(c -> c.getName().equals("initial"));
    }

    /** The same kind of schedule with other steps and another start, where it has these components. */
    private static Schedule rebuilt(Schedule defaults, int steps, double initial) {
        List<Class<?>> types = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        try {
            for (RecordComponent c : defaults.getClass().getRecordComponents()) {
                types.add(c.getType());
                values.add(
                        switch (c.getName()) {
                            case "steps" -> steps;
                            case "initial" -> initial;
                            default -> c.getAccessor().invoke(defaults);
                        });
            }
            Constructor<? extends Schedule> canonical =
                    defaults.getClass().getConstructor(types.toArray(Class<?>[]::new));
            return canonical.newInstance(values.toArray());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(defaults.id(), e);
        }
    }
}
