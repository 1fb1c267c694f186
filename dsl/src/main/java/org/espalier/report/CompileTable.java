package org.espalier.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.espalier.compile.CompileReport;
import org.espalier.compile.CompileReport.Batch;
import org.espalier.compile.CompileReport.Foreign;
import org.espalier.compile.CompileReport.Layer;
import org.espalier.measure.Latency;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What a compiled network's formats won, as a Tablesaw table: its layers, then the whole, for each batch size. */
final class CompileTable {
    /** Copies between arrays take their time too, but not so much. */
    private static final double BUSY = 1.5;

    private final CompileReport report;
    private final IntColumn batch = IntColumn.create("batch");
    private final StringColumn layer = StringColumn.create("layer");
    private final StringColumn product = StringColumn.create("M×K×N");
    private final DoubleColumn sparsity = DoubleColumn.create("sparsity (%)");
    private final StringColumn format = StringColumn.create("format");
    private final StringColumn backend = StringColumn.create("backend");
    private final DoubleColumn dense = DoubleColumn.create("dense (ms)");
    private final DoubleColumn chosen = DoubleColumn.create("chosen (ms)");
    private final DoubleColumn speedUp = DoubleColumn.create("speed-up (×)");
    private final DoubleColumn macsSaved = DoubleColumn.create("MACs saved");
    private final DoubleColumn millisSaved = DoubleColumn.create("saved (ms)");

    private CompileTable(CompileReport report) {
        this.report = report;
    }

    static Table of(CompileReport report) {
        return new CompileTable(report).table();
    }

    private Table table() {
        for (Batch at : report.batches()) {
            at.layers().forEach(row -> layer(at, row));
            for (Foreign row : at.foreign()) {
                words(at, row.name(), "", "", "dl4j");
                times(row.millis(), row.millis(), OptionalDouble.empty(), OptionalDouble.empty());
            }
            if (!at.layers().isEmpty()) {
                words(at, "everything else", "", "", report.backend());
                times(at.rest().denseMillis(), at.rest().millis(), OptionalDouble.empty(), OptionalDouble.empty());
                words(at, "all steps", "", "", report.backend());
                times(at.denseStepMillis(), at.stepMillis(), OptionalDouble.empty(), OptionalDouble.of(at.macsSaved()));
            }
            at.dense().ifPresent(baseline -> whole(at, "whole, over dense compiled", baseline));
            at.dl4j().ifPresent(baseline -> whole(at, "whole, over " + baseline.backend(), baseline));
            at.asShipped().ifPresent(baseline -> whole(at, "whole, over " + baseline.backend(), baseline));
        }
        sparsity.setPrintFormatter(RunTable.grouped(1));
        dense.setPrintFormatter(RunTable.grouped(3));
        chosen.setPrintFormatter(RunTable.grouped(3));
        speedUp.setPrintFormatter(RunTable.grouped(2));
        macsSaved.setPrintFormatter(RunTable.grouped(0));
        millisSaved.setPrintFormatter(RunTable.grouped(3));
        return Table.create(
                "compiled",
                batch,
                layer,
                product,
                sparsity,
                format,
                backend,
                dense,
                chosen,
                speedUp,
                macsSaved,
                millisSaved);
    }

    private void layer(Batch at, Layer row) {
        String sizes = String.format(
                Locale.ROOT, "%d×%d×%d", row.rows(), row.columns(), (long) row.positions() * at.examples());
        words(at, row.name(), sizes, row.format().toString(), report.backend());
        times(
                row.denseMillis(),
                row.millis(),
                OptionalDouble.of(100 * row.sparsity()),
                OptionalDouble.of(row.macs() - row.macsLeft()));
    }

    private void whole(Batch at, String label, Latency baseline) {
        words(at, label, "", "", at.compiled().backend());
        long saved = at.layers().stream()
                .mapToLong(row -> row.macs() - row.macsLeft())
                .sum();
        times(
                baseline.medianMillis(),
                at.compiled().medianMillis(),
                OptionalDouble.empty(),
                at.layers().isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(at.macsSaved()));
    }

    private void words(Batch at, String name, String sizes, String how, String who) {
        batch.append(at.examples());
        layer.append(name);
        product.append(sizes);
        format.append(how);
        backend.append(who);
    }

    private void times(double before, double now, OptionalDouble percent, OptionalDouble macs) {
        RunTable.append(sparsity, percent);
        dense.append(before);
        chosen.append(now);
        speedUp.append(before / now);
        RunTable.append(macsSaved, macs);
        millisSaved.append(before - now);
    }

    /** What the figures mean, where they were measured, and what DL4J still computes. */
    static List<String> footnotes(CompileReport report) {
        List<String> notes = new ArrayList<>();
        notes.add("Backend %s (%s), %d thread%s asked for; outputs %s."
                .formatted(
                        report.backend(),
                        report.machine(),
                        report.threads(),
                        report.threads() == 1 ? "" : "s",
                        report.agreement()));
        notes.add(
                "Times are medians for the whole batch, all candidates in turn after warm-up; MACs are for one example, zeros that a format stores counted as left. A layer kept dense is one and the same in both columns.");
        report.batches().forEach(at -> notes.add(latencies(at)));
        for (Batch at : report.batches()) {
            at.dl4j()
                    .filter(dl4j -> dl4j.medianMillis() < at.compiled().medianMillis())
                    .ifPresent(dl4j -> notes.add(
                            "At batch %d %s takes less than what was compiled; for such batches use the model itself."
                                    .formatted(at.examples(), dl4j.backend())));
            if (!at.layers().isEmpty() && at.compiled().medianMillis() > BUSY * at.stepMillis()) {
                notes.add(String.format(
                        Locale.ROOT,
                        "At batch %d the whole took %.1f times as long as its steps: the machine was busy with something else.",
                        at.examples(),
                        at.compiled().medianMillis() / at.stepMillis()));
            }
        }
        report.batches()
                .get(0)
                .foreign()
                .forEach(step -> notes.add("Layer %s is computed by DL4J: %s.".formatted(step.name(), step.reason())));
        notes.addAll(report.remarks());
        return notes;
    }

    private static String latencies(Batch at) {
        List<String> each = new ArrayList<>();
        each.add(latency("compiled", at.compiled()));
        at.dense().ifPresent(latency -> each.add(latency("dense compiled", latency)));
        at.dl4j().ifPresent(latency -> each.add(latency(latency.backend(), latency)));
        at.asShipped().ifPresent(latency -> each.add(latency(latency.backend(), latency)));
        return "Batch %d of %s on %s: %s."
                .formatted(at.examples(), at.compiled().shape(), at.compiled().device(), String.join("; ", each));
    }

    private static String latency(String name, Latency latency) {
        return String.format(
                Locale.ROOT,
                "%s %.3f ms (p95 %.3f, %d calls)",
                name,
                latency.medianMillis(),
                latency.p95Millis(),
                latency.repeats());
    }
}
