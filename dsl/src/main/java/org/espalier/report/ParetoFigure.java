package org.espalier.report;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.espalier.engine.Figures;
import org.espalier.engine.Row;
import org.espalier.measure.Latency;
import org.espalier.text.NearestName;

/** What a row can be judged by. */
enum ParetoFigure {
    ACCURACY("accuracy", "validation accuracy (%)", true, mean(f -> 100 * f.validationAccuracy())),
    TEST(
            "test",
            "test accuracy (%)",
            true,
            row -> row.figures().stream().allMatch(f -> f.testAccuracy().isPresent())
                    ? OptionalDouble.of(100 * row.mean(f -> f.testAccuracy().orElse(Double.NaN)))
                    : OptionalDouble.empty()),
    LATENCY(
            "latency",
            "latency (ms, median)",
            false,
            row -> row.latency()
                    .map(Latency::medianMillis)
                    .map(OptionalDouble::of)
                    .orElse(OptionalDouble.empty())),
    PARAMETERS("parameters", "parameters that are not zero", false, mean(Figures::nonZeroParameters)),
    MACS("macs", "MACs of weights that are not zero", false, mean(Figures::nonZeroMacs)),
    BYTES("bytes", "bytes", false, mean(Figures::bytes));

    private final String id;
    private final String words;
    private final boolean moreIsBetter;
    private final Function<Row, OptionalDouble> figure;

    ParetoFigure(String id, String words, boolean moreIsBetter, Function<Row, OptionalDouble> figure) {
        this.id = id;
        this.words = words;
        this.moreIsBetter = moreIsBetter;
        this.figure = figure;
    }

    private static Function<Row, OptionalDouble> mean(java.util.function.ToDoubleFunction<Figures> of) {
        return row -> OptionalDouble.of(row.mean(of));
    }

    /** The figure of this name. */
    static ParetoFigure of(String id) {
        Optional<ParetoFigure> found =
                Arrays.stream(values()).filter(figure -> figure.id.equals(id)).findFirst();
        return found.orElseThrow(() -> {
            var known = Arrays.stream(values()).map(figure -> figure.id).collect(Collectors.toList());
            return new IllegalArgumentException(
                    "pareto: no figure \"%s\"; there are %s%s".formatted(id, known, NearestName.hint(id, known)));
        });
    }

    String words() {
        return words;
    }

    OptionalDouble of(Row row) {
        return figure.apply(row);
    }

    /** Whether one value is at least as good as another. */
    boolean asGood(double one, double other) {
        return moreIsBetter ? one >= other : one <= other;
    }
}
