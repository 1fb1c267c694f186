package org.espalier.measure;

import org.nd4j.linalg.api.ndarray.INDArray;

/** An array's values outside ND4J, where comparisons are exact (its matching conditions take a tolerance). */
final class Values {
    private Values() {}

    /** All values in 'c' order. */
    static double[] of(INDArray array) {
        // The copy matters: the buffer of a view is that of the whole array.
        return array.dup('c').data().asDouble();
    }

    /** How many values differ from zero, in the least bit. */
    static long nonZero(INDArray array) {
        long count = 0;
        for (double value : of(array)) {
            if (value != 0) {
                count++;
            }
        }
        return count;
    }
}
