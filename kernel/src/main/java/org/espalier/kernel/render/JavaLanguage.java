package org.espalier.kernel.render;

import com.google.gson.JsonObject;

/** What front ends and notebook files are told about the language of the cells. */
public final class JavaLanguage {

    private JavaLanguage() {}

    /** The {@code language_info} of Jupyter's kernel information and of notebook metadata. */
    public static JsonObject info() {
        JsonObject info = new JsonObject();
        info.addProperty("codemirror_mode", "text/x-java");
        info.addProperty("file_extension", ".java");
        info.addProperty("mimetype", "text/x-java-source");
        info.addProperty("name", "java");
        info.addProperty("pygments_lexer", "java");
        info.addProperty("version", System.getProperty("java.version"));
        return info;
    }
}
