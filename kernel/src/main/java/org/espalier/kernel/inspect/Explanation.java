package org.espalier.kernel.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.espalier.kernel.render.Ansi;
import org.espalier.report.Rendering;

/**
 * What a tooltip tells.
 *
 * @param heads signatures, or {@code Type name} of a variable; what fits best first
 * @param argument of the first signature, the one that the cursor is in
 * @param paragraphs the summary, then the rest
 * @param parts titled lists: parameters, what is thrown
 * @param cells to paste
 */
public record Explanation(
        List<String> heads,
        OptionalInt argument,
        List<String> paragraphs,
        Map<String, Map<String, String>> parts,
        List<String> cells) {

    private static final int MOST_HEADS = 8;

    /** Copies the lists. */
    public Explanation {
        heads = List.copyOf(heads);
        paragraphs = List.copyOf(paragraphs);
        parts = new LinkedHashMap<>(parts);
        cells = List.copyOf(cells);
    }

    /** A head and some text. */
    public static Explanation of(String head, String text) {
        return new Explanation(
                List.of(head), OptionalInt.empty(), text.isEmpty() ? List.of() : List.of(text), Map.of(), List.of());
    }

    /** The signature and the summary alone, unless {@code all} is asked for; as text and as HTML. */
    public Rendering rendering(boolean all) {
        Explanation shown = all
                ? this
                : new Explanation(heads, argument, paragraphs.stream().limit(1).toList(), Map.of(), List.of());
        return Rendering.html(shown.html(), shown.plain());
    }

    private List<String> shownHeads() {
        List<String> shown = new ArrayList<>(heads.subList(0, Math.min(heads.size(), MOST_HEADS)));
        if (heads.size() > MOST_HEADS) {
            shown.add("… and " + (heads.size() - MOST_HEADS) + " more");
        }
        return shown;
    }

    private String plain() {
        List<String> blocks = new ArrayList<>();
        List<String> signatures = new ArrayList<>(shownHeads());
        Marked marked = Marked.of(signatures.get(0), argument);
        signatures.set(0, marked.before() + Ansi.CYAN.paint(marked.argument()) + marked.after());
        blocks.add(String.join("\n", signatures));
        blocks.addAll(paragraphs);
        parts.forEach((title, entries) -> blocks.add(title + "\n" + table(entries)));
        cells.forEach(cell -> blocks.add("Example\n" + cell.indent(2).stripTrailing()));
        return String.join("\n\n", blocks);
    }

    private static String table(Map<String, String> entries) {
        int width = entries.keySet().stream().mapToInt(String::length).max().orElse(0);
        return entries.entrySet().stream()
                .map(each -> each.getKey().isEmpty()
                        ? "  " + each.getValue()
                        : ("  %-" + Math.max(1, width) + "s  %s").formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private String html() {
        StringBuilder html = new StringBuilder();
        List<String> signatures = shownHeads();
        Marked marked = Marked.of(signatures.get(0), argument);
        html.append("<pre><b>").append(Prose.escape(marked.before()));
        html.append(marked.argument().isEmpty() ? "" : "<u>" + Prose.escape(marked.argument()) + "</u>");
        html.append(Prose.escape(marked.after())).append("</b>");
        signatures.stream().skip(1).forEach(each -> html.append('\n').append(Prose.escape(each)));
        html.append("</pre>\n");
        paragraphs.forEach(each -> html.append("<p>")
                .append(Prose.escape(each).replace("\n", "<br>"))
                .append("</p>\n"));
        parts.forEach((title, entries) -> {
            html.append("<p><b>").append(title).append("</b></p>\n<table>\n");
            entries.forEach((name, text) -> html.append("<tr><td align=\"left\" valign=\"top\"><code>")
                    .append(Prose.escape(name))
                    .append("</code></td><td align=\"left\">")
                    .append(Prose.escape(text))
                    .append("</td></tr>\n"));
            html.append("</table>\n");
        });
        cells.forEach(
                cell -> html.append("<pre><code>").append(Prose.escape(cell)).append("</code></pre>\n"));
        return html.toString();
    }
}
