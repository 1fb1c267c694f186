package org.espalier.kernel.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.List;
import org.espalier.kernel.render.CellError;
import org.espalier.report.Rendering;

/** The pieces of JSON that several messages share. */
final class Json {

    private Json() {}

    /** An object to which the caller adds the rest. */
    static JsonObject ok() {
        return object("status", "ok");
    }

    static JsonObject object(String key, String value) {
        JsonObject object = new JsonObject();
        object.addProperty(key, value);
        return object;
    }

    static JsonArray strings(List<String> strings) {
        JsonArray array = new JsonArray();
        strings.forEach(array::add);
        return array;
    }

    /** {@code data} and {@code metadata} of something shown. */
    static JsonObject bundle(Rendering rendering) {
        JsonObject data = new JsonObject();
        rendering.forms().forEach((type, content) -> data.add(type, form(type, content)));
        JsonObject bundle = new JsonObject();
        bundle.add("data", data);
        bundle.add("metadata", new JsonObject());
        return bundle;
    }

    /** JSON forms travel as JSON, everything else as text. */
    private static JsonElement form(String type, String content) {
        return type.equals("application/json") || type.endsWith("+json")
                ? JsonParser.parseString(content)
                : new JsonPrimitive(content);
    }

    /** {@code ename}, {@code evalue} and {@code traceback}. */
    static JsonObject error(CellError error) {
        JsonObject json = new JsonObject();
        json.addProperty("ename", error.name());
        json.addProperty("evalue", error.message());
        json.add("traceback", strings(error.traceback()));
        return json;
    }
}
