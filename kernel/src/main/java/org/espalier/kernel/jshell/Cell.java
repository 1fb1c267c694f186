package org.espalier.kernel.jshell;

/**
 * One cell to evaluate.
 *
 * @param number the execution count
 * @param source its text; line ends are made {@code \n}
 * @param name how errors call it
 */
public record Cell(int number, String source, String name) {

    /** A cell of the notebook, which errors call by its number. */
    public Cell(int number, String source) {
        this(number, source, "cell " + number);
    }

    /** Makes line ends uniform, so that line numbers and columns mean the same everywhere. */
    public Cell {
        source = source.replace("\r\n", "\n").replace('\r', '\n');
    }
}
