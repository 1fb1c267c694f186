package org.espalier.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.espalier.program.Program;
import org.espalier.program.Shape;
import org.espalier.program.Step;
import org.espalier.program.Step.Convolution;
import org.espalier.program.Window;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.SparseMatrix;
import org.nd4j.linalg.api.buffer.DataType;

/** A program under construction. */
final class Draft {
    private final Value input;
    private final DataType type;
    private final List<Step> steps = new ArrayList<>();

    /**
     * @param type of DL4J's arrays; a program's are floats
     */
    Draft(Shape input, ArrayLayout layout, DataType type) {
        this.input = new Value(0, input, layout);
        this.type = type;
    }

    DataType type() {
        return type;
    }

    Value input() {
        return input;
    }

    Value add(Step step, ArrayLayout layout) {
        steps.add(step);
        return new Value(steps.size(), step.output(), layout);
    }

    Value convolve(
            String name,
            Value in,
            Window window,
            int groups,
            SparseMatrix weights,
            Epilogue epilogue,
            Shape out,
            ArrayLayout layout) {
        return add(
                new Convolution(name, in.number(), window, groups, weights, epilogue, OptionalInt.empty(), out),
                layout);
    }

    /**
     * The value with every element a channel of its own, {@code [values, 1, 1]} in the order of DL4J's vector: a product
     * with a permutation, unless it is one already.
     */
    Value flat(String name, Value in) {
        Shape shape = in.shape();
        if (shape.height() * shape.width() == 1) {
            return in.as(ArrayLayout.VECTOR);
        }
        int[] order = order(shape, in.layout().channelsLast());
        return convolve(
                name + ".flatten",
                in,
                Window.over(shape),
                1,
                selection(order, shape.values()),
                Epilogue.NONE,
                Shape.vector(shape.values()),
                ArrayLayout.VECTOR);
    }

    /** For each element of DL4J's vector, where the program has it. */
    static int[] order(Shape shape, boolean channelsLast) {
        int[] order = new int[shape.values()];
        int positions = shape.height() * shape.width();
        for (int i = 0; i < order.length; i++) {
            order[i] = channelsLast ? i % shape.channels() * positions + i / shape.channels() : i;
        }
        return order;
    }

    /** Row {@code r} picks column {@code columns[r]}. */
    static CsrMatrix selection(int[] columns, int of) {
        int[] pointers = new int[columns.length + 1];
        float[] ones = new float[columns.length];
        for (int r = 0; r < columns.length; r++) {
            pointers[r + 1] = r + 1;
            ones[r] = 1;
        }
        return CsrMatrix.of(columns.length, of, pointers, columns, ones);
    }

    /** Everything up to here, whose last value is the output. */
    Program program(Value output) {
        return new Program(input.shape(), steps.subList(0, output.number()));
    }
}
