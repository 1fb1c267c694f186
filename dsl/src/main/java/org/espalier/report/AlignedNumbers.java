package org.espalier.report;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.columns.Column;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

/**
 * Fractions of a column that nobody chose a format for: all with the same number of digits after the point, so that the
 * points stand below each other.
 */
final class AlignedNumbers {
    private static final int MOST_DIGITS = 6;
    private static final double SMALLEST = 1e-4;
    private static final double LARGEST = 1e9;

    private AlignedNumbers() {}

    /** The format for these cells, as {@link Double#NaN} where one is missing. */
    static DecimalFormat format(List<Double> values) {
        return format(values, MOST_DIGITS);
    }

    /** As {@link #format(List)}, with so many digits of the largest value at most. */
    static DecimalFormat format(List<Double> values, int mostDigits) {
        double largest = 0;
        double smallest = Double.MAX_VALUE;
        int needed = 0;
        for (double value : values) {
            if (value != 0 && Double.isFinite(value)) {
                largest = Math.max(largest, Math.abs(value));
                smallest = Math.min(smallest, Math.abs(value));
                needed = Math.max(
                        needed,
                        new BigDecimal(Double.toString(value))
                                .stripTrailingZeros()
                                .scale());
            }
        }
        DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
        symbols.setNaN("NaN");
        if (largest >= LARGEST || largest > 0 && smallest < SMALLEST) {
            return new DecimalFormat("0.000E0", symbols);
        }
        int before = largest < 1 ? 0 : (int) Math.log10(largest) + 1;
        int digits = Math.min(Math.max(0, needed), Math.max(0, mostDigits - before));
        return new DecimalFormat(digits == 0 ? "#,##0" : "#,##0." + "0".repeat(digits), symbols);
    }

    /** Whether the column holds fractions and shows them as Tablesaw does when it was not told how. */
    static boolean leftToUs(Column<?> column, int rows) {
        if (!(column instanceof DoubleColumn || column instanceof FloatColumn)) {
            return false;
        }
        NumberFormat untold = NumberColumnFormatter.floatingPointDefault().getFormat();
        for (int row = 0; row < rows; row++) {
            if (!column.isMissing(row)) {
                String shown = column.getString(row);
                boolean asUntold = shown.equals(untold.format(value(column, row)))
                        || column instanceof FloatColumn floats
                                && (shown.equals(untold.format(floats.getFloat(row)))
                                        || shown.equals(Float.toString(floats.getFloat(row))));
                if (!asUntold) {
                    return false;
                }
            }
        }
        return true;
    }

    /** A fraction; of a float, the one that it is written as. */
    static double value(Column<?> column, int row) {
        if (column instanceof DoubleColumn doubles) {
            return doubles.getDouble(row);
        }
        return Double.parseDouble(Float.toString(((FloatColumn) column).getFloat(row)));
    }
}
