package org.espalier.kernel.jshell;

import java.util.List;

/**
 * What could stand at the cursor.
 *
 * @param start where the text begins that a match replaces
 * @param end where it ends: the cursor
 * @param found the replacements, what fits best first
 */
public record Completions(int start, int end, List<Match> found) {

    /** Copies the list. */
    public Completions {
        found = List.copyOf(found);
    }

    /**
     * One replacement.
     *
     * @param text what takes the place of what is typed
     * @param kind {@code method}, {@code field} (variables too), {@code class}, {@code package}, {@code keyword},
     *     {@code magic} or {@code layer}
     * @param signature parameters and what comes back, such as {@code (int steps) → Cubic}; empty where there is none
     */
    public record Match(String text, String kind, String signature) {}

    /** The replacements alone. */
    public List<String> matches() {
        return found.stream().map(Match::text).toList();
    }
}
