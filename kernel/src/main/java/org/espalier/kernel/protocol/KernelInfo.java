package org.espalier.kernel.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Optional;
import org.espalier.kernel.render.JavaLanguage;

/** What this kernel is, for front ends and for notebook files. */
final class KernelInfo {

    private KernelInfo() {}

    static JsonObject answer() {
        String version = version();
        JsonObject content = Json.ok();
        content.addProperty("protocol_version", Messages.PROTOCOL_VERSION);
        content.addProperty("implementation", "espalier");
        content.addProperty("implementation_version", version);
        content.add("language_info", JavaLanguage.info());
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
