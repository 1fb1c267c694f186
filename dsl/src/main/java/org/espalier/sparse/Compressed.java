package org.espalier.sparse;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which columns each line stores, a line being a row or a panel of rows, and a column being one of a matrix or of its
 * blocks: line {@code i} stores {@code indices} at {@code [pointers[i], pointers[i + 1])}, rising. The arrays are the
 * owner's; they are not copied.
 *
 * @param line what a line is called in messages, {@code "row"} or {@code "panel"}
 */
record Compressed(String line, int[] pointers, int[] indices) {
    private static final int MOST_SHORT = 1 << 16;

    int start(int i) {
        return pointers[i];
    }

    int end(int i) {
        return pointers[i + 1];
    }

    int index(int at) {
        return indices[at];
    }

    /** Checks every pointer and index; says where and what was found. */
    void check(int lines, int columns) {
        if (pointers.length != lines + 1) {
            throw new IllegalArgumentException(
                    "%d %ss need %d %s pointers, found %d".formatted(lines, line, lines + 1, line, pointers.length));
        }
        if (pointers[0] != 0 || pointers[lines] != indices.length) {
            throw new IllegalArgumentException(
                    "%s pointers must run from 0 to the number of column indices, %d, found %d to %d"
                            .formatted(line, indices.length, pointers[0], pointers[lines]));
        }
        for (int i = 0; i < lines; i++) {
            if (pointers[i + 1] < pointers[i]) {
                throw new IllegalArgumentException("%s pointers must not fall, found %d after %d at %s %d"
                        .formatted(line, pointers[i + 1], pointers[i], line, i));
            }
        }
        for (int i = 0; i < lines; i++) {
            checkLine(i, columns);
        }
    }

    private void checkLine(int i, int columns) {
        int before = -1;
        for (int at = pointers[i]; at < pointers[i + 1]; at++) {
            if (indices[at] < 0 || indices[at] >= columns) {
                throw new IllegalArgumentException(
                        "%s %d: a column index must lie in [0, %d), found %d".formatted(line, i, columns, indices[at]));
            }
            if (indices[at] <= before) {
                throw new IllegalArgumentException(
                        "%s %d: column indices must rise, found %d after %d".formatted(line, i, indices[at], before));
            }
            before = indices[at];
        }
    }

    /** How many bytes {@link #write} writes: an index among so many columns takes two where it can. */
    long bytes(int columns) {
        int each = columns <= MOST_SHORT ? Short.BYTES : Integer.BYTES;
        return (long) Integer.BYTES * pointers.length + (long) each * indices.length;
    }

    void write(int columns, MatrixOutput out) throws IOException {
        for (int pointer : pointers) {
            out.int32(pointer);
        }
        for (int index : indices) {
            if (columns <= MOST_SHORT) {
                out.int16(index);
            } else {
                out.int32(index);
            }
        }
    }

    /** What {@link #write} wrote; not checked. */
    static Compressed read(String line, int lines, int columns, int count, MatrixInput in) throws IOException {
        int[] pointers = in.ints(line + " pointers", lines + 1);
        String what = "column indices";
        return new Compressed(
                line, pointers, columns <= MOST_SHORT ? in.unsignedShorts(what, count) : in.ints(what, count));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Compressed c
                && Arrays.equals(pointers, c.pointers)
                && Arrays.equals(indices, c.indices);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(indices);
    }
}
