package org.espalier.report;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.espalier.engine.Reproduction;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

/** Two runs figure by figure, those that differ first. */
final class ReproductionTable {
    private static final NumberColumnFormatter EITHER = new NumberColumnFormatter(
            new DecimalFormat("#,##0.########", DecimalFormatSymbols.getInstance(Locale.ROOT)));

    private ReproductionTable() {}

    static Table of(Reproduction reproduction) {
        StringColumn network = StringColumn.create("network");
        StringColumn figure = StringColumn.create("figure");
        DoubleColumn expected = DoubleColumn.create("expected");
        DoubleColumn found = DoubleColumn.create("found");
        DoubleColumn difference = DoubleColumn.create("difference");
        StringColumn agreement = StringColumn.create("agreement");
        for (Reproduction.Figure each : reproduction.figures()) {
            network.append(each.line());
            figure.append(each.name());
            RunTable.append(expected, each.expected());
            RunTable.append(found, each.found());
            RunTable.append(
                    difference,
                    each.expected().isPresent() && each.found().isPresent()
                            ? OptionalDouble.of(
                                    each.found().getAsDouble() - each.expected().getAsDouble())
                            : OptionalDouble.empty());
            agreement.append(each.agreement().words());
        }
        // Counts and fractions stand in one column: neither a fraction rounded to 1 nor a count with decimals.
        List.of(expected, found, difference).forEach(column -> column.setPrintFormatter(EITHER));
        return Table.create("reproduction", network, figure, expected, found, difference, agreement);
    }

    static List<String> footnotes() {
        return List.of(
                "Within tolerance: accuracies by at most 0.02, removed fractions by at most 0.01, fidelity by at most 0.001, counts by at most 1 %. Times are not compared.");
    }
}
