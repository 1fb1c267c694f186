package org.espalier.report;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.espalier.engine.Figures;
import org.espalier.engine.Row;
import org.espalier.ledger.Comparison;
import org.espalier.ledger.Entry;
import org.espalier.ledger.Ledger;
import org.espalier.measure.Latency;
import tech.tablesaw.api.DateTimeColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** What a ledger answers, as Tablesaw tables. */
final class LedgerTable {
    private static final double PERCENT = 100;

    private LedgerTable() {}

    /** One row per network; of a run that came to none, one with its error. */
    static Table of(Ledger ledger) {
        return of("ledger", ledger.entries());
    }

    static Table of(String name, List<Entry> entries) {
        LongColumn run = LongColumn.create("run");
        DateTimeColumn at = DateTimeColumn.create("time");
        StringColumn recipe = StringColumn.create("recipe");
        StringColumn criterion = StringColumn.create("criterion");
        StringColumn model = StringColumn.create("model");
        StringColumn network = StringColumn.create("network");
        IntColumn step = IntColumn.create("step");
        IntColumn seeds = IntColumn.create("seeds");
        StringColumn status = StringColumn.create("status");
        for (Entry entry : entries) {
            run.append(entry.run().id());
            at.append(
                    LocalDateTime.ofInstant(entry.run().at().truncatedTo(ChronoUnit.SECONDS), ZoneId.systemDefault()));
            recipe.append(entry.run().recipe());
            criterion.append(entry.run().criterion());
            model.append(entry.run().model());
            network.append(entry.row().map(Row::label).orElse(""));
            entry.row().map(Row::step).filter(s -> s > 0).ifPresentOrElse(step::append, step::appendMissing);
            entry.row().map(row -> row.figures().size()).ifPresentOrElse(seeds::append, seeds::appendMissing);
            status.append(
                    entry.run().error().isEmpty()
                            ? entry.run().status()
                            : entry.run().status() + ": " + entry.run().error());
        }
        List<Column<?>> columns = new ArrayList<>(List.of(run, at, recipe, criterion, model, network, step, seeds));
        columns.add(percent("validation accuracy (%)", entries, Figures::validationAccuracy));
        columns.add(figures(
                "sd (%)",
                entries,
                row -> row.sd(Figures::validationAccuracy).isPresent()
                        ? PERCENT * row.sd(Figures::validationAccuracy).getAsDouble()
                        : Double.NaN,
                RunTable.grouped(2)));
        columns.add(percent("test accuracy (%)", entries, f -> f.testAccuracy().orElse(Double.NaN)));
        columns.add(percent("removed (%)", entries, Figures::removed));
        columns.add(figures("parameters", entries, row -> row.mean(Figures::nonZeroParameters), RunTable.grouped(0)));
        columns.add(figures("MACs", entries, row -> row.mean(Figures::nonZeroMacs), RunTable.grouped(0)));
        columns.add(figures("bytes", entries, row -> row.mean(Figures::bytes), RunTable.grouped(0)));
        columns.add(figures(
                "latency (ms)",
                entries,
                row -> row.latency().map(Latency::medianMillis).orElse(Double.NaN),
                RunTable.grouped(3)));
        columns.add(figures(
                "batch",
                entries,
                row -> row.latency().map(l -> (double) l.batch()).orElse(Double.NaN),
                RunTable.grouped(0)));
        columns.add(status);
        return Table.create(name, columns);
    }

    private static DoubleColumn percent(String name, List<Entry> entries, ToDoubleFunction<Figures> figure) {
        return figures(name, entries, row -> PERCENT * row.mean(figure), RunTable.grouped(2));
    }

    private static DoubleColumn figures(
            String name,
            List<Entry> entries,
            ToDoubleFunction<Row> figure,
            tech.tablesaw.columns.numbers.NumberColumnFormatter format) {
        DoubleColumn column = DoubleColumn.create(name);
        for (Entry entry : entries) {
            double value =
                    entry.row().isPresent() ? figure.applyAsDouble(entry.row().get()) : Double.NaN;
            if (Double.isNaN(value)) {
                column.appendMissing();
            } else {
                column.append(value);
            }
        }
        column.setPrintFormatter(format);
        return column;
    }

    /** One row per figure of each network of either run. */
    static Table of(Comparison comparison) {
        StringColumn network = StringColumn.create("network");
        IntColumn step = IntColumn.create("step");
        StringColumn figure = StringColumn.create("figure");
        DoubleColumn first = DoubleColumn.create("run " + comparison.first().id());
        DoubleColumn second = DoubleColumn.create("run %d%s"
                .formatted(
                        comparison.second().id(),
                        comparison.first().id() == comparison.second().id() ? " again" : ""));
        DoubleColumn difference = DoubleColumn.create("difference");
        DoubleColumn sd = DoubleColumn.create("sd");
        for (Comparison.Line line : comparison.lines()) {
            network.append(line.network());
            if (line.step() == 0) {
                step.appendMissing();
            } else {
                step.append(line.step());
            }
            figure.append(line.figure());
            append(first, line.first());
            append(second, line.second());
            append(difference, line.difference());
            append(sd, line.sd());
        }
        return Table.create(title(comparison), network, step, figure, first, second, difference, sd);
    }

    static String title(Comparison of) {
        return "run %d, %s, and run %d, %s"
                .formatted(
                        of.first().id(),
                        of.first().recipe(),
                        of.second().id(),
                        of.second().recipe());
    }

    static List<String> footnotes(Comparison of) {
        if (of.differences().isEmpty()) {
            return List.of("Recipe, model, data, seeds, versions and machine are the same.");
        }
        return of.differences().entrySet().stream()
                .map(entry -> "%s differs: %s / %s."
                        .formatted(
                                entry.getKey(),
                                entry.getValue().get(0),
                                entry.getValue().get(1)))
                .toList();
    }

    private static void append(DoubleColumn column, OptionalDouble value) {
        if (value.isPresent()) {
            column.append(value.getAsDouble());
        } else {
            column.appendMissing();
        }
    }
}
