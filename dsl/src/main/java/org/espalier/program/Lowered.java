package org.espalier.program;

import java.util.List;

/**
 * A program laid out in an arena, for so many examples side by side.
 *
 * <p>An arena has {@code positions · lanes} floats, all zero when it is made; float {@code p · lanes + l} is position
 * {@code p} of example {@code l}. There are at least {@link Lowering#SLACK} floats of nobody's before the first region and
 * after the last, so that a kernel may read whole vectors.
 *
 * @param lanes examples side by side
 * @param positions the arena's size
 * @param in where the input goes, {@code (c, y, x)} of each example
 * @param out where the output is
 * @param instructions in the order of execution
 */
public record Lowered(int lanes, int positions, Region in, Region out, List<Instruction> instructions) {

    /** Copies the list. */
    public Lowered {
        instructions = List.copyOf(instructions);
    }

    /** The arena's size in floats. */
    public int floats() {
        return positions * lanes;
    }
}
