package org.espalier.report;

import java.util.List;

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

    /** The rows and columns in view, numbers to the right, and what is left out. */
    static String table(TableView view) {
        if (view.columns().isEmpty()) {
            return small(view.notes());
        }
        StringBuilder html = new StringBuilder("<table cellpadding=\"4\">\n<thead><tr>");
        for (TableView.Shown column : view.columns()) {
            html.append("<th align=\"%s\">%s</th>".formatted(align(column), escape(column.name())));
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (int row = 0; row < view.rows(); row++) {
            html.append("<tr>");
            String wrap = " nowrap";
            for (TableView.Shown column : view.columns()) {
                html.append("<td align=\"%s\"%s>%s</td>"
                        .formatted(align(column), wrap, escape(column.cells().get(row))));
                wrap = "";
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody>\n</table>\n").append(small(view.notes())).toString();
    }

    private static String align(TableView.Shown column) {
        return column.right() ? "right" : "left";
    }
}
