package org.espalier.recipe;

import java.util.ArrayList;
import java.util.List;
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
            return "weights in the pattern " + pattern.sentence();
        }
    }

    /**
     * Whole kernels of convolutions, masked: the {@code kH × kW} weights between one input and one output channel. Mao et
     * al., "Exploring the granularity of sparsity in convolutional neural networks", CVPR workshops 2017.
     */
    record Kernels() implements Unit {
        @Override
        public String sentence() {
            return "convolution kernels";
        }
    }

    /**
     * Whole channels (filters, neurons), cut out so that the network really shrinks: structured pruning. Channels that
     * fall together, such as those of a residual sum, have one score.
     *
     * @param roundTo widths that are pruned stay multiples of this, at least 1
     * @param aggregate how the scores of channels that fall together become one
     * @param normalisation what each layer's scores are divided by before that
     * @param piece channels, or attention heads
     */
    record Channels(int roundTo, Aggregate aggregate, Normalisation normalisation, Piece piece) implements Unit {
        /** Checks the multiple. */
        public Channels {
            if (roundTo < 1) {
                throw new IllegalArgumentException("pruneChannels: widths must stay multiples of at least 1, found "
                        + roundTo + "; try 8, or 1 for any width");
            }
        }

        /** The mean of scores as they are. */
        public Channels(int roundTo) {
            this(roundTo, Aggregate.MEAN, Normalisation.NONE, Piece.CHANNELS);
        }

        @Override
        public String sentence() {
            List<String> details = new ArrayList<>();
            if (roundTo > 1) {
                details.add("widths in multiples of " + roundTo);
            }
            if (aggregate != Aggregate.MEAN) {
                details.add("coupled ones by the %s of their scores".formatted(aggregate.word()));
            }
            if (normalisation != Normalisation.NONE) {
                details.add("scores normalised by %s".formatted(normalisation.word()));
            }
            return piece.plural() + (details.isEmpty() ? "" : " (%s)".formatted(String.join(", ", details)));
        }
    }

    /** Whole residual blocks whose shortcut is the identity, left out so that the network gets shallower: depth pruning. */
    record Blocks() implements Unit {
        @Override
        public String sentence() {
            return "residual blocks";
        }
    }

    /** What is cut out of a network. */
    enum Piece {
        /** Filters, neurons, units of recurrent layers. */
        CHANNELS("channels"),
        /** Whole heads of attention layers. */
        HEADS("attention heads");

        private final String plural;

        Piece(String plural) {
            this.plural = plural;
        }

        /** Several of them in words. */
        public String plural() {
            return plural;
        }
    }
}
