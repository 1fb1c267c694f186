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
            html.append(cell("th", column.right(), "", column.name()));
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (int row = 0; row < view.rows(); row++) {
            html.append("<tr>");
            String wrap = " nowrap";
            for (TableView.Shown column : view.columns()) {
                html.append(cell("td", column.right(), wrap, column.cells().get(row)));
                wrap = "";
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody>\n</table>\n").append(small(view.notes())).toString();
    }

    /**
     * A cell of a table. Jupyter's own style puts all cells to the right, whatever attribute they have, so words stand in an
     * element of their own within.
     */
    static String cell(String tag, boolean right, String attributes, String text) {
        return right
                ? "<%1$s align=\"right\"%2$s>%3$s</%1$s>".formatted(tag, attributes, escape(text))
                : "<%1$s align=\"left\"%2$s><div align=\"left\">%3$s</div></%1$s>"
                        .formatted(tag, attributes, escape(text));
    }
}
