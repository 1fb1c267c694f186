package org.espalier.program;

import java.util.Arrays;

/**
 * Where a convolution's taps fall along one dimension. With a stride the input is dealt out to phases first, phase p
 * holding rows p, p + stride, …; within a phase the window moves by ones.
 *
 * @param stride 1, or the number of phases
 * @param phases the phases that any tap needs, rising
 * @param phase for each tap its place in {@code phases}
 * @param shift for each tap how far its first row is from the phase's first, negative in the padding
 * @param size rows of each phase
 * @param before rows of margin that the taps reach before the first
 * @param after rows of margin that they reach beyond the last
 */
record Taps(int stride, int[] phases, int[] phase, int[] shift, int size, int before, int after) {

    /**
     * @param in rows of the input
     * @param out rows of the output
     */
    static Taps of(int in, int out, int taps, int stride, int padding, int dilation) {
        int step = out == 1 ? 1 : stride; // one output does not move
        int[] phaseOf = new int[taps];
        int[] shift = new int[taps];
        for (int tap = 0; tap < taps; tap++) {
            int row = tap * dilation - padding;
            phaseOf[tap] = Math.floorMod(row, step);
            shift[tap] = Math.floorDiv(row, step);
        }
        int[] phases = Arrays.stream(phaseOf).distinct().sorted().toArray();
        int[] phase =
                Arrays.stream(phaseOf).map(p -> Arrays.binarySearch(phases, p)).toArray();
        int size = (in + step - 1) / step;
        int first = Arrays.stream(shift).min().orElse(0);
        int last = Arrays.stream(shift).max().orElse(0);
        return new Taps(
                step, phases, phase, shift, size, Math.max(0, -first), Math.max(0, last + out - 1 - (size - 1)));
    }
}
