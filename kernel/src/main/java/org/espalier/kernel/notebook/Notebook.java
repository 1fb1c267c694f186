package org.espalier.kernel.notebook;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.espalier.kernel.render.JavaLanguage;

/**
 * A notebook file of format 4. What this class doesn't know, it keeps.
 *
 * @param json the file's content
 */
public record Notebook(JsonObject json) {

    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
    private static final int FORMAT = 4;
    /** The first minor format whose cells have ids. */
    private static final int MINOR_FORMAT = 5;

    /**
     * Reads a notebook.
     *
     * @throws IOException when the file cannot be read, is no notebook, or is one of another format
     */
    public static Notebook read(Path file) throws IOException {
        String text = Files.readString(file);
        try {
            if (JsonParser.parseString(text) instanceof JsonObject json && json.get("cells") instanceof JsonArray) {
                int format = json.has("nbformat") ? json.get("nbformat").getAsInt() : 0;
                if (format != FORMAT) {
                    throw new IOException(file + " has notebook format " + format + "; expected " + FORMAT
                            + " (jupyter nbconvert --to notebook --nbformat 4 converts it)");
                }
                return new Notebook(json);
            }
        } catch (JsonParseException e) {
            throw new IOException(file + " is no notebook: it is not JSON", e);
        }
        throw new IOException(file + " is no notebook: it has no cells");
    }

    /** The cells in order. */
    public List<NotebookCell> cells() {
        return StreamSupport.stream(json.getAsJsonArray("cells").spliterator(), false)
                .map(cell -> new NotebookCell(cell.getAsJsonObject()))
                .toList();
    }

    /** This notebook after a run: outputs by the index of the cell, and who ran it. */
    Notebook executed(Map<Integer, CellRun> runs) {
        List<NotebookCell> before = cells();
        JsonArray after = new JsonArray();
        for (int i = 0; i < before.size(); i++) {
            NotebookCell cell = before.get(i);
            CellRun run = runs.get(i);
            after.add((run == null ? cell : cell.executed(run)).json());
        }
        JsonObject copy = json.deepCopy();
        copy.add("cells", withIds(after));
        JsonObject metadata = copy.get("metadata") instanceof JsonObject object ? object : new JsonObject();
        metadata.add("kernelspec", kernelSpec(metadata));
        metadata.add("language_info", JavaLanguage.info());
        copy.add("metadata", metadata);
        int minor = copy.has("nbformat_minor") ? copy.get("nbformat_minor").getAsInt() : 0;
        copy.addProperty("nbformat_minor", Math.max(minor, MINOR_FORMAT));
        return new Notebook(copy);
    }

    private static JsonElement kernelSpec(JsonObject metadata) {
        if (metadata.get("kernelspec") instanceof JsonObject given
                && given.has("language")
                && given.get("language").getAsString().equals("java")) {
            return given;
        }
        JsonObject spec = new JsonObject();
        spec.addProperty("display_name", "Espalier (Java)");
        spec.addProperty("language", "java");
        spec.addProperty("name", "espalier");
        return spec;
    }

    /** Gives an id to each cell that has none; ids that are there stay. */
    private static JsonArray withIds(JsonArray cells) {
        Set<String> taken = new HashSet<>();
        for (JsonElement cell : cells) {
            if (cell.getAsJsonObject().has("id")) {
                taken.add(cell.getAsJsonObject().get("id").getAsString());
            }
        }
        JsonArray named = new JsonArray();
        for (int i = 0; i < cells.size(); i++) {
            JsonObject cell = cells.get(i).getAsJsonObject().deepCopy();
            if (!cell.has("id")) {
                String id = "cell-" + (i + 1);
                while (!taken.add(id)) {
                    id += "x";
                }
                cell.addProperty("id", id);
            }
            named.add(cell);
        }
        return named;
    }

    /**
     * Writes the notebook as Jupyter does (one space of indentation, text as it is), to a new file that then takes the
     * place of the old one.
     *
     * @throws IOException when the file cannot be written
     */
    public void write(Path file) throws IOException {
        replace(file, toText());
    }

    /** The text of the file. */
    String toText() {
        StringWriter text = new StringWriter();
        JsonWriter writer = new JsonWriter(text);
        writer.setIndent(" ");
        writer.setHtmlSafe(false);
        GSON.toJson(json, writer);
        return text + "\n";
    }

    /** Writes a file so that a reader sees either the old content or the new. */
    static void replace(Path file, String text) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path fresh = target.resolveSibling("." + target.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A text as notebook files keep it: a list of lines that end with their line end. */
    static JsonArray lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            lines.add(text.substring(start, end + 1));
            start = end + 1;
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        JsonArray array = new JsonArray();
        lines.forEach(array::add);
        return array;
    }
}
