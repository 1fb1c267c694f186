package org.espalier.dynamic;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One example between two layers. Where a gate has closed channels, those that passed are all that is held.
 *
 * @param values {@code [1, channels, h, w]}, or any array with one example
 * @param passed which channels those are, ascending; null where all are held
 * @param width how many channels there are
 */
record Signal(INDArray values, int @Nullable [] passed, int width) {

    static Signal of(INDArray values) {
        return new Signal(values, null, (int) values.size(1));
    }

    /** With zeros for channels that did not pass. */
    INDArray full() {
        int[] channels = passed;
        if (channels == null) {
            return values;
        }
        int area = (int) (values.size(2) * values.size(3));
        float[] from = values.dup('c').data().asFloat();
        float[] to = new float[width * area];
        for (int i = 0; i < channels.length; i++) {
            System.arraycopy(from, i * area, to, channels[i] * area, area);
        }
        return Nd4j.create(to, new long[] {1, width, values.size(2), values.size(3)}, 'c');
    }

    /** Which channels are held. */
    int[] held() {
        int[] channels = passed;
        return channels != null ? channels : IntStream.range(0, width).toArray();
    }
}
