package org.espalier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.espalier.engine.Figures;
import org.espalier.engine.Row;
import org.espalier.engine.Run;
import org.espalier.measure.Latency;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

/** A run as a Tablesaw table: one row per network, every figure with its unit in the column's name. */
final class RunTable {
    /** With what the names of the columns of standard deviations begin. */
    static final String SPREAD = "± sd";

    private final Run run;
    private final List<Row> rows;
    private final boolean spread;

    private RunTable(Run run) {
        this.run = run;
        this.rows = run.rows();
        this.spread = rows.get(0).figures().size() > 1;
    }

    static Table of(Run run) {
        return new RunTable(run).table();
    }

    /** What the figures mean and where they were measured. */
    static List<String> footnotes(Run run) {
        List<String> notes = new ArrayList<>();
        int seeds = run.rows().get(0).figures().size();
        notes.add(
                "Data: %s. Accuracy: %s; the epoch is picked on validation data, the test split is used once per final network."
                        .formatted(
                                run.dataDescription(),
                                seeds == 1 ? "one seed" : "mean ± sd over %d seeds".formatted(seeds)));
        run.last(Row.Arm.DENSE)
                .latency()
                .ifPresent(latency -> notes.add(
                        "Latency: batch %d, median and p95 of %d calls after warm-up, all networks in turn; %s, %d thread%s; %s. Speed-up is over the dense model on the best dense backend, not over DL4J as shipped."
                                .formatted(
                                        latency.batch(),
                                        latency.repeats(),
                                        latency.device(),
                                        latency.threads(),
                                        latency.threads() == 1 ? "" : "s",
                                        latency.backend())));
        notes.add(
                "Parameters, MACs: of non-zero weights, MACs per image. Size: each layer dense or as CSR, whichever is smaller.");
        boolean masked = run.last(Row.Arm.RECIPE).figures().stream().anyMatch(f -> f.nonZeroMacs() < f.macs());
        if (masked) {
            notes.add(
                    "Masked weights are still multiplied: DL4J runs the masked layers dense, so fewer non-zero MACs bring no speed-up here.");
        }
        notes.addAll(run.notes());
        notes.add("Receipt: recipe %s, model %s, %s."
                .formatted(
                        run.receipt().recipeSha256().substring(0, 12),
                        run.receipt().modelSha256().stream()
                                .map(h -> h.substring(0, 12))
                                .toList(),
                        "seeds " + run.receipt().seeds()));
        return notes;
    }

    private Table table() {
        Table table = Table.create(run.recipe().name());
        StringColumn network = StringColumn.create("network");
        IntColumn step = IntColumn.create("step");
        for (Row row : rows) {
            network.append(row.label());
            if (row.step() == 0) {
                step.appendMissing();
            } else {
                step.append(row.step());
            }
        }
        table.addColumns(network, step);
        String measure = run.recipe().to().measure();
        DoubleColumn asked = DoubleColumn.create(measure + ", asked (%)");
        rows.forEach(row -> append(
                asked,
                row.asked().isPresent() ? OptionalDouble.of(100 * row.asked().getAsDouble()) : OptionalDouble.empty()));
        asked.setPrintFormatter(grouped(2));
        table.addColumns(asked);
        add(table, measure + " (%)", 2, f -> 100 * f.removed(), false);
        add(table, "parameters", 0, Figures::nonZeroParameters, false);
        add(table, "MACs", 0, Figures::nonZeroMacs, false);
        add(table, "size (KiB)", 0, f -> f.bytes() / 1024.0, false);
        add(table, "validation accuracy (%)", 2, f -> 100 * f.validationAccuracy(), true);
        add(table, "test accuracy (%)", 2, f -> 100 * f.testAccuracy().orElse(Double.NaN), true);
        addLatency(table, "latency (ms)", Latency::medianMillis);
        addLatency(table, "p95 (ms)", Latency::p95Millis);
        run.last(Row.Arm.DENSE)
                .latency()
                .ifPresent(dense -> addLatency(table, "speed-up (×)", latency -> latency.speedUpOver(dense)));
        if (rows.stream().anyMatch(r -> r.figures().get(0).fidelity().isPresent())) {
            DoubleColumn fidelity = DoubleColumn.create("|masked − shrunk|");
            rows.forEach(row -> append(
                    fidelity,
                    row.figures().stream()
                            .map(Figures::fidelity)
                            .filter(OptionalDouble::isPresent)
                            .mapToDouble(OptionalDouble::getAsDouble)
                            .max()));
            fidelity.setPrintFormatter(new NumberColumnFormatter(new java.text.DecimalFormat(
                    "0.0E0", java.text.DecimalFormatSymbols.getInstance(java.util.Locale.ROOT))));
            table.addColumns(fidelity);
        }
        return table;
    }

    private void add(Table table, String name, int digits, ToDoubleFunction<Figures> figure, boolean withSpread) {
        DoubleColumn means = DoubleColumn.create(name);
        DoubleColumn sds = DoubleColumn.create(SPREAD);
        for (Row row : rows) {
            append(means, defined(row.mean(figure)));
            append(sds, row.sd(figure).isPresent() ? defined(row.sd(figure).getAsDouble()) : OptionalDouble.empty());
        }
        means.setPrintFormatter(grouped(digits));
        table.addColumns(means);
        if (withSpread && spread) {
            sds.setName("%s (%s, %%)".formatted(SPREAD, name.substring(0, name.indexOf(' '))));
            sds.setPrintFormatter(grouped(digits));
            table.addColumns(sds);
        }
    }

    private void addLatency(Table table, String name, ToDoubleFunction<Latency> figure) {
        DoubleColumn column = DoubleColumn.create(name);
        rows.forEach(row -> append(
                column,
                row.latency()
                        .map(l -> OptionalDouble.of(figure.applyAsDouble(l)))
                        .orElse(OptionalDouble.empty())));
        column.setPrintFormatter(grouped(2));
        table.addColumns(column);
    }

    private static OptionalDouble defined(double value) {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    static void append(DoubleColumn column, OptionalDouble value) {
        if (value.isPresent()) {
            column.append(value.getAsDouble());
        } else {
            column.appendMissing();
        }
    }

    static NumberColumnFormatter grouped(int digits) {
        return new NumberColumnFormatter(new java.text.DecimalFormat(
                digits == 0 ? "#,##0" : "#,##0." + "0".repeat(digits),
                java.text.DecimalFormatSymbols.getInstance(java.util.Locale.ROOT)));
    }
}
