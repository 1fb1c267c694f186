package org.espalier.criterion;

/** How many weights a {@link LayerSolver} removes from a layer. */
public sealed interface Quota {

    /**
     * So many weights, wherever they are.
     *
     * @param removed those that are zero already among them, at least 0
     */
    record Count(long removed) implements Quota {
        /** Checks the number. */
        public Count {
            if (removed < 0) {
                throw new IllegalArgumentException("the weights to remove must be at least 0, found " + removed);
            }
        }
    }

    /**
     * All but {@code n} of every {@code m} consecutive inputs, for each output and each kernel position; a last group
     * shorter than {@code m} keeps at most {@code n} too.
     *
     * @param n kept of each group
     * @param m group length
     */
    record Groups(int n, int m) implements Quota {
        /** Checks {@code 1 ≤ n < m}. */
        public Groups {
            if (n < 1 || n >= m) {
                throw new IllegalArgumentException(
                        "n of every m weights are kept, 1 <= n < m, found n = %d, m = %d".formatted(n, m));
            }
        }
    }
}
