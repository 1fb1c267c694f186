package org.espalier.model;

import java.util.function.LongToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** An array's values read one by one where they lie; only a view is copied first, once. */
record HostValues(long length, LongToDoubleFunction at) {
    private static final HostValues NONE = new HostValues(0, i -> Double.NaN);

    /** In 'c' order. */
    static HostValues of(INDArray array) {
        return array.isEmpty() ? NONE : at(array.ordering() == 'c' && fillsItsBuffer(array) ? array : array.dup('c'));
    }

    /** In whatever order they lie, which spares copying more of them. */
    static HostValues inAnyOrder(INDArray array) {
        return array.isEmpty() ? NONE : at(fillsItsBuffer(array) ? array : array.dup('c'));
    }

    private static HostValues at(INDArray array) {
        DataBuffer values = array.data();
        return new HostValues(array.length(), values::getDouble);
    }

    /** The buffer of a view is that of the whole array, and a transposed array has that of the one it was. */
    private static boolean fillsItsBuffer(INDArray array) {
        return Shape.hasDefaultStridesForShape(array)
                && array.offset() == 0
                && array.data().length() == array.length();
    }

    long zeros() {
        long zeros = 0;
        for (long i = 0; i < length; i++) {
            if (at.applyAsDouble(i) == 0) {
                zeros++;
            }
        }
        return zeros;
    }
}
