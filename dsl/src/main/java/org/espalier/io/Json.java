package org.espalier.io;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/** Maps, lists, strings and numbers as JSON for programs to read. */
public final class Json {
    private static final Gson JSON = new GsonBuilder()
            .disableHtmlEscaping()
            .serializeNulls()
            .setPrettyPrinting()
            .create();

    private Json() {}

    /** The JSON of a value, indented, with a line's end. */
    public static String of(Object value) {
        return JSON.toJson(value) + "\n";
    }
}
