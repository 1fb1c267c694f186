package org.espalier.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.espalier.recipe.GatedRecipe;
import org.espalier.recipe.Recipe;
import org.espalier.taxonomy.Method;

/** A recipe's parts under the verbs that it was written with, every parameter told. */
final class RecipeParts {
    private RecipeParts() {}

    static Rendering of(Recipe recipe) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("prune", recipe.prune().sentence());
        recipe.during()
                .ifPresentOrElse(
                        during -> {
                            if (!during.method().decides()) {
                                parts.put("by", settings(recipe.by()));
                            }
                            parts.put("learning", settings(during.method()) + ", %d epochs".formatted(during.epochs()));
                        },
                        () -> parts.put("by", settings(recipe.by())));
        parts.put("to", recipe.to().sentence());
        parts.put("in", recipe.in().sentence());
        parts.put("over", settings(recipe.over()));
        parts.put(
                "then",
                recipe.then().isEmpty()
                        ? "no recovery"
                        : recipe.then().stream().map(RecipeParts::settings).collect(Collectors.joining("; ")));
        parts.put("from", recipe.start().sentence());
        parts.put("seed", Long.toString(recipe.seed()));
        return rendering(recipe.name(), recipe.sentence(), recipe.toString(), parts);
    }

    static Rendering of(GatedRecipe recipe) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("gate", settings(recipe.gate()));
        parts.put("in", recipe.in().sentence());
        parts.put("while training", "%d epochs".formatted(recipe.epochs()));
        parts.put("seed", Long.toString(recipe.seed()));
        return rendering(recipe.name(), recipe.sentence(), recipe.toString(), parts);
    }

    private static Rendering rendering(String name, String sentence, String whole, Map<String, String> parts) {
        StringBuilder html =
                new StringBuilder("<p><b>%s</b><br>%s</p>\n".formatted(Html.escape(name), Html.escape(sentence)));
        html.append("<table cellpadding=\"4\">\n");
        StringBuilder text = new StringBuilder(whole);
        int width = parts.keySet().stream().mapToInt(String::length).max().orElse(0);
        parts.forEach((verb, part) -> {
            html.append("<tr>%s%s</tr>\n"
                    .formatted(Html.cell("th", false, " nowrap", verb), Html.cell("td", false, "", part)));
            text.append(System.lineSeparator())
                    .append("  ")
                    .append(verb)
                    .append(" ".repeat(width - verb.length() + 2))
                    .append(part);
        });
        return Rendering.html(html.append("</table>\n").toString(), text.toString());
    }

    /** A method's id and its parameters, read from the record that it is: {@code taylor (batches 8)}. */
    private static String settings(Method method) {
        String whole = method.toString();
        int begin = whole.indexOf('[');
        if (!(method instanceof Record) || begin < 0 || !whole.endsWith("]") || whole.length() == begin + 2) {
            return method.id();
        }
        return "%s (%s)"
                .formatted(
                        method.id(),
                        whole.substring(begin + 1, whole.length() - 1).replace('=', ' '));
    }
}
