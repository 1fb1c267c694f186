package org.espalier.kernel.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Optional;
import org.dflib.jjava.jupyter.messages.Header;

/** What this kernel is, for front ends and for notebook files. */
final class KernelInfo {

    private KernelInfo() {}

    static JsonObject answer() {
        String version = version();
        JsonObject language = new JsonObject();
        language.addProperty("name", "java");
        language.addProperty("version", System.getProperty("java.version"));
        language.addProperty("mimetype", "text/x-java-source");
        language.addProperty("file_extension", ".java");
        language.addProperty("pygments_lexer", "java");
        language.addProperty("codemirror_mode", "text/x-java");
        JsonObject content = Json.ok();
        content.addProperty("protocol_version", Header.PROTOCOL_VERISON);
        content.addProperty("implementation", "espalier");
        content.addProperty("implementation_version", version);
        content.add("language_info", language);
        content.addProperty("banner", "Espalier " + version + " on Java " + System.getProperty("java.version"));
        content.addProperty("debugger", false);
        content.add("help_links", new JsonArray());
        return content;
    }

    private static String version() {
        return Optional.ofNullable(KernelInfo.class.getPackage().getImplementationVersion())
                .orElse("0.0.0");
    }
}
