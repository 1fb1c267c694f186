package org.espalier.report;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.espalier.model.ArraySummary;

/** An array as its shape, its figures and its first values. */
final class ArrayRendering {
    private static final int DIGITS = 4;

    private ArrayRendering() {}

    static Rendering of(ArraySummary array) {
        String head = "INDArray [%s] %s".formatted(sizes(array.shape(), ", "), array.type());
        List<String> lines = new ArrayList<>();
        array.figures().ifPresent(figures -> lines.add(figures(array, figures)));
        if (array.length() == 0) {
            lines.add("empty");
        }
        List<List<String>> first = first(array);
        StringBuilder html = new StringBuilder("<p><b>%s</b></p>\n".formatted(Html.escape(head)));
        lines.forEach(line -> html.append(Html.paragraph(line)));
        String showing = showing(array);
        if (!first.isEmpty()) {
            html.append("<table cellpadding=\"4\">\n");
            for (List<String> row : first) {
                html.append(row.stream()
                        .map(cell -> Html.cell("td", true, "", cell))
                        .collect(Collectors.joining("", "<tr>", "</tr>\n")));
            }
            html.append("</table>\n");
        }
        StringBuilder text = new StringBuilder(head);
        lines.forEach(line -> text.append(System.lineSeparator()).append(line));
        int width = first.stream()
                .flatMap(List::stream)
                .mapToInt(String::length)
                .max()
                .orElse(0);
        for (List<String> row : first) {
            text.append(System.lineSeparator())
                    .append(row.stream()
                            .map(cell -> " ".repeat(width - cell.length()) + cell)
                            .collect(Collectors.joining("  ")));
        }
        if (!showing.isEmpty()) {
            html.append(Html.small(List.of(showing)));
            text.append(System.lineSeparator()).append(showing);
        }
        return Rendering.html(html.toString(), text.toString());
    }

    private static String figures(ArraySummary array, ArraySummary.Figures of) {
        DecimalFormat format = new DecimalFormat("0.####", DecimalFormatSymbols.getInstance(Locale.ROOT));
        StringBuilder line = new StringBuilder();
        if (Double.isNaN(of.mean())) {
            line.append("no finite value");
        } else {
            line.append("min %s, max %s, mean %s, sd %s, zeros %s %%"
                    .formatted(
                            number(format, of.min()),
                            number(format, of.max()),
                            number(format, of.mean()),
                            number(format, of.sd()),
                            String.format(Locale.ROOT, "%.1f", 100.0 * of.zeros() / array.length())));
        }
        if (of.nans() > 0) {
            line.append(String.format(Locale.ROOT, ", NaN %,d", of.nans()));
        }
        if (of.infinite() > 0) {
            line.append(String.format(Locale.ROOT, ", infinite %,d", of.infinite()));
        }
        return line.toString();
    }

    private static String number(DecimalFormat format, double value) {
        boolean usual = value == 0 || Math.abs(value) >= 1e-3 && Math.abs(value) < 1e7;
        return usual ? format.format(value) : String.format(Locale.ROOT, "%.3e", value);
    }

    private static List<List<String>> first(ArraySummary array) {
        DecimalFormat format = array.whole()
                ? new DecimalFormat("0", DecimalFormatSymbols.getInstance(Locale.ROOT))
                : AlignedNumbers.format(
                        array.first().stream().flatMap(List::stream).toList(), DIGITS);
        return array.first().stream()
                .map(row -> row.stream()
                        // Exact zeros, the pruned ones, stand out, and there is no "-0.0000".
                        .map(value -> value == 0 ? "0" : format.format(value))
                        .toList())
                .toList();
    }

    private static String showing(ArraySummary array) {
        int rank = array.shape().size();
        if (rank == 0 || array.first().isEmpty()) {
            return "";
        }
        List<Long> sizes = array.shape().subList(Math.max(0, rank - 2), rank);
        List<Long> shown = rank == 1
                ? List.of((long) array.first().get(0).size())
                : List.of(
                        (long) array.first().size(), (long) array.first().get(0).size());
        boolean more = rank > 2 && array.shape().subList(0, rank - 2).stream().anyMatch(size -> size > 1);
        if (sizes.equals(shown) && !more) {
            return "";
        }
        String at = more ? " at [" + "0, ".repeat(rank - 2) + ":, :]" : "";
        return "showing %s of %s%s".formatted(sizes(shown, "×"), sizes(array.shape(), "×"), at);
    }

    private static String sizes(List<Long> sizes, String between) {
        return sizes.stream().map(size -> size.toString()).collect(Collectors.joining(between));
    }
}
