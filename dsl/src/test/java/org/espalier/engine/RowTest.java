package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RowTest {

    @Test
    void meanAndSampleDeviationAreThoseWorkedOutByHand() {
        Row row = row(0.1, 0.2, 0.6);

        assertThat(row.mean(Figures::validationAccuracy)).isEqualTo(0.3, within(1e-12));
        assertThat(row.sd(Figures::validationAccuracy).orElseThrow())
                .as("√((0.04 + 0.01 + 0.09) / 2)")
                .isEqualTo(Math.sqrt(0.07), within(1e-12));
    }

    @Test
    void oneSeedHasNoDeviation() {
        assertThat(row(0.5).sd(Figures::validationAccuracy)).isEmpty();
        assertThat(row(0.5).mean(Figures::validationAccuracy)).isEqualTo(0.5);
    }

    private static Row row(double... accuracies) {
        return new Row(
                Row.Arm.RECIPE,
                "row",
                1,
                OptionalDouble.empty(),
                Arrays.stream(accuracies)
                        .mapToObj(a ->
                                new Figures(1, 1, 1, 1, 1, 0, a, OptionalDouble.empty(), OptionalDouble.empty(), ""))
                        .toList(),
                Optional.empty());
    }
}
