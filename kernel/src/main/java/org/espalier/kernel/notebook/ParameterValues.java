package org.espalier.kernel.notebook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.espalier.text.NearestName;

/**
 * Values for the variables that a notebook's cell tagged {@code parameters} declares, set by a cell tagged
 * {@code injected-parameters} right after it: the convention of papermill.
 *
 * @param values by the variable's name, as a command line has them
 */
public record ParameterValues(Map<String, String> values) {

    private static final String DECLARING = "parameters";
    private static final String INJECTED = "injected-parameters";
    private static final Pattern DECLARATION =
            Pattern.compile("(?m)^\\s*(?:final\\s+)?([A-Za-z_][\\w.]*(?:<[^=;]*>)?(?:\\[])*)\\s+(\\w+)\\s*=");

    /** Copies the map, in its order. */
    public ParameterValues {
        values = Map.copyOf(new LinkedHashMap<>(values));
    }

    /**
     * The notebook with the values set; an older cell that set some is replaced.
     *
     * @throws IllegalArgumentException when no cell declares parameters, none of this name, or of another type
     */
    public Notebook into(Notebook notebook) {
        if (values.isEmpty()) {
            return notebook;
        }
        JsonObject json = notebook.json().deepCopy();
        JsonArray cells = new JsonArray();
        boolean found = false;
        for (JsonElement element : json.getAsJsonArray("cells")) {
            NotebookCell cell = new NotebookCell(element.getAsJsonObject());
            if (cell.hasTag(INJECTED)) {
                continue;
            }
            cells.add(element);
            if (!found && cell.isCode() && cell.hasTag(DECLARING)) {
                found = true;
                cells.add(assignments(cell.source()));
            }
        }
        if (!found) {
            throw new IllegalArgumentException("no code cell is tagged \"" + DECLARING
                    + "\"; tag the one that declares " + String.join(", ", values.keySet()));
        }
        json.add("cells", cells);
        return new Notebook(json);
    }

    private JsonObject assignments(String declaring) {
        Map<String, String> types = new LinkedHashMap<>();
        Matcher declaration = DECLARATION.matcher(declaring);
        while (declaration.find()) {
            types.put(declaration.group(2), declaration.group(1));
        }
        String source = values.keySet().stream()
                .sorted()
                .map(name -> name + " = " + literal(name, types) + ";")
                .collect(Collectors.joining("\n"));
        JsonArray tags = new JsonArray();
        tags.add(INJECTED);
        JsonObject metadata = new JsonObject();
        metadata.add("tags", tags);
        JsonObject cell = new JsonObject();
        cell.addProperty("cell_type", "code");
        cell.add("execution_count", JsonNull.INSTANCE);
        cell.add("metadata", metadata);
        cell.add("outputs", new JsonArray());
        cell.add("source", Notebook.lines(source));
        return cell;
    }

    private String literal(String name, Map<String, String> types) {
        String type = types.get(name);
        if (type == null) {
            throw new IllegalArgumentException("there is no parameter " + name + NearestName.hint(name, types.keySet())
                    + "; declared: " + List.copyOf(types.keySet()));
        }
        String value = values.getOrDefault(name, "");
        try {
            return switch (type) {
                case "int", "short", "byte" -> String.valueOf(Integer.parseInt(value));
                case "long" -> Long.parseLong(value) + "L";
                case "double" -> String.valueOf(Double.parseDouble(value));
                case "float" -> Float.parseFloat(value) + "f";
                case "boolean" -> truth(value);
                case "String", "var" -> type.equals("var") ? value : quoted(value);
                // Of any other type the value is Java, such as List.of(1, 2).
                default -> value;
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is declared as " + type + ", found: " + value, e);
        }
    }

    private static String truth(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new NumberFormatException(value);
        }
        return value;
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
