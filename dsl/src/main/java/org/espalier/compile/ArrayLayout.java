package org.espalier.compile;

import org.espalier.program.Shape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * In what shape and order DL4J keeps what a program keeps as {@code [n, channels, height, width]}.
 *
 * <pre>{@code
 * ArrayLayout.IMAGE_CHANNELS_LAST.arrayShape(32, new Shape(3, 28, 28))      // [32, 28, 28, 3]
 * }</pre>
 */
enum ArrayLayout {
    /** {@code [n, channels · height · width]}. */
    VECTOR(false),
    /** {@code [n, height · width · channels]}: what comes of flattening an image whose channels are last. */
    VECTOR_CHANNELS_LAST(true),
    /** {@code [n, channels, height, width]}. */
    IMAGE(false),
    /** {@code [n, height, width, channels]}. */
    IMAGE_CHANNELS_LAST(true),
    /** {@code [n, channels, time]}; time is the width, the height is 1. */
    SEQUENCE(false),
    /** {@code [n, time, channels]}. */
    SEQUENCE_CHANNELS_LAST(true),
    /** {@code [n · time, channels]}: every step of a sequence by itself. */
    STEPS(true);

    private final boolean channelsLast;

    ArrayLayout(boolean channelsLast) {
        this.channelsLast = channelsLast;
    }

    /** Whether the channels vary fastest. */
    boolean channelsLast() {
        return channelsLast;
    }

    /** Whether an example is one row, whatever it was before. */
    boolean isVector() {
        return this == VECTOR || this == VECTOR_CHANNELS_LAST;
    }

    /** The shape of DL4J's array for so many examples of a value. */
    long[] arrayShape(long examples, Shape value) {
        long c = value.channels();
        long h = value.height();
        long w = value.width();
        return switch (this) {
            case VECTOR, VECTOR_CHANNELS_LAST -> new long[] {examples, c * h * w};
            case IMAGE -> new long[] {examples, c, h, w};
            case IMAGE_CHANNELS_LAST -> new long[] {examples, h, w, c};
            case SEQUENCE -> new long[] {examples, c, h * w};
            case SEQUENCE_CHANNELS_LAST -> new long[] {examples, h * w, c};
            case STEPS -> new long[] {examples * h * w, c};
        };
    }

    /**
     * DL4J's array of a program's values.
     *
     * @param values {@code [examples, channels, height, width]}; not kept
     */
    INDArray array(float[] values, int examples, Shape value, DataType type) {
        INDArray channelsFirst = Nd4j.create(values, IMAGE.arrayShape(examples, value), 'c');
        INDArray ordered = channelsLast ? channelsFirst.permute(0, 2, 3, 1).dup('c') : channelsFirst;
        return ordered.reshape('c', arrayShape(examples, value)).castTo(type);
    }

    /** The values of DL4J's array as a program keeps them, {@code [examples, channels, height, width]}. */
    float[] values(INDArray array, int examples, Shape value) {
        return channelsFirst(array, examples, value).data().asFloat();
    }

    /** DL4J's array as a program keeps it: floats {@code [examples, channels, height, width]} in 'c' order, never a view. */
    INDArray channelsFirst(INDArray array, int examples, Shape value) {
        INDArray floats = array.castTo(DataType.FLOAT).dup('c');
        return channelsLast
                ? floats.reshape('c', IMAGE_CHANNELS_LAST.arrayShape(examples, value))
                        .permute(0, 3, 1, 2)
                        .dup('c')
                : floats.reshape('c', IMAGE.arrayShape(examples, value));
    }
}
