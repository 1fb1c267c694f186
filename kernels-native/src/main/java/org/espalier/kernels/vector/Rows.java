package org.espalier.kernels.vector;

/**
 * Where the rows of a strip go: row r to {@code array[at + r · step]} and on.
 *
 * @param at of row 0, which may lie outside of the array if rows are counted from another
 */
record Rows(float[] array, int at, int step) {}
