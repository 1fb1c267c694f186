package org.espalier.kernel.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import org.espalier.kernel.render.Ansi;

/** What a cell showed as HTML: each output in its richest form, streams and errors as text. */
final class OutputMarkup {

    private OutputMarkup() {}

    static String toHtml(JsonArray outputs) {
        StringBuilder html = new StringBuilder();
        for (JsonElement output : outputs) {
            html.append("<div class=\"output\">")
                    .append(output(output.getAsJsonObject()))
                    .append("</div>\n");
        }
        return html.toString();
    }

    private static String output(JsonObject output) {
        return switch (output.get("output_type").getAsString()) {
            case "stream" -> pre(output.get("name").getAsString(), Ansi.strip(NotebookCell.text(output.get("text"))));
            case "error" ->
                pre(
                        "error",
                        Ansi.strip(String.join(
                                "\n",
                                output.getAsJsonArray("traceback").asList().stream()
                                        .map(JsonElement::getAsString)
                                        .toList())));
            default -> richest(output.getAsJsonObject("data"));
        };
    }

    private static String richest(JsonObject data) {
        for (String type : List.of("text/html", "image/png", "image/jpeg", "text/plain")) {
            if (data.has(type)) {
                String content = NotebookCell.text(data.get(type));
                return switch (type) {
                    case "text/html" -> content;
                    case "text/plain" -> pre("result", content);
                    default -> "<img alt=\"\" src=\"data:" + type + ";base64," + content.replaceAll("\\s", "") + "\">";
                };
            }
        }
        return "";
    }

    private static String pre(String kind, String text) {
        return "<pre class=\"" + JavaMarkup.escape(kind) + "\">" + JavaMarkup.escape(text.stripTrailing()) + "</pre>";
    }
}
