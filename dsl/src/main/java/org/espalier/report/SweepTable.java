package org.espalier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.espalier.engine.Figures;
import org.espalier.engine.Row;
import org.espalier.engine.SweepRun;
import org.espalier.measure.Latency;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** A sweep as a Tablesaw table: one row per network over all seeds. */
final class SweepTable {
    private SweepTable() {}

    static Table of(SweepRun run) {
        List<SweepRun.Cell> cells = run.cells();
        List<Row> rows = cells.stream().map(SweepRun.Cell::row).toList();
        Table table = Table.create("sweep of " + run.sweep().base().name());
        if (cells.stream().map(SweepRun.Cell::model).distinct().count() > 1) {
            text(table, "model", cells.stream().map(SweepRun.Cell::model).toList());
        }
        text(table, "network", cells.stream().map(SweepRun.Cell::network).toList());
        text(table, "target", cells.stream().map(SweepRun.Cell::target).toList());
        if (run.sweep().schedules().size() > 1) {
            text(table, "schedule", cells.stream().map(SweepRun.Cell::schedule).toList());
        }
        IntColumn seeds = IntColumn.create("seeds");
        rows.forEach(row -> seeds.append(row.figures().size()));
        table.addColumns(seeds);
        mean(table, rows, "parameters", 0, Figures::nonZeroParameters);
        mean(table, rows, "MACs", 0, Figures::nonZeroMacs);
        mean(table, rows, "size (KiB)", 0, figures -> figures.bytes() / 1024.0);
        for (NetworkFigure figure : List.of(NetworkFigure.ACCURACY, NetworkFigure.TEST)) {
            mean(table, rows, figure.words(), 2, figure.ofSeed());
            sd(table, rows, "± sd", figure.ofSeed());
        }
        if (rows.stream().anyMatch(row -> row.latency().isPresent())) {
            time(table, rows, "latency (ms)", Latency::medianMillis);
            time(table, rows, "p95 (ms)", Latency::p95Millis);
            speedUp(table, cells);
        }
        return table;
    }

    static List<String> footnotes(SweepRun run) {
        List<String> notes = new ArrayList<>();
        notes.add(
                "Data: %s. Mean and sample standard deviation over seeds %s; the epoch is picked on validation data, the test split is used once per final network."
                        .formatted(run.data(), run.sweep().seeds()));
        run.cells().stream()
                .flatMap(cell -> cell.row().latency().stream())
                .findFirst()
                .ifPresent(latency -> notes.add(
                        "Latency: batch %d, median and p95 of %d calls after warm-up, the first seed's networks in turn when all runs were over; %s, %d thread%s; %s. Masked weights are still multiplied here: compile() a network to run it sparse."
                                .formatted(
                                        latency.batch(),
                                        latency.repeats(),
                                        latency.device(),
                                        latency.threads(),
                                        latency.threads() == 1 ? "" : "s",
                                        latency.backend())));
        notes.addAll(run.notes());
        run.failures()
                .forEach(failure -> notes.add("Failed: %s, %s, seed %d: %s"
                        .formatted(failure.model(), failure.recipe(), failure.seed(), failure.error())));
        notes.add("%d receipts; %d run%s at a time."
                .formatted(run.receipts().size(), run.workers(), run.workers() == 1 ? "" : "s"));
        return notes;
    }

    /** One figure by two columns of the table, mean ± sd. */
    static Table pivot(SweepRun run, String down, String across, String figure) {
        SweepAxis rows = SweepAxis.of(down);
        SweepAxis columns = SweepAxis.of(across);
        NetworkFigure what = NetworkFigure.of(figure);
        List<SweepRun.Cell> cells = run.cells();
        List<String> names = cells.stream().map(rows::of).distinct().toList();
        List<String> heads = cells.stream()
                .map(columns::of)
                .filter(head -> !head.isEmpty())
                .distinct()
                .toList();
        StringColumn first = StringColumn.create(down, names);
        Table table = Table.create(what.words(), first);
        for (String head : heads) {
            StringColumn column = StringColumn.create(head);
            for (String name : names) {
                List<SweepRun.Cell> found = cells.stream()
                        .filter(cell -> rows.of(cell).equals(name))
                        // The dense model has no target: it is beside every one.
                        .filter(cell -> columns.of(cell).equals(head)
                                || columns.of(cell).isEmpty())
                        .toList();
                if (found.size() > 1) {
                    throw new IllegalArgumentException(
                            "pivot: %d networks are \"%s\" at \"%s\"; pivot by the column that tells them apart, one of %s"
                                    .formatted(found.size(), name, head, SweepAxis.names()));
                }
                column.append(found.isEmpty() ? "" : meanAndSd(found.get(0).row(), what));
            }
            table.addColumns(column);
        }
        return table;
    }

    private static String meanAndSd(Row row, NetworkFigure figure) {
        OptionalDouble mean = figure.of(row);
        if (mean.isEmpty()) {
            return "";
        }
        String digits = figure.whole() ? "%,.0f" : "%,.2f";
        OptionalDouble sd = figure.spreads() ? row.sd(figure.ofSeed()) : OptionalDouble.empty();
        return String.format(Locale.ROOT, digits, mean.getAsDouble())
                + (sd.isPresent() ? String.format(Locale.ROOT, " ± " + digits, sd.getAsDouble()) : "");
    }

    private static void text(Table table, String name, List<String> values) {
        table.addColumns(StringColumn.create(name, values));
    }

    private static void mean(Table table, List<Row> rows, String name, int digits, ToDoubleFunction<Figures> figure) {
        DoubleColumn column = DoubleColumn.create(name);
        rows.forEach(row -> column.append(row.mean(figure)));
        column.setPrintFormatter(RunTable.grouped(digits));
        table.addColumns(column);
    }

    private static void sd(Table table, List<Row> rows, String name, ToDoubleFunction<Figures> figure) {
        if (rows.stream().noneMatch(row -> row.sd(figure).isPresent())) {
            return;
        }
        // Tablesaw's columns need names of their own.
        DoubleColumn column = DoubleColumn.create(table.containsColumn(name) ? name + " (test)" : name);
        rows.forEach(row -> RunTable.append(column, row.sd(figure)));
        column.setPrintFormatter(RunTable.grouped(2));
        table.addColumns(column);
    }

    private static void time(Table table, List<Row> rows, String name, ToDoubleFunction<Latency> figure) {
        DoubleColumn column = DoubleColumn.create(name);
        rows.forEach(row -> RunTable.append(
                column,
                row.latency()
                        .map(l -> OptionalDouble.of(figure.applyAsDouble(l)))
                        .orElse(OptionalDouble.empty())));
        column.setPrintFormatter(RunTable.grouped(3));
        table.addColumns(column);
    }

    private static void speedUp(Table table, List<SweepRun.Cell> cells) {
        DoubleColumn column = DoubleColumn.create("speed-up (×)");
        cells.forEach(cell -> {
            OptionalDouble speedUp = cells.stream()
                    .filter(other ->
                            other.model().equals(cell.model()) && other.row().arm() == Row.Arm.DENSE)
                    .flatMap(dense -> dense.row().latency().stream())
                    .flatMap(dense -> cell.row().latency().map(l -> l.speedUpOver(dense)).stream())
                    .mapToDouble(times -> times)
                    .findFirst();
            RunTable.append(column, speedUp);
        });
        column.setPrintFormatter(RunTable.grouped(2));
        table.addColumns(column);
    }
}
