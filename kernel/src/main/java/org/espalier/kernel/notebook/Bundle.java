package org.espalier.kernel.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.espalier.kernel.jshell.CellResult;
import org.espalier.kernel.render.CellError;
import org.espalier.report.Rendering;

/**
 * Everything that one cell of a {@link TestKit} showed. As in a notebook, a later cell may replace what is displayed
 * here.
 */
public final class Bundle {

    private final JsonArray outputs;
    private final CellResult result;

    Bundle(JsonArray outputs, CellResult result) {
        this.outputs = outputs;
        this.result = result;
    }

    /** The cell's output area as HTML, the way {@code run --html} writes it: every output in order, errors too. */
    public String html() {
        return OutputMarkup.toHtml(outputs);
    }

    /** What was displayed, and last the cell's value, each in all its MIME forms. */
    public List<Rendering> shown() {
        return objects()
                .filter(output -> output.has("data"))
                .map(output -> rendering(output.getAsJsonObject("data")))
                .toList();
    }

    /** The cell's value in all its MIME forms; empty where it has none. */
    public Optional<Rendering> value() {
        return result.value();
    }

    /** The plain text of what was displayed and of the value, one below the other. */
    public String text() {
        return shown().stream().map(Rendering::plain).collect(Collectors.joining("\n"));
    }

    /** What the cell printed to standard output. */
    public String stdout() {
        return printed("stdout");
    }

    /** What the cell printed to standard error. */
    public String stderr() {
        return printed("stderr");
    }

    /** Why the cell failed; empty where it didn't. */
    public Optional<CellError> error() {
        return result.error();
    }

    private String printed(String name) {
        return objects()
                .filter(output ->
                        output.has("name") && output.get("name").getAsString().equals(name))
                .map(output -> NotebookCell.text(output.get("text")))
                .collect(Collectors.joining());
    }

    private Stream<JsonObject> objects() {
        return StreamSupport.stream(outputs.spliterator(), false).map(JsonElement::getAsJsonObject);
    }

    private static Rendering rendering(JsonObject data) {
        Map<String, String> forms = new LinkedHashMap<>();
        data.asMap().forEach((type, content) -> forms.put(type, NotebookCell.text(content)));
        return new Rendering(forms);
    }

    /** Every output as text, for messages of assertions. */
    @Override
    public String toString() {
        return stdout() + stderr() + text() + error().map(CellError::plain).orElse("");
    }
}
