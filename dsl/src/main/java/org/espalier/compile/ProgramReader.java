package org.espalier.compile;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.espalier.program.Function;
import org.espalier.program.Program;
import org.espalier.program.Shape;
import org.espalier.program.Step;
import org.espalier.program.Step.Combination;
import org.espalier.program.Step.Concatenation;
import org.espalier.program.Step.Convolution;
import org.espalier.program.Step.Foreign;
import org.espalier.program.Step.Framing;
import org.espalier.program.Step.Pointwise;
import org.espalier.program.Step.Pooling;
import org.espalier.program.Step.Scaling;
import org.espalier.program.Step.Softmax;
import org.espalier.program.Window;
import org.espalier.sparse.Activation;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.SparseMatrix;

/**
 * Reads what {@link ProgramWriter} wrote. Whatever else the bytes hold ends in an {@link IOException} or
 * {@link IllegalArgumentException}; no array is made larger than the bytes that are left could fill.
 */
final class ProgramReader {
    /** What is not in the bytes. */
    interface Parts {
        /** The matrix of this number, of this size. */
        SparseMatrix matrix(int number, int rows, long columns) throws IOException;

        /** DL4J's layer in a step of a network with this input. */
        Foreign.Layer layer(Shape input, int step, Foreign like) throws IOException;
    }

    private final DataInputStream in;
    private final Parts parts;

    /** @param in over bytes in memory, whose {@code available()} is what is left */
    ProgramReader(DataInputStream in, Parts parts) {
        this.in = in;
        this.parts = parts;
    }

    Program program() throws IOException {
        Shape input = shape();
        int count = count(1);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(step(i, input, steps));
        }
        return new Program(input, steps);
    }

    private Step step(int number, Shape input, List<Step> before) throws IOException {
        String kind = in.readUTF();
        String name = in.readUTF();
        List<Integer> inputs = numbers();
        Shape out = shape();
        for (int value : inputs) {
            if (value < 0 || value > number) {
                throw new IOException(
                        "step \"%s\": expected to read values 0 to %d, found %d".formatted(name, number, value));
            }
        }
        if (inputs.isEmpty()) {
            throw new IOException("step \"%s\": expected at least one input, found none".formatted(name));
        }
        int first = inputs.get(0);
        return switch (kind) {
            case "Convolution" ->
                convolution(
                        name,
                        inputs,
                        out,
                        first == 0 ? input : before.get(first - 1).output());
            case "Pooling" -> new Pooling(name, first, window(), one(Pooling.Kind.class), out);
            case "Combination" ->
                new Combination(name, inputs, one(Combination.Operation.class), one(Activation.class), out);
            case "Concatenation" -> new Concatenation(name, inputs, out);
            case "Scaling" -> new Scaling(name, first, floats(), floats(), one(Activation.class), out);
            case "Framing" -> new Framing(name, first, in.readInt(), in.readInt(), out);
            case "Pointwise" -> new Pointwise(name, first, one(Function.class), in.readFloat(), out);
            case "Softmax" -> new Softmax(name, first, out);
            case "Foreign" -> foreign(input, number, name, inputs, in.readUTF(), out);
            default ->
                throw new IOException(
                        "step \"%s\": found \"%s\", which this version does not know".formatted(name, kind));
        };
    }

    private Convolution convolution(String name, List<Integer> inputs, Shape out, Shape read) throws IOException {
        Window window = window();
        int groups = in.readInt();
        if (groups < 1) {
            throw new IOException("step \"%s\": expected at least one group, found %d".formatted(name, groups));
        }
        long columns = (long) read.channels() / groups * window.height() * window.width();
        SparseMatrix weights = parts.matrix(in.readInt(), out.channels(), columns);
        Epilogue epilogue = in.readBoolean() ? Epilogue.bias(floats()) : Epilogue.NONE;
        OptionalInt addend = inputs.size() > 1 ? OptionalInt.of(inputs.get(1)) : OptionalInt.empty();
        return new Convolution(
                name, inputs.get(0), window, groups, weights, epilogue.then(one(Activation.class)), addend, out);
    }

    private Foreign foreign(Shape input, int number, String name, List<Integer> inputs, String reason, Shape out)
            throws IOException {
        Foreign without = new Foreign(name, inputs, (examples, values, result) -> {}, reason, out);
        return new Foreign(name, inputs, parts.layer(input, number, without), reason, out);
    }

    Shape shape() throws IOException {
        return new Shape(in.readInt(), in.readInt(), in.readInt());
    }

    private Window window() throws IOException {
        return new Window(
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt());
    }

    <E extends Enum<E>> E one(Class<E> type) throws IOException {
        return Enum.valueOf(type, in.readUTF());
    }

    List<Integer> numbers() throws IOException {
        int count = count(Integer.BYTES);
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(in.readInt());
        }
        return numbers;
    }

    float[] floats() throws IOException {
        float[] values = new float[count(Float.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readFloat();
        }
        return values;
    }

    /** A count of things of so many bytes at least. */
    private int count(int bytes) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available() / bytes) {
            throw new IOException(
                    "expected a count that %d bytes have room for, found %d".formatted(in.available(), count));
        }
        return count;
    }
}
