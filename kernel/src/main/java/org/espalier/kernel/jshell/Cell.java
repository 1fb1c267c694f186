package org.espalier.kernel.jshell;

/**
 * One cell to evaluate.
 *
 * @param number the execution count, by which errors name the cell
 * @param source its text; line ends are made {@code \n}
 */
public record Cell(int number, String source) {

    /** Makes line ends uniform, so that line numbers and columns mean the same everywhere. */
    public Cell {
        source = source.replace("\r\n", "\n").replace('\r', '\n');
    }
}
