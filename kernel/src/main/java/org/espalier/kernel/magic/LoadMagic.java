package org.espalier.kernel.magic;

import com.google.auto.service.AutoService;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.espalier.report.Rendering;

/** {@code %load}: runs Java from elsewhere as if it stood in the cell. */
@AutoService(Magic.class)
public final class LoadMagic implements Magic {

    private static final int PATIENCE_MS = 20_000;
    private static final int MOST_BYTES = 16 << 20;

    /** Called by {@link java.util.ServiceLoader}. */
    public LoadMagic() {}

    @Override
    public String name() {
        return "%load";
    }

    @Override
    public String arguments() {
        return "FILE-OR-URL";
    }

    @Override
    public String purpose() {
        return "runs a .java or .jsh file, or the code cells of a notebook, here";
    }

    @Override
    public Optional<Rendering> run(Invocation invocation, Workspace workspace) throws Exception {
        if (invocation.words().size() != 1) {
            throw new MagicException("%load needs one file or URL, found: " + invocation.arguments());
        }
        String from = invocation.words().get(0);
        String text = workspace.interruptibly(() -> read(from));
        if (!from.endsWith(".ipynb")) {
            return workspace.evaluateFile(text, from);
        }
        Optional<Rendering> last = Optional.empty();
        int number = 0;
        for (JsonElement cell : cells(text, from)) {
            number++;
            if (cell instanceof JsonObject object
                    && object.has("cell_type")
                    && object.get("cell_type").getAsString().equals("code")) {
                last = workspace.evaluateFile(source(object.get("source")), from + " (cell " + number + ")");
            }
        }
        return last;
    }

    private static JsonArray cells(String text, String from) {
        try {
            if (JsonParser.parseString(text) instanceof JsonObject notebook
                    && notebook.get("cells") instanceof JsonArray cells) {
                return cells;
            }
        } catch (JsonParseException e) {
            throw new MagicException("%load: " + from + " is no notebook: " + e.getMessage());
        }
        throw new MagicException("%load: " + from + " is no notebook: it has no cells");
    }

    private static String source(JsonElement source) {
        return source instanceof JsonArray lines
                ? StreamSupport.stream(lines.spliterator(), false)
                        .map(JsonElement::getAsString)
                        .collect(Collectors.joining())
                : source.getAsString();
    }

    private static String read(String from) throws IOException {
        if (!from.matches("[a-z]{2,}:.*")) {
            Path file = Path.of(from);
            if (!Files.isRegularFile(file)) {
                throw new MagicException(
                        "%load: there is no file " + file.toAbsolutePath().normalize());
            }
            return Files.readString(file);
        }
        URLConnection connection = URI.create(from).toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MS);
        connection.setReadTimeout(PATIENCE_MS);
        try (InputStream in = connection.getInputStream()) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new MagicException("%load: " + from + " is larger than " + (MOST_BYTES >> 20) + " MiB");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new MagicException("%load: " + from + " can't be read: " + e);
        }
    }
}
