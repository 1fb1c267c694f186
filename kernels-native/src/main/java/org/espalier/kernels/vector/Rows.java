package org.espalier.kernels.vector;

/**
 * Where the rows of a strip lie: row r from {@code array[at + r · step]} on.
 *
 * @param at of row 0, which may lie outside of the array if rows are counted from another
 */
record Rows(float[] array, int at, int step) {}
