package org.espalier.report;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.espalier.engine.Accuracies;
import org.espalier.engine.Sensitivity;
import org.espalier.engine.Sensitivity.Curve;
import org.espalier.engine.Sensitivity.Level;
import org.espalier.recipe.Unit;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** A sensitivity as a Tablesaw table: the dense model, then one row per layer or group; one column per ratio. */
final class SensitivityTable {
    private SensitivityTable() {}

    static Table of(Sensitivity sensitivity) {
        boolean channels = sensitivity.prune() instanceof Unit.Channels;
        String pieces =
                sensitivity.prune() instanceof Unit.Channels c ? c.piece().plural() : "weights";
        StringColumn layer = StringColumn.create(channels ? "group" : "layer");
        LongColumn size = LongColumn.create(pieces);
        layer.append("dense");
        size.appendMissing();
        for (Curve curve : sensitivity.layers()) {
            layer.append(curve.name());
            size.append(curve.size());
        }
        Table table = Table.create("sensitivity", layer, size);
        if (channels) {
            table.addColumns(left(sensitivity));
        }
        for (int i = 0; i < sensitivity.ratios().size(); i++) {
            DoubleColumn accuracy =
                    DoubleColumn.create(percent(sensitivity.ratios().get(i)));
            accuracy.append(100 * sensitivity.dense().mean());
            for (Curve curve : sensitivity.layers()) {
                accuracy.append(100 * curve.levels().get(i).accuracy().mean());
            }
            accuracy.setPrintFormatter(RunTable.grouped(2));
            table.addColumns(accuracy);
        }
        if (sensitivity.seeds().size() > 1) {
            table.addColumns(spread(sensitivity));
        }
        return table;
    }

    /** What rounding makes of each ratio. */
    private static StringColumn left(Sensitivity sensitivity) {
        StringColumn left = StringColumn.create("left");
        left.append("");
        for (Curve curve : sensitivity.layers()) {
            left.append(curve.levels().stream()
                    .map(level -> Long.toString(level.left()))
                    .collect(Collectors.joining(" ")));
        }
        return left;
    }

    /** A deviation beside each ratio would double the columns; the largest tells how far to trust a row. */
    private static DoubleColumn spread(Sensitivity sensitivity) {
        DoubleColumn spread = DoubleColumn.create("± sd, at most");
        RunTable.append(spread, scaled(sensitivity.dense().sd()));
        for (Curve curve : sensitivity.layers()) {
            RunTable.append(
                    spread,
                    scaled(curve.levels().stream()
                            .map(Level::accuracy)
                            .map(Accuracies::sd)
                            .flatMapToDouble(OptionalDouble::stream)
                            .max()));
        }
        spread.setPrintFormatter(RunTable.grouped(2));
        return spread;
    }

    private static OptionalDouble scaled(OptionalDouble fraction) {
        return fraction.isPresent() ? OptionalDouble.of(100 * fraction.getAsDouble()) : fraction;
    }

    static List<String> footnotes(Sensitivity sensitivity) {
        List<String> notes = new ArrayList<>();
        int seeds = sensitivity.seeds().size();
        notes.add("Data: %s. %s."
                .formatted(sensitivity.data(), seeds == 1 ? "One seed" : "Means over %d seeds".formatted(seeds)));
        if (sensitivity.prune() instanceof Unit.Channels) {
            notes.add("Left: how many at each ratio; a ratio that leaves as many as another is measured once.");
        }
        return notes;
    }

    static String percent(double fraction) {
        return new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(100 * fraction) + " %";
    }
}
