package org.espalier.criterion;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays as plain doubles in 'c' order, and back: what is solved exactly is solved in double precision. */
final class Flat {
    private Flat() {}

    static double[] of(INDArray array) {
        return array.dup('c').data().asDouble();
    }

    /** Values in the shape and type of {@code like}. */
    static INDArray shaped(double[] values, INDArray like) {
        return Nd4j.createFromArray(values).reshape('c', like.shape()).castTo(like.dataType());
    }
}
