package org.espalier.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a mistyped one most likely meant. */
public final class NearestName {
    private NearestName() {}

    /**
     * A hint to append to an error message: {@code "; did you mean \"conv1\"?"}, or nothing when no known name is near.
     *
     * @param found the unknown name
     * @param known the names there are
     */
    public static String hint(String found, Collection<String> known) {
        return nearest(found, known, Math.max(1, found.length() / 2))
                .map("; did you mean \"%s\"?"::formatted)
                .orElse("");
    }

    /**
     * The known name that is nearest, upper and lower case being the same.
     *
     * @param found the unknown name
     * @param known the names there are
     * @param within how many letters at most are changed, left out or added
     */
    public static Optional<String> nearest(String found, Collection<String> known, int within) {
        String wanted = found.toLowerCase(Locale.ROOT);
        return known.stream()
                .min(Comparator.comparingInt((String name) -> distance(wanted, name.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(name -> distance(wanted, name.toLowerCase(Locale.ROOT)) <= within);
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
