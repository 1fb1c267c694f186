package org.espalier.program;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** What every {@link CompiledProgram} checks of its arguments, in the same words. */
public final class Batches {
    private Batches() {}

    /**
     * Checks the arguments of {@link CompiledProgram#execute}.
     *
     * @throws IllegalArgumentException if {@code examples} is below 1, a buffer holds another number of values or is
     *     direct in foreign byte order, or the output is read-only or the input itself
     */
    public static void check(Program program, int examples, FloatBuffer in, FloatBuffer out) {
        if (examples < 1) {
            throw new IllegalArgumentException("a batch has at least one example, found " + examples);
        }
        check("input", program.input(), examples, in);
        check("output", program.output(), examples, out);
        if (out.isReadOnly()) {
            throw new IllegalArgumentException("the output is written, found a read-only buffer");
        }
        if (in == out || (in.hasArray() && out.hasArray() && in.array() == out.array())) {
            throw new IllegalArgumentException("input and output must be two buffers, found one and the same memory");
        }
    }

    private static void check(String side, Shape shape, int examples, FloatBuffer buffer) {
        long expected = (long) examples * shape.values();
        if (buffer.remaining() != expected) {
            throw new IllegalArgumentException("the %s of %d examples of %s holds %d values, found a buffer of %d"
                    .formatted(side, examples, shape, expected, buffer.remaining()));
        }
        if (buffer.isDirect() && buffer.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException(
                    "the %s must be in %s order, found %s".formatted(side, ByteOrder.nativeOrder(), buffer.order()));
        }
    }
}
