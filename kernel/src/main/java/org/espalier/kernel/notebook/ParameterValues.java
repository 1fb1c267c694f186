package org.espalier.kernel.notebook;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.text.NearestName;

/**
 * Values for the variables of the cell that is tagged {@code parameters}, as papermill has them. A value becomes what
 * its variable is declared as: text for a {@code String}, a number for a number; for any other type it is a Java
 * expression.
 *
 * @param values values by the names of variables, in the order given
 */
public record ParameterValues(Map<String, String> values) {

    /** No values: the notebook runs as it stands. */
    public static final ParameterValues NONE = new ParameterValues(Map.of());

    /** Copies the values. */
    public ParameterValues {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Reads values as a command line gives them.
     *
     * @param assignments {@code name=value} each
     * @throws IllegalArgumentException when one isn't of this form, or a name comes twice
     */
    public static ParameterValues of(List<String> assignments) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("a parameter is name=value; found \"" + assignment + "\"");
            }
            String name = assignment.substring(0, equals).strip();
            if (values.put(name, assignment.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("the parameter " + name + " is given twice");
            }
        }
        return new ParameterValues(values);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException when a name is none of those declared; names the nearest
     */
    void check(Collection<String> declared) {
        for (String name : values.keySet()) {
            if (!declared.contains(name)) {
                throw new IllegalArgumentException("no parameter \"" + name + "\"; the cell tagged parameters declares "
                        + (declared.isEmpty() ? "no variable" : String.join(", ", declared))
                        + NearestName.hint(name, declared));
            }
        }
    }

    /**
     * The text of the cell that sets them.
     *
     * @param types the types of the variables by name
     * @throws IllegalArgumentException when a value is none of its variable's type, or a name is not declared
     */
    String source(Map<String, String> types) {
        check(types.keySet());
        List<String> lines = new ArrayList<>(List.of("// Parameters"));
        values.forEach(
                (name, value) -> lines.add(name + " = " + java(name, value, types.getOrDefault(name, "")) + ";"));
        return String.join("\n", lines);
    }

    private static String java(String name, String value, String type) {
        String plain = type.startsWith("java.lang.") ? type.substring("java.lang.".length()) : type;
        Optional<String> literal = switch (plain) {
            case "String" -> Optional.of(quoted(value));
            case "byte", "Byte" -> whole(value, Byte.MIN_VALUE, Byte.MAX_VALUE, "");
            case "short", "Short" -> whole(value, Short.MIN_VALUE, Short.MAX_VALUE, "");
            case "int", "Integer" -> whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE, "");
            case "long", "Long" -> whole(value, Long.MIN_VALUE, Long.MAX_VALUE, "L");
            case "float", "Float" -> number(value, "f");
            case "double", "Double" -> number(value, "").map(it -> it.matches("-?\\d+") ? it + ".0" : it);
            case "boolean", "Boolean" ->
                Optional.of(value.strip()).filter(word -> word.equals("true") || word.equals("false"));
            default -> Optional.of(value).filter(expression -> !expression.isBlank());
        };
        return literal.orElseThrow(() -> new IllegalArgumentException(
                "the parameter " + name + " is declared as " + plain + "; found \"" + value + "\""));
    }

    private static Optional<String> whole(String value, long least, long most, String suffix) {
        try {
            long number = Long.parseLong(value.strip().replace("_", ""));
            return number < least || number > most ? Optional.empty() : Optional.of(number + suffix);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> number(String value, String suffix) {
        try {
            return Optional.of(new BigDecimal(value.strip().replace("_", "")) + suffix);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                default -> quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
