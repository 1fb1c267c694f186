package org.espalier.report;

import java.util.List;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Tables for terminals and for copying: fixed width, numbers to the right. */
final class TextTable {
    private TextTable() {}

    static String of(Table table, int most) {
        int shown = Math.min(most, table.rowCount());
        List<Column<?>> columns = table.columns();
        int[] widths = new int[columns.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] = columns.get(c).name().length();
            for (int row = 0; row < shown; row++) {
                widths[c] = Math.max(widths[c], Html.cell(columns.get(c), row).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int row = -2; row < shown; row++) {
            for (int c = 0; c < widths.length; c++) {
                Column<?> column = columns.get(c);
                String cell = row == -2 ? column.name() : row == -1 ? "-".repeat(widths[c]) : Html.cell(column, row);
                String padding = " ".repeat(widths[c] - cell.length());
                text.append(c == 0 ? "" : "  ")
                        .append(column instanceof NumericColumn ? padding + cell : cell + padding);
            }
            text.append(System.lineSeparator());
        }
        if (shown < table.rowCount()) {
            text.append(Html.showing(shown, table.rowCount())).append(System.lineSeparator());
        }
        return text.toString().replaceAll("[ \\t]+(\\R)", "$1");
    }
}
