package org.espalier.kernel.magic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A stretch of a cell: Java, or one magic. */
public sealed interface CellPart {

    /** Where it begins in the cell. */
    int offset();

    /** Java. */
    record Java(String source, int offset) implements CellPart {}

    /** A magic. */
    record Command(Invocation invocation, int offset) implements CellPart {

        /**
         * Finds the magic that it names.
         *
         * @throws MagicException when there is none; names the nearest
         */
        public Magic magic() {
            return Magics.named(invocation.name());
        }

        /** Whether a position of the cell is in what only this magic understands. */
        public boolean holds(int position) {
            boolean isWholeCell = invocation.name().startsWith("%%");
            int end = isWholeCell
                    ? Integer.MAX_VALUE
                    : invocation.bodyOffset() + invocation.arguments().length();
            return position >= offset && position <= end && !(position >= invocation.bodyOffset() && takesJava());
        }

        private boolean takesJava() {
            return Magics.find(invocation.name()).map(Magic::takesJava).orElse(false);
        }

        private String java() {
            return !takesJava() ? "" : invocation.name().startsWith("%%") ? invocation.body() : invocation.arguments();
        }
    }

    /** A line that could be a magic: a mark at its very beginning, a letter right after it. */
    Pattern LINE = Pattern.compile("(?m)^%([a-zA-Z]\\w*)[ \\t]*(.*)$");

    /** A cell that is one magic: nothing but blanks and line comments before the mark. */
    Pattern CELL = Pattern.compile("\\A(?:\\s|//[^\n]*\n)*(%%[a-zA-Z]\\w*)[ \\t]*([^\n]*)(?:\n|\\z)");

    /** Whether the cell has any magic in it, by a look that costs nothing where it has none. */
    static boolean mayHaveMagic(String cell) {
        return cell.indexOf('%') >= 0
                && (CELL.matcher(cell).find() || LINE.matcher(cell).find());
    }

    /**
     * The parts of a cell in order.
     *
     * @param isComplete whether Java can end here: a line inside an open bracket, a string or a comment is no magic
     */
    static List<CellPart> split(String cell, Predicate<String> isComplete) {
        Matcher whole = CELL.matcher(cell);
        if (whole.find()) {
            String body = cell.substring(whole.end());
            return List.of(new Command(
                    new Invocation(whole.group(1), whole.group(2).strip(), body, whole.end()), whole.start(1)));
        }
        List<CellPart> parts = new ArrayList<>();
        int done = 0;
        Matcher line = LINE.matcher(cell);
        while (line.find()) {
            String before = cell.substring(done, line.start());
            if (!isComplete.test(before)) {
                continue;
            }
            if (!before.isBlank()) {
                parts.add(new Java(before, done));
            }
            parts.add(new Command(
                    new Invocation("%" + line.group(1), line.group(2).strip(), "", line.start(2)), line.start()));
            done = line.end();
        }
        if (!cell.substring(done).isBlank()) {
            parts.add(new Java(cell.substring(done), done));
        }
        return parts;
    }

    /** The cell with all that isn't Java turned to blanks of the same length. */
    static String blankOut(String cell, Predicate<String> isComplete) {
        if (!mayHaveMagic(cell)) {
            return cell;
        }
        StringBuilder blank = new StringBuilder(cell.replaceAll("[^\n]", " "));
        for (CellPart part : split(cell, isComplete)) {
            String java = part instanceof Java itself ? itself.source() : ((Command) part).java();
            int offset = part instanceof Command command ? command.invocation().bodyOffset() : part.offset();
            blank.replace(offset, offset + java.length(), java);
        }
        return blank.toString();
    }
}
