package org.espalier.kernel.jshell;

import java.util.List;

/**
 * What could stand at the cursor.
 *
 * @param start where the text begins that a match replaces
 * @param end where it ends: the cursor
 * @param matches the replacements, those of the expected type first
 */
public record Completions(int start, int end, List<String> matches) {

    /** Copies the list. */
    public Completions {
        matches = List.copyOf(matches);
    }
}
