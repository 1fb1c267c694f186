package org.espalier.report;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.espalier.engine.Figures;
import org.espalier.engine.Row;
import org.espalier.measure.Latency;
import org.espalier.text.NearestName;

/** What a network can be judged by. */
enum NetworkFigure {
    ACCURACY("accuracy", "validation accuracy (%)", true, figures -> 100 * figures.validationAccuracy()),
    TEST(
            "test",
            "test accuracy (%)",
            true,
            figures -> 100 * figures.testAccuracy().orElse(Double.NaN)),
    LATENCY("latency", "latency (ms, median)", false, figures -> Double.NaN),
    PARAMETERS("parameters", "parameters that are not zero", false, Figures::nonZeroParameters),
    MACS("macs", "MACs of weights that are not zero", false, Figures::nonZeroMacs),
    BYTES("bytes", "bytes", false, Figures::bytes);

    private final String id;
    private final String words;
    private final boolean moreIsBetter;
    private final ToDoubleFunction<Figures> figure;

    NetworkFigure(String id, String words, boolean moreIsBetter, ToDoubleFunction<Figures> figure) {
        this.id = id;
        this.words = words;
        this.moreIsBetter = moreIsBetter;
        this.figure = figure;
    }

    /** The figure of this name. */
    static NetworkFigure of(String id) {
        List<String> known = Arrays.stream(values()).map(figure -> figure.id).toList();
        return Arrays.stream(values())
                .filter(figure -> figure.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no figure \"%s\"%s; there are %s".formatted(id, NearestName.hint(id, known), known)));
    }

    /** The name in the DSL. */
    String id() {
        return id;
    }

    String words() {
        return words;
    }

    /** Whether each seed has its own: latency is measured once. */
    boolean spreads() {
        return this != LATENCY;
    }

    /** Whether it is a count. */
    boolean whole() {
        return this == PARAMETERS || this == MACS || this == BYTES;
    }

    /** Of one seed's network; not a number where it was not measured. */
    ToDoubleFunction<Figures> ofSeed() {
        return figure;
    }

    /** Over the seeds; empty where it was not measured. */
    OptionalDouble of(Row row) {
        if (this == LATENCY) {
            return row.latency()
                    .map(Latency::medianMillis)
                    .map(OptionalDouble::of)
                    .orElse(OptionalDouble.empty());
        }
        double mean = row.mean(figure);
        return Double.isNaN(mean) ? OptionalDouble.empty() : OptionalDouble.of(mean);
    }

    /** Whether one value is at least as good as another. */
    boolean asGood(double one, double other) {
        return moreIsBetter ? one >= other : one <= other;
    }
}
