package org.espalier.kernel.jshell;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.kernel.inspect.Explanation;
import org.espalier.kernel.jshell.Completions.Match;
import org.espalier.kernel.magic.CellPart;
import org.espalier.kernel.magic.Invocation;
import org.espalier.kernel.magic.Magics;

/** Cells with magics while they are written: what of them is Java, and which magic is meant. */
final class MagicText {

    /** Magics whose line, or cell, goes on in Java. */
    private static final Set<String> BEFORE_JAVA = Set.of("%time", "%%time", "%%bench");

    private static final Pattern TYPED = Pattern.compile("(?m)^%%?\\w*\\z");

    private final Predicate<String> isWhole;

    /** {@code isWhole}: whether Java can end where a text ends, and so a magic begin. */
    MagicText(Predicate<String> isWhole) {
        this.isWhole = isWhole;
    }

    /** The cell with all that is no Java turned to blanks; same length. */
    String java(String source) {
        if (!CellPart.mayHaveMagic(source)) {
            return source;
        }
        StringBuilder java = new StringBuilder(source.replaceAll("[^\n]", " "));
        for (CellPart part : CellPart.split(source, isWhole)) {
            if (part instanceof CellPart.Java text) {
                java.replace(text.offset(), text.offset() + text.source().length(), text.source());
            } else if (part instanceof CellPart.Command command
                    && BEFORE_JAVA.contains(command.invocation().name())) {
                Invocation invocation = command.invocation();
                boolean isWholeCell = invocation.name().startsWith("%%");
                String text = isWholeCell ? invocation.body() : invocation.arguments();
                java.replace(invocation.bodyOffset(), invocation.bodyOffset() + text.length(), text);
            }
        }
        return java.toString();
    }

    /** The magics that begin with what is typed, and nothing in the rest of a magic; empty where the cell is Java. */
    Optional<Completions> complete(String source, int cursor) {
        String before = source.substring(0, cursor);
        Matcher typed = TYPED.matcher(before);
        if (typed.find() && isWhole.test(java(before.substring(0, typed.start())))) {
            List<Match> matches = Magics.all().stream()
                    .filter(magic -> magic.name().startsWith(typed.group()))
                    .map(magic -> new Match(magic.name(), "magic", magic.arguments()))
                    .toList();
            return Optional.of(new Completions(typed.start(), cursor, matches));
        }
        return java(before + "x").endsWith("x")
                ? Optional.empty()
                : Optional.of(new Completions(cursor, cursor, List.of()));
    }

    /** What the magic at the cursor takes and does; empty where there is none. */
    Optional<Explanation> inspect(String source, int cursor) {
        if (!CellPart.mayHaveMagic(source)) {
            return Optional.empty();
        }
        return CellPart.split(source, isWhole).stream()
                .filter(CellPart.Command.class::isInstance)
                .map(part -> ((CellPart.Command) part))
                .filter(command -> command.offset() <= cursor
                        && cursor < command.invocation().bodyOffset())
                .flatMap(command -> Magics.all().stream()
                        .filter(magic ->
                                magic.name().equals(command.invocation().name())))
                .map(magic -> Explanation.of((magic.name() + " " + magic.arguments()).strip(), magic.purpose()))
                .findFirst();
    }
}
