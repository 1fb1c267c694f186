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

    /** The cell with every magic turned to blanks of the same length, for what only understands Java. */
    static String blankOut(String cell, Predicate<String> isComplete) {
        if (!mayHaveMagic(cell)) {
            return cell;
        }
        StringBuilder blank = new StringBuilder(cell.replaceAll("[^\n]", " "));
        for (CellPart part : split(cell, isComplete)) {
            if (part instanceof Java java) {
                blank.replace(java.offset(), java.offset() + java.source().length(), java.source());
            }
        }
        return blank.toString();
    }
}
