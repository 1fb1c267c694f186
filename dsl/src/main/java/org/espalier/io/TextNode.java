package org.espalier.io;

import java.util.List;
import java.util.Map;
import org.espalier.text.FormatException;
import org.jspecify.annotations.Nullable;

/** A part of a YAML or JSON text that knows where it stands. */
sealed interface TextNode {

    /** Where it begins. */
    Place place();

    /** What it is, for error messages. */
    String shown();

    /** As much of a text as an error message can hold. */
    static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    /**
     * A place in a text.
     *
     * @param source the file's name, or blank
     * @param line from 1
     * @param column from 1
     */
    record Place(String source, int line, int column) {
        /** What is wrong there. */
        FormatException problem(String problem, Object... parts) {
            return new FormatException(source, line, column, problem.formatted(parts));
        }

        /** The refusal of what was said there. */
        FormatException problem(IllegalArgumentException refused) {
            return refused instanceof FormatException known
                    ? known
                    : new FormatException(source, line, column, String.valueOf(refused.getMessage()));
        }
    }

    /**
     * One value.
     *
     * @param value a string, a long, a double, a boolean, or nothing
     */
    record Scalar(Place place, @Nullable Object value) implements TextNode {
        @Override
        public String shown() {
            String whole = value instanceof String ? '"' + value.toString() + '"' : String.valueOf(value);
            return shortened(whole);
        }
    }

    /** Several in a row. */
    record Listed(Place place, List<TextNode> items) implements TextNode {
        @Override
        public String shown() {
            return "a list of %d".formatted(items.size());
        }
    }

    /** Values by key, in the order of the text. */
    record Mapping(Place place, Map<String, Keyed> fields) implements TextNode {
        @Override
        public String shown() {
            return fields.isEmpty() ? "{}" : shortened("the keys " + fields.keySet());
        }
    }

    /**
     * A value and where its key stands.
     *
     * @param key of the key
     */
    record Keyed(Place key, TextNode value) {}
}
