package org.espalier.kernel.notebook;

import com.google.gson.JsonArray;

/**
 * What became of one code cell.
 *
 * @param number its execution count; 0 when it did not run
 * @param outputs what it showed, as notebook files keep it
 */
record CellRun(int number, JsonArray outputs) {}
