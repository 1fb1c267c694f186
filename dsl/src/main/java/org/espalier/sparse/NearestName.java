package org.espalier.sparse;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Guesses which known name was meant. */
final class NearestName {
    private NearestName() {}

    /** {@code "; did you mean \"reference\"?"}, or nothing where no known name is near. */
    static String hint(String asked, List<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(name -> edits(asked, name)))
                .filter(name -> edits(asked, name) <= Math.max(1, name.length() / 3))
                .map("; did you mean \"%s\"?"::formatted)
                .orElse("");
    }

    /** Letters to insert, delete or replace between two names, in whatever case (Levenshtein's distance). */
    private static int edits(String from, String to) {
        String a = from.toLowerCase(Locale.ROOT);
        String b = to.toLowerCase(Locale.ROOT);
        int[] above = new int[b.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = above[0];
            above[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = above[j];
                above[j] = Math.min(replaced, 1 + Math.min(above[j], above[j - 1]));
            }
        }
        return above[b.length()];
    }
}
