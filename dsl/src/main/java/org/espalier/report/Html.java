package org.espalier.report;

import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * HTML that survives notebooks: alignment and shading by attributes, since untrusted notebooks lose styles, and no
 * script.
 */
final class Html {
    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    static String paragraph(String text) {
        return "<p>" + escape(text) + "</p>\n";
    }

    static String small(List<String> lines) {
        StringBuilder html = new StringBuilder();
        lines.forEach(line -> html.append("<small>").append(escape(line)).append("</small><br>\n"));
        return html.toString();
    }

    /** The first {@code most} rows, numbers to the right, and how many there are in all. */
    static String table(Table table, int most) {
        StringBuilder html = new StringBuilder("<table cellpadding=\"4\">\n<thead><tr>");
        for (Column<?> column : table.columns()) {
            html.append("<th align=\"%s\">%s</th>".formatted(align(column), escape(column.name())));
        }
        html.append("</tr></thead>\n<tbody>\n");
        int shown = Math.min(most, table.rowCount());
        for (int row = 0; row < shown; row++) {
            html.append("<tr>");
            for (Column<?> column : table.columns()) {
                String wrap = column == table.column(0) ? " nowrap" : "";
                html.append("<td align=\"%s\"%s>%s</td>".formatted(align(column), wrap, escape(cell(column, row))));
            }
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table>\n");
        if (shown < table.rowCount()) {
            html.append(small(List.of(showing(shown, table.rowCount()))));
        }
        return html.toString();
    }

    static String showing(int shown, int rows) {
        return String.format(Locale.ROOT, "showing %,d of %,d rows", shown, rows);
    }

    static String cell(Column<?> column, int row) {
        return column.isMissing(row) ? "" : column.getString(row);
    }

    private static String align(Column<?> column) {
        return column instanceof NumericColumn ? "right" : "left";
    }
}
