package org.espalier.report;

import java.util.List;
import java.util.Optional;
import org.espalier.engine.GatedRun;
import org.espalier.engine.Spread;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Gates as a Tablesaw table: one row per network, MACs and latency as they spread over inputs. */
final class GatedTable {
    private GatedTable() {}

    static Table of(GatedRun run) {
        StringColumn network = StringColumn.create("network");
        DoubleColumn validation = DoubleColumn.create("validation %");
        DoubleColumn test = DoubleColumn.create("test %");
        DoubleColumn sd = DoubleColumn.create("test sd");
        DoubleColumn macs = DoubleColumn.create("mean MACs");
        DoubleColumn least = DoubleColumn.create("least MACs");
        DoubleColumn most = DoubleColumn.create("most MACs");
        DoubleColumn p5 = DoubleColumn.create("ms, p5");
        DoubleColumn median = DoubleColumn.create("ms, median");
        DoubleColumn p95 = DoubleColumn.create("ms, p95");
        DoubleColumn speedUp = DoubleColumn.create("speed-up");
        Optional<Spread> dense = run.rows().get(0).millis();
        for (GatedRun.Row row : run.rows()) {
            network.append(row.label());
            validation.append(100 * row.validation().mean());
            test.append(100 * row.test().mean());
            row.test().sd().ifPresentOrElse(s -> sd.append(100 * s), sd::appendMissing);
            macs.append(row.macs().mean());
            least.append(row.macs().least());
            most.append(row.macs().most());
            row.millis()
                    .ifPresentOrElse(
                            millis -> {
                                p5.append(millis.p5());
                                median.append(millis.median());
                                p95.append(millis.p95());
                            },
                            () -> List.of(p5, median, p95).forEach(DoubleColumn::appendMissing));
            if (row.millis().isPresent() && dense.isPresent()) {
                speedUp.append(dense.get().median() / row.millis().get().median());
            } else {
                speedUp.appendMissing();
            }
        }
        for (DoubleColumn column : List.of(macs, least, most)) {
            column.setPrintFormatter(RunTable.grouped(0));
        }
        for (DoubleColumn column : List.of(validation, test, sd, speedUp)) {
            column.setPrintFormatter(RunTable.grouped(2));
        }
        for (DoubleColumn column : List.of(p5, median, p95)) {
            column.setPrintFormatter(RunTable.grouped(3));
        }
        Table table = Table.create("gated", network, validation, test);
        if (run.rows().get(0).test().bySeed().size() > 1) {
            table.addColumns(sd);
        }
        return table.addColumns(macs, least, most, p5, median, p95, speedUp);
    }

    static List<String> footnotes(GatedRun run) {
        return List.of(
                "MACs and latency over %d test examples, one at a time: each example's latency is the median of %d calls, and the columns are percentiles over examples. %s, %d thread%s; dense: %s."
                        .formatted(
                                run.inputs(),
                                run.calls(),
                                run.device(),
                                run.threads(),
                                run.threads() == 1 ? "" : "s",
                                run.backend()),
                "Every parameter is still stored: gates save computation, not memory. Speed-up is over the dense model, by the medians.");
    }
}
