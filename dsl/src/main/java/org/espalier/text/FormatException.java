package org.espalier.text;

/** A text that is not what it should be: says where, what was expected and what was found. */
public final class FormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;
    private final String problem;

    /**
     * A problem at a place.
     *
     * @param source the file's name, or blank for a text that is in no file
     * @param line from 1
     * @param column from 1
     * @param problem expected, found, and what to do
     */
    public FormatException(String source, int line, int column, String problem) {
        super(
                source.isBlank()
                        ? "line %d, column %d: %s".formatted(line, column, problem)
                        : "%s:%d:%d: %s".formatted(source, line, column, problem));
        this.line = line;
        this.column = column;
        this.problem = problem;
    }

    /** The line of the text, from 1. */
    public int line() {
        return line;
    }

    /** The column of that line, from 1. */
    public int column() {
        return column;
    }

    /** What is wrong, without the place. */
    public String problem() {
        return problem;
    }
}
