package org.espalier.recipe;

import org.espalier.pattern.MaskPattern;

/** What is removed as one piece. */
public sealed interface Unit {

    /** The unit in words: {@code "weights"}. */
    String sentence();

    /** Single weights, masked: unstructured pruning. */
    record Weights() implements Unit {
        @Override
        public String sentence() {
            return "weights";
        }
    }

    /**
     * Single weights under a fixed pattern, masked: semi-structured pruning.
     *
     * @param pattern which masks are allowed
     */
    record Pattern(MaskPattern pattern) implements Unit {
        @Override
        public String sentence() {
            return "weights in the pattern " + pattern.id();
        }
    }

    /**
     * Whole channels (filters, neurons), cut out so that the network really shrinks: structured pruning.
     *
     * @param roundTo widths that are pruned stay multiples of this, at least 1
     */
    record Channels(int roundTo) implements Unit {
        /** Checks the multiple. */
        public Channels {
            if (roundTo < 1) {
                throw new IllegalArgumentException("pruneChannels: widths must stay multiples of at least 1, found "
                        + roundTo + "; try 8, or 1 for any width");
            }
        }

        @Override
        public String sentence() {
            return roundTo == 1 ? "channels" : "channels (widths in multiples of %d)".formatted(roundTo);
        }
    }
}
