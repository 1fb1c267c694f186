package org.espalier.kernel.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.HashMap;
import java.util.Map;
import org.espalier.kernel.render.CellError;
import org.espalier.kernel.render.Outputs;
import org.espalier.report.Rendering;

/** What cells show, in the form that notebook files keep. */
final class RecordedOutputs implements Outputs {

    private final Map<String, JsonObject> shown = new HashMap<>();
    private JsonArray outputs = new JsonArray();
    // Text is gathered, because a JSON array of lines is slow to extend line by line.
    private final StringBuilder text = new StringBuilder();
    private String textName = "stdout";

    /** The outputs so far; what comes later belongs to the next cell. */
    synchronized JsonArray take() {
        endText();
        JsonArray taken = outputs;
        outputs = new JsonArray();
        return taken;
    }

    @Override
    public synchronized void stream(String name, String written) {
        if (!name.equals(textName)) {
            endText();
            textName = name;
        }
        text.append(written);
    }

    private void endText() {
        if (!text.isEmpty()) {
            JsonObject output = new JsonObject();
            output.addProperty("name", textName);
            output.addProperty("output_type", "stream");
            output.add("text", Notebook.lines(text.toString()));
            text.setLength(0);
            outputs.add(output);
        }
    }

    @Override
    public synchronized void display(String id, Rendering rendering) {
        endText();
        JsonObject output = new JsonObject();
        output.add("data", data(rendering));
        output.add("metadata", new JsonObject());
        output.addProperty("output_type", "display_data");
        outputs.add(output);
        shown.put(id, output);
    }

    @Override
    public synchronized void update(String id, Rendering rendering) {
        JsonObject output = shown.get(id);
        if (output != null) {
            output.add("data", data(rendering));
        }
    }

    @Override
    public synchronized void clear(boolean wait) {
        // A file shows the cell at its end, so there is nothing to wait for.
        take();
    }

    @Override
    public synchronized void result(int number, Rendering rendering) {
        endText();
        JsonObject output = new JsonObject();
        output.add("data", data(rendering));
        output.addProperty("execution_count", number);
        output.add("metadata", new JsonObject());
        output.addProperty("output_type", "execute_result");
        outputs.add(output);
    }

    @Override
    public synchronized void error(CellError error) {
        endText();
        JsonObject output = new JsonObject();
        output.addProperty("ename", error.name());
        output.addProperty("evalue", error.message());
        output.addProperty("output_type", "error");
        JsonArray traceback = new JsonArray();
        error.traceback().forEach(traceback::add);
        output.add("traceback", traceback);
        outputs.add(output);
    }

    private static JsonObject data(Rendering rendering) {
        JsonObject data = new JsonObject();
        rendering.forms().forEach((type, content) -> data.add(type, form(type, content)));
        return data;
    }

    private static JsonElement form(String type, String content) {
        if (type.equals("application/json") || type.endsWith("+json")) {
            return JsonParser.parseString(content);
        }
        // Base64 is one line; everything else is kept line by line, so that files can be compared.
        return type.startsWith("image/") && !type.equals("image/svg+xml")
                ? new JsonPrimitive(content)
                : Notebook.lines(content);
    }
}
