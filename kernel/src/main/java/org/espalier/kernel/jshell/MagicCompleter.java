package org.espalier.kernel.jshell;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.kernel.jshell.Completions.Match;
import org.espalier.kernel.magic.CellPart;
import org.espalier.kernel.magic.Magics;

/** Completion where a cell is no Java: names of magics, and nothing in the rest of one. */
final class MagicCompleter {

    private static final Pattern TYPED = Pattern.compile("(?:^|\\n)(%%?\\w*)$");

    private MagicCompleter() {}

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
}
