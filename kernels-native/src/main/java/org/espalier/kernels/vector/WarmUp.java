package org.espalier.kernels.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Runs every kernel until the JVM has compiled it, about a second in all. Until then vectors are objects, and a product
 * takes some hundred times as long: whoever compares backends by a few runs must not see that.
 */
final class WarmUp {
    private static final int PANELS = 3;
    private static final int BLOCKS = 7; // of a panel; several sets of sums and a remainder
    private static final double COMPILED = 5; // nanoseconds of a vector's multiply-add; before, it is hundreds
    private static final long PATIENCE = 10_000_000_000L; // nanoseconds

    private WarmUp() {}

    /** The first call returns when the kernels are compiled, later ones at once. */
    static void once() {
        Done.await();
    }

    private static final class Done {
        static {
            warm();
        }

        static void await() {}
    }

    /** A kernel at work; each of its calls takes other branches. */
    private static final class Candidate {
        private final Panels panels;
        private final int vectors;
        private final float[] in = new float[BLOCKS + 2 * 8 * Lanes.COUNT];
        private final float[] out = new float[8 * PANELS * 2 * 8 * Lanes.COUNT];
        private int calls;

        /**
         * One kernel.
         *
         * @param vectors 0 for that of a single position
         */
        Candidate(int height, int vectors) {
            this.vectors = vectors;
            int blocks = PANELS * BLOCKS;
            this.panels = new Panels(
                    height,
                    0,
                    IntStream.rangeClosed(0, PANELS).map(i -> i * BLOCKS).toArray(),
                    IntStream.range(0, blocks).map(i -> i % BLOCKS).toArray(),
                    new float[blocks * height + Lanes.COUNT],
                    new float[PANELS * height + Lanes.COUNT]);
        }

        /** Calls it a few times; whether the last ones were fast. */
        boolean compiled() {
            double best = Double.MAX_VALUE;
            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                int vectorsDone = call();
                best = Math.min(best, (System.nanoTime() - start) / (double) vectorsDone);
            }
            return best < COMPILED;
        }

        private int call() {
            int blocks = PANELS * BLOCKS;
            calls++;
            if (vectors == 0) {
                ColumnKernels.run(panels, in, 0, out, 0);
                return blocks;
            }
            Strip strip = new Strip(0, vectors, 1 + calls % 2);
            Rows rows = new Rows(out, 0, strip.room());
            panels.multiply(0, PANELS, strip, in, 0, rows, calls % 2);
            return blocks * panels.height() * vectors * strip.count();
        }
    }

    private static void warm() {
        List<Candidate> cold = new ArrayList<>();
        for (int height : new int[] {1, 4}) {
            for (int vectors = 1; vectors <= Lanes.most(height); vectors *= 2) {
                cold.add(new Candidate(height, vectors));
            }
        }
        for (int height : new int[] {1, ColumnKernels.most()}) {
            cold.add(new Candidate(height, 0));
        }
        long start = System.nanoTime();
        while (!cold.isEmpty() && System.nanoTime() - start < PATIENCE) {
            cold.removeIf(Candidate::compiled);
        }
    }
}
