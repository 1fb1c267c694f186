package org.espalier.recipe;

/**
 * How far to prune. The name says the denominator: a sparsity is a fraction of the weights in scope, MACs and parameters
 * are fractions of the whole dense model.
 */
public sealed interface Target {

    /** The fraction in the recipe, as the verb means it. */
    double fraction();

    /** The fraction removed of whatever the target counts, for the schedule to ramp up. */
    double removed();

    /**
     * The same target with another removed fraction; what a schedule asks at one of its steps. Asked for
     * {@link #removed()} it is this very target: {@code 1 - (1 - 0.3)} is not 0.3.
     */
    Target withRemoved(double removed);

    /** The target in words: {@code "90 % sparsity"}. */
    String sentence();

    /** What the removed fraction is a fraction of, as a column's name: {@code "MACs removed"}. */
    String measure();

    /** Targets that make sense for single weights. */
    sealed interface ForWeights extends Target {}

    /** Targets that make sense for channels. */
    sealed interface ForChannels extends Target {}

    /** Targets that make sense for residual blocks. */
    sealed interface ForBlocks extends Target {}

    /**
     * Removes this fraction of the weights in scope.
     *
     * @param fraction in [0, 1)
     */
    record Sparsity(double fraction) implements ForWeights {
        /** Checks the fraction. */
        public Sparsity {
            Fractions.check("sparsity", fraction);
        }

        @Override
        public double removed() {
            return fraction;
        }

        @Override
        public Sparsity withRemoved(double removed) {
            return new Sparsity(removed);
        }

        @Override
        public String measure() {
            return "sparsity";
        }

        @Override
        public String sentence() {
            return "%s sparsity".formatted(Fractions.percent(fraction));
        }
    }

    /**
     * Removes this fraction of the channels of each layer in scope (or of all of them together, ranked globally).
     *
     * @param fraction in [0, 1)
     */
    record ChannelsRemoved(double fraction) implements ForChannels {
        /** Checks the fraction. */
        public ChannelsRemoved {
            Fractions.check("channelsRemoved", fraction);
        }

        @Override
        public double removed() {
            return fraction;
        }

        @Override
        public ChannelsRemoved withRemoved(double removed) {
            return new ChannelsRemoved(removed);
        }

        @Override
        public String measure() {
            return "channels removed";
        }

        @Override
        public String sentence() {
            return "%s of the channels removed".formatted(Fractions.percent(fraction));
        }
    }

    /**
     * Leaves at most this fraction of the dense model's multiply–accumulates.
     *
     * @param fraction in (0, 1]
     */
    record MacsAtMost(double fraction) implements ForWeights, ForChannels, ForBlocks {
        /** Checks the fraction. */
        public MacsAtMost {
            Fractions.checkKept("macsAtMost", fraction);
        }

        @Override
        public double removed() {
            return 1 - fraction;
        }

        @Override
        public MacsAtMost withRemoved(double removed) {
            return removed == removed() ? this : new MacsAtMost(1 - removed);
        }

        @Override
        public String measure() {
            return "MACs removed";
        }

        @Override
        public String sentence() {
            return "at most %s of the MACs".formatted(Fractions.percent(fraction));
        }
    }

    /**
     * Leaves at most this fraction of the dense model's parameters (non-zero ones, when single weights are pruned).
     *
     * @param fraction in (0, 1]
     */
    record ParamsAtMost(double fraction) implements ForWeights, ForChannels, ForBlocks {
        /** Checks the fraction. */
        public ParamsAtMost {
            Fractions.checkKept("paramsAtMost", fraction);
        }

        @Override
        public double removed() {
            return 1 - fraction;
        }

        @Override
        public ParamsAtMost withRemoved(double removed) {
            return removed == removed() ? this : new ParamsAtMost(1 - removed);
        }

        @Override
        public String measure() {
            return "parameters removed";
        }

        @Override
        public String sentence() {
            return "at most %s of the parameters".formatted(Fractions.percent(fraction));
        }
    }

    /**
     * Leaves at most this fraction of the dense model's bytes: of cut channels nothing is stored, of single weights each
     * layer is stored dense or as compressed sparse rows, whichever is smaller.
     *
     * @param fraction in (0, 1]
     */
    record BytesAtMost(double fraction) implements ForWeights, ForChannels {
        /** Checks the fraction. */
        public BytesAtMost {
            Fractions.checkKept("bytesAtMost", fraction);
        }

        @Override
        public double removed() {
            return 1 - fraction;
        }

        @Override
        public BytesAtMost withRemoved(double removed) {
            return removed == removed() ? this : new BytesAtMost(1 - removed);
        }

        @Override
        public String measure() {
            return "bytes removed";
        }

        @Override
        public String sentence() {
            return "at most %s of the bytes".formatted(Fractions.percent(fraction));
        }
    }

    /**
     * Leaves at most this fraction of the dense model's latency, measured: networks are really shrunk and timed beside the
     * dense one, at the experiment's latency batch. What it cuts depends on the machine, and by a channel or so on the
     * moment.
     *
     * @param fraction in (0, 1]
     */
    record LatencyAtMost(double fraction) implements ForChannels {
        /** Checks the fraction. */
        public LatencyAtMost {
            Fractions.checkKept("latencyAtMost", fraction);
        }

        @Override
        public double removed() {
            return 1 - fraction;
        }

        @Override
        public LatencyAtMost withRemoved(double removed) {
            return removed == removed() ? this : new LatencyAtMost(1 - removed);
        }

        @Override
        public String measure() {
            return "latency removed";
        }

        @Override
        public String sentence() {
            return "at most %s of the latency".formatted(Fractions.percent(fraction));
        }
    }

    /**
     * Leaves out this fraction of the residual blocks in scope, to the nearest number of them.
     *
     * @param fraction in [0, 1)
     */
    record BlocksRemoved(double fraction) implements ForBlocks {
        /** Checks the fraction. */
        public BlocksRemoved {
            Fractions.check("blocksRemoved", fraction);
        }

        @Override
        public double removed() {
            return fraction;
        }

        @Override
        public BlocksRemoved withRemoved(double removed) {
            return new BlocksRemoved(removed);
        }

        @Override
        public String measure() {
            return "blocks removed";
        }

        @Override
        public String sentence() {
            return "%s of the residual blocks removed".formatted(Fractions.percent(fraction));
        }
    }
}
