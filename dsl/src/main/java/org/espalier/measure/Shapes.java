package org.espalier.measure;

import java.util.Arrays;

/** Shapes of examples, given without their batch dimension. */
final class Shapes {
    private Shapes() {}

    /** The shape with the batch dimension in front. */
    static long[] batched(long batch, long... example) {
        if (example.length == 0 || Arrays.stream(example).anyMatch(d -> d < 1)) {
            throw new IllegalArgumentException(
                    "expected the shape of one example without the batch dimension, such as 1, 28, 28; found "
                            + Arrays.toString(example));
        }
        long[] shape = new long[example.length + 1];
        shape[0] = batch;
        System.arraycopy(example, 0, shape, 1, example.length);
        return shape;
    }
}
