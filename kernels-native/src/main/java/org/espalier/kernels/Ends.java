package org.espalier.kernels;

import java.nio.FloatBuffer;
import org.espalier.program.Program;
import org.jspecify.annotations.Nullable;

/**
 * Where the user's examples are, as the native side wants to know: in an array, from a place on, or at an address.
 *
 * @param in null: {@code from} is an address
 * @param inValues floats of one example
 * @param out null: {@code to} is an address
 * @param outValues floats of one example
 */
record Ends(float @Nullable [] in, long from, int inValues, float @Nullable [] out, long to, int outValues) {

    static Ends of(Program program, FloatBuffer in, FloatBuffer out) {
        FloatBuffer readable = in.isDirect() || in.hasArray() ? in : copied(in);
        return new Ends(
                array(readable),
                place(readable),
                program.input().values(),
                array(out),
                place(out),
                program.output().values());
    }

    /** A heap buffer that is read-only does not show its array. */
    private static FloatBuffer copied(FloatBuffer in) {
        return FloatBuffer.allocate(in.remaining()).put(in.duplicate()).flip();
    }

    private static float @Nullable [] array(FloatBuffer buffer) {
        return buffer.isDirect() ? null : buffer.array();
    }

    private static long place(FloatBuffer buffer) {
        return buffer.isDirect()
                ? Kernels.address(buffer) + 4L * buffer.position()
                : buffer.arrayOffset() + buffer.position();
    }

    /** Where an example begins. */
    long from(int example) {
        return from + (long) example * inValues * (in == null ? 4 : 1);
    }

    /** Where an example's output begins. */
    long to(int example) {
        return to + (long) example * outValues * (out == null ? 4 : 1);
    }
}
