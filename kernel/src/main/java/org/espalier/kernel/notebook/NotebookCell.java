package org.espalier.kernel.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * One cell of a notebook file.
 *
 * @param json the cell as the file has it
 */
public record NotebookCell(JsonObject json) {

    /** The tag by which an author says that a cell is meant to fail. */
    private static final String MAY_FAIL = "raises-exception";

    /** Whether this cell is to be run. */
    public boolean isCode() {
        return is("code");
    }

    /** Whether this cell is prose. */
    public boolean isMarkdown() {
        return is("markdown");
    }

    private boolean is(String type) {
        return json.has("cell_type") && json.get("cell_type").getAsString().equals(type);
    }

    /** The text, which the file may keep as a list of lines. */
    public String source() {
        return json.has("source") ? text(json.get("source")) : "";
    }

    /** Whether the author expects this cell to fail. */
    public boolean mayFail() {
        return hasTag(MAY_FAIL);
    }

    /** Whether the cell's metadata names this tag. */
    boolean hasTag(String name) {
        return json.get("metadata") instanceof JsonObject metadata
                && metadata.get("tags") instanceof JsonArray tags
                && StreamSupport.stream(tags.spliterator(), false)
                        .anyMatch(tag -> tag.getAsString().equals(name));
    }

    /** What the cell showed when it last ran. */
    public JsonArray outputs() {
        return json.get("outputs") instanceof JsonArray outputs ? outputs : new JsonArray();
    }

    /** The same cell with what a run showed, and without what an earlier one did. */
    NotebookCell executed(CellRun run) {
        JsonObject copy = json.deepCopy();
        if (run.number() > 0) {
            copy.addProperty("execution_count", run.number());
        } else {
            copy.add("execution_count", JsonNull.INSTANCE);
        }
        copy.add("outputs", run.outputs());
        return new NotebookCell(copy);
    }

    /** Text that the file may keep as a list of lines. */
    static String text(JsonElement element) {
        return element instanceof JsonArray lines
                ? StreamSupport.stream(lines.spliterator(), false)
                        .map(JsonElement::getAsString)
                        .collect(Collectors.joining())
                : element.isJsonPrimitive() ? element.getAsString() : element.toString();
    }
}
