package org.espalier.engine;

import java.util.List;
import java.util.OptionalDouble;

/**
 * An accuracy measured once for each seed.
 *
 * @param bySeed fractions correct, in the order of the seeds, at least one
 */
public record Accuracies(List<Double> bySeed) {
    /** Copies the list. */
    public Accuracies {
        bySeed = List.copyOf(bySeed);
    }

    /** The mean over the seeds. */
    public double mean() {
        return bySeed.stream().mapToDouble(a -> a).average().orElse(Double.NaN);
    }

    /** The sample standard deviation over the seeds; empty for fewer than two. */
    public OptionalDouble sd() {
        if (bySeed.size() < 2) {
            return OptionalDouble.empty();
        }
        double mean = mean();
        double squares =
                bySeed.stream().mapToDouble(a -> (a - mean) * (a - mean)).sum();
        return OptionalDouble.of(Math.sqrt(squares / (bySeed.size() - 1)));
    }
}
