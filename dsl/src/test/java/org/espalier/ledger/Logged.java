package org.espalier.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.espalier.engine.Figures;
import org.espalier.engine.Row;
import org.espalier.measure.Latency;

/** Made-up runs. */
final class Logged {
    static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");
    static final String DEVICE = "a processor";

    private Logged() {}

    static LoggedRun run(String recipe, Instant at) {
        return new LoggedRun(
                0,
                at,
                LoggedRun.DONE,
                "",
                recipe,
                recipe + " in a sentence",
                "{}",
                "0".repeat(64),
                "prune weights",
                "magnitude",
                "tiny",
                "patterns",
                "1".repeat(64),
                List.of(1L, 2L),
                Map.of("java", "17"));
    }

    /** Two seeds around an accuracy. */
    static Row row(Row.Arm arm, int step, double accuracy, double millis) {
        return row(arm, step, accuracy, millis, 32);
    }

    static Row row(Row.Arm arm, int step, double accuracy, double millis, int batch) {
        List<Figures> figures = IntStream.of(-1, 1)
                .mapToObj(sign -> new Figures(
                        1000,
                        Math.round(100 * millis),
                        2000,
                        200,
                        4000,
                        0.9,
                        accuracy + sign * 0.001,
                        step == 2 ? OptionalDouble.of(accuracy - 0.01) : OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        "%064d".formatted(step)))
                .toList();
        return new Row(
                arm,
                arm == Row.Arm.DENSE ? "dense" : "pruned",
                step,
                step == 0 ? OptionalDouble.empty() : OptionalDouble.of(0.1 * step),
                figures,
                Optional.of(new Latency(millis, millis * 1.1, 30, batch, List.of(1L, 8L, 8L), DEVICE, "DL4J", 1)));
    }

    /** A dense network of accuracy 0.95 and 10 ms, then two steps. */
    static List<Row> rows(double accuracy, double millis) {
        return List.of(
                row(Row.Arm.DENSE_AS_SHIPPED, 0, 0.95, 30),
                row(Row.Arm.DENSE, 0, 0.95, 10),
                row(Row.Arm.RECIPE, 1, accuracy + 0.002, millis + 1),
                row(Row.Arm.RECIPE, 2, accuracy, millis));
    }
}
