package org.espalier.report;

import java.util.List;

/** Tables for terminals and for copying: fixed width, numbers to the right. */
final class TextTable {
    private TextTable() {}

    static String of(TableView view) {
        List<TableView.Shown> columns = view.columns();
        int[] widths = columns.stream()
                .mapToInt(column -> Math.max(
                        characters(column.name()),
                        column.cells().stream()
                                .mapToInt(TextTable::characters)
                                .max()
                                .orElse(0)))
                .toArray();
        StringBuilder text = new StringBuilder();
        for (int row = -2; row < view.rows() && widths.length > 0; row++) {
            for (int c = 0; c < widths.length; c++) {
                TableView.Shown column = columns.get(c);
                String cell = row == -2
                        ? column.name()
                        : row == -1 ? "-".repeat(widths[c]) : column.cells().get(row);
                String padding = " ".repeat(widths[c] - characters(cell));
                text.append(c == 0 ? "" : "  ").append(column.right() ? padding + cell : cell + padding);
            }
            text.append(System.lineSeparator());
        }
        view.notes().forEach(note -> text.append(note).append(System.lineSeparator()));
        return text.toString().replaceAll("[ \\t]+(\\R)", "$1");
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }
}
