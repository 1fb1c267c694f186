package org.espalier.ledger;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.espalier.engine.Figures;
import org.espalier.engine.Row;
import org.espalier.measure.Latency;
import org.espalier.text.NearestName;

/** What networks are compared by, seeds averaged. */
enum Figure {
    ACCURACY("accuracy", true, Figures::validationAccuracy),
    TEST("test", true, figures -> figures.testAccuracy().orElse(Double.NaN)),
    LATENCY("latency", Latency::medianMillis),
    P95("p95", Latency::p95Millis),
    PARAMETERS("parameters", false, Figures::nonZeroParameters),
    MACS("macs", false, Figures::nonZeroMacs),
    BYTES("bytes", false, Figures::bytes),
    REMOVED("removed", true, Figures::removed);

    private final String id;
    private final boolean moreIsBetter;
    private final Function<Row, OptionalDouble> mean;
    private final Function<Row, OptionalDouble> sd;

    Figure(String id, boolean moreIsBetter, ToDoubleFunction<Figures> of) {
        this.id = id;
        this.moreIsBetter = moreIsBetter;
        this.mean = row -> known(row.mean(of));
        this.sd = row -> row.sd(of).isPresent() ? known(row.sd(of).getAsDouble()) : OptionalDouble.empty();
    }

    Figure(String id, ToDoubleFunction<Latency> of) {
        this.id = id;
        this.moreIsBetter = false;
        this.mean = row -> row.latency().isPresent()
                ? OptionalDouble.of(of.applyAsDouble(row.latency().get()))
                : OptionalDouble.empty();
        this.sd = row -> OptionalDouble.empty();
    }

    private static OptionalDouble known(double value) {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /**
     * The figure of this name.
     *
     * @param asker named in the error
     */
    static Figure of(String id, String asker) {
        List<String> known = Arrays.stream(values()).map(Figure::id).toList();
        return Arrays.stream(values())
                .filter(figure -> figure.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s: no figure \"%s\"; there are %s%s"
                        .formatted(asker, id, known, NearestName.hint(id, known))));
    }

    String id() {
        return id;
    }

    boolean timed() {
        return this == LATENCY || this == P95;
    }

    OptionalDouble of(Entry entry) {
        return entry.row().isPresent() ? mean.apply(entry.row().get()) : OptionalDouble.empty();
    }

    OptionalDouble sdOf(Entry entry) {
        return entry.row().isPresent() ? sd.apply(entry.row().get()) : OptionalDouble.empty();
    }

    /** Whether one value is at least as good as another. */
    boolean asGood(double one, double other) {
        return moreIsBetter ? one >= other : one <= other;
    }
}
