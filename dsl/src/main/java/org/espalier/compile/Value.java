package org.espalier.compile;

import java.util.Arrays;
import org.espalier.program.Shape;

/**
 * A value of the program under construction, and how DL4J sees it.
 *
 * @param number of the value in the program
 * @param shape as the program keeps it; a flattened image keeps its channels, rows and columns until someone needs a vector
 * @param layout of DL4J's array
 */
record Value(int number, Shape shape, ArrayLayout layout) {

    /** The same values, seen otherwise by DL4J. */
    Value as(ArrayLayout other) {
        return new Value(number, shape, other);
    }

    /** Words for messages: the shape of one example of DL4J's array, {@code [28, 28, 3]}. */
    String example() {
        long[] batch = layout.arrayShape(1, shape);
        return Arrays.toString(Arrays.copyOfRange(batch, 1, batch.length));
    }
}
