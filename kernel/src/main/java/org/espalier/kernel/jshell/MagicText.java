package org.espalier.kernel.jshell;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.kernel.jshell.Completions.Match;

/** Cells that begin with magics, seen as text: what of them is Java, and which magic is being typed. */
final class MagicText {

    /** Magics whose line, or cell, goes on in Java. */
    private static final Set<String> BEFORE_JAVA = Set.of("%time", "%%time", "%%bench");

    private static final Pattern FIRST_WORD = Pattern.compile("\\G\\s*(%%?\\w*)([^\\n]*)");
    private static final Pattern TYPED = Pattern.compile("(?:^|\\n)[ \\t]*(%%?\\w*)$");

    private MagicText() {}

    /** The cell with magics turned to blanks; same length. What follows a magic such as {@code %%pom} is no Java at all. */
    static String java(String source) {
        StringBuilder java = new StringBuilder(source);
        Matcher magic = FIRST_WORD.matcher(source);
        while (magic.find()) {
            boolean isBeforeJava = BEFORE_JAVA.contains(magic.group(1));
            boolean isWholeCell = magic.group(1).startsWith("%%");
            int end = isBeforeJava ? magic.end(1) : isWholeCell ? source.length() : magic.end();
            for (int i = magic.start(); i < end; i++) {
                if (source.charAt(i) != '\n') {
                    java.setCharAt(i, ' ');
                }
            }
            if (isBeforeJava && !magic.group(2).isBlank()) {
                break;
            }
        }
        return java.toString();
    }

    /** The magics that begin with what is typed, and nothing in the rest of a magic; empty where the cell is Java. */
    static Optional<Completions> complete(String source, int cursor, List<String> names) {
        String before = source.substring(0, cursor);
        Matcher typed = TYPED.matcher(before);
        if (typed.find() && java(source.substring(0, typed.start(1))).isBlank()) {
            List<Match> matches = names.stream()
                    .filter(name -> name.startsWith(typed.group(1)))
                    .map(name -> new Match(name, "magic", ""))
                    .toList();
            return Optional.of(new Completions(typed.start(1), cursor, matches));
        }
        return java(before + "x").endsWith("x")
                ? Optional.empty()
                : Optional.of(new Completions(cursor, cursor, List.of()));
    }
}
