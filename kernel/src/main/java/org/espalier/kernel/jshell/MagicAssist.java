package org.espalier.kernel.jshell;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.kernel.inspect.Explanation;
import org.espalier.kernel.jshell.Completions.Match;
import org.espalier.kernel.magic.CellPart;
import org.espalier.kernel.magic.Magics;

/** Completion and explanation where a cell is no Java: names of magics, and nothing in the rest of one. */
final class MagicAssist {

    private static final Pattern TYPED = Pattern.compile("(?:^|\\n)(%%?\\w*)$");

    private MagicAssist() {}

    /** The matches at the cursor; empty where Java stands there. */
    static Optional<Completions> complete(String source, int cursor, Predicate<String> isWhole) {
        Matcher typed = TYPED.matcher(source.substring(0, cursor));
        if (typed.find() && isWhole.test(CellPart.blankOut(source.substring(0, typed.start(1)), isWhole))) {
            List<Match> matches = Magics.all().stream()
                    .filter(magic -> magic.name().startsWith(typed.group(1)))
                    .map(magic -> new Match(magic.name(), "magic", magic.arguments()))
                    .toList();
            return Optional.of(new Completions(typed.start(1), cursor, matches));
        }
        boolean isInMagic = CellPart.mayHaveMagic(source)
                && CellPart.split(source, isWhole).stream()
                        .anyMatch(part -> part instanceof CellPart.Command command && command.holds(cursor));
        return isInMagic ? Optional.of(new Completions(cursor, cursor, List.of())) : Optional.empty();
    }

    /** What the magic whose name the cursor is in takes and does; empty where there is none. */
    static Optional<Explanation> inspect(String source, int cursor, Predicate<String> isWhole) {
        if (!CellPart.mayHaveMagic(source)) {
            return Optional.empty();
        }
        return CellPart.split(source, isWhole).stream()
                .flatMap(part -> part instanceof CellPart.Command command ? Stream.of(command) : Stream.empty())
                .filter(command -> command.offset() <= cursor
                        && cursor
                                <= command.offset()
                                        + command.invocation().name().length())
                .flatMap(command -> Magics.all().stream()
                        .filter(magic ->
                                magic.name().equals(command.invocation().name())))
                .map(magic -> Explanation.of((magic.name() + " " + magic.arguments()).strip(), magic.purpose()))
                .findFirst();
    }
}
