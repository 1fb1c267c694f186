package org.espalier.compile;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.espalier.program.Shape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One end of a network: how DL4J's arrays there become a program's floats, {@code [n, channels, height, width]}.
 *
 * @param layout of DL4J's array
 * @param shape of one example, as the program keeps it
 */
record End(ArrayLayout layout, Shape shape) {

    /**
     * How many examples an array holds.
     *
     * @throws IllegalArgumentException if its shape is neither DL4J's nor {@code [n, values]}
     */
    int examples(INDArray array) {
        long[] found = array.shape();
        if (!array.isEmpty() && found.length > 1) {
            int n = Math.toIntExact(found[0]);
            long[] flat = {n, shape.values()};
            if (Arrays.equals(found, layout.arrayShape(n, shape)) || Arrays.equals(found, flat)) {
                checkSize(n);
                return n;
            }
        }
        String example = Arrays.toString(layout.arrayShape(1, shape)).replaceFirst("\\[1", "[n");
        throw new IllegalArgumentException("expected an input of %s with at least one example, or [n, %d], found %s"
                .formatted(example, shape.values(), Arrays.toString(found)));
    }

    /** Refuses what no buffer holds. */
    void checkSize(int examples) {
        if (examples < 1) {
            throw new IllegalArgumentException("a batch has at least one example, found " + examples);
        }
        int most = Integer.MAX_VALUE / Float.BYTES / shape.values();
        if (examples > most) {
            throw new IllegalArgumentException("a batch of examples of %s has at most %d, found %d; cut it into several"
                    .formatted(shape, most, examples));
        }
    }

    /** The array as the program reads it: itself where it lies so already, else a copy. */
    INDArray ordered(INDArray array, int examples) {
        return !layout.channelsLast() && array.dataType() == DataType.FLOAT && lies(array)
                ? array
                : layout.channelsFirst(array, examples, shape);
    }

    /** Whether the values lie one after another in 'c' order; strides of sizes 1 say nothing. */
    private static boolean lies(INDArray array) {
        long expected = 1;
        for (int i = array.rank() - 1; i >= 0; i--) {
            if (array.size(i) != 1 && array.stride(i) != expected) {
                return false;
            }
            expected *= array.size(i);
        }
        return true;
    }

    /** A new array of no workspace, as the program writes it. */
    INDArray fresh(int examples) {
        long[] sizes = layout.channelsLast()
                ? ArrayLayout.IMAGE.arrayShape(examples, shape)
                : layout.arrayShape(examples, shape);
        return Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', sizes);
    }

    /** What the program wrote, as DL4J has it. */
    INDArray finished(INDArray written, int examples) {
        return layout.channelsLast()
                ? written.permute(0, 2, 3, 1).dup('c').reshape('c', layout.arrayShape(examples, shape))
                : written;
    }

    /**
     * The memory of an array that {@link #ordered} or {@link #fresh} gave. The buffer does not keep it alive: keep the
     * array reachable.
     */
    static FloatBuffer memory(INDArray array) {
        // addressPointer() heeds the offset of a view, pointer() does not.
        FloatPointer pointer = new FloatPointer(array.data().addressPointer());
        return pointer.position(0).capacity(array.length()).asBuffer();
    }
}
