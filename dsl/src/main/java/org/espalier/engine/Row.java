package org.espalier.engine;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.espalier.measure.Latency;

/**
 * One line of a run's table: one network of one arm, over all seeds.
 *
 * @param arm what was run
 * @param label the arm in words, for instance the recipe's name
 * @param step the pruning step, 0 before any
 * @param asked the removed fraction that the schedule asked of this step, if any
 * @param figures one per seed
 * @param latency measured on the first seed's network, interleaved with the other rows; empty where it is that of
 *     another row by construction
 */
public record Row(
        Arm arm, String label, int step, OptionalDouble asked, List<Figures> figures, Optional<Latency> latency) {

    /** The kinds of rows. */
    public enum Arm {
        /** The dense model executed as DL4J does out of the box. */
        DENSE_AS_SHIPPED,
        /** The dense model on the best dense configuration here: the baseline of every speed-up. */
        DENSE,
        /** The recipe. */
        RECIPE,
        /** Control: the same recipe with random scores. */
        RANDOM_CONTROL,
        /** Control of a recipe that rewinds: what it left, drawn anew and trained for as long as after its last step. */
        REINITIALISED_CONTROL,
        /** Control: a dense model as small as the pruned one, trained from scratch for as many epochs in all. */
        SMALL_DENSE_CONTROL
    }

    /** Copies the list. */
    public Row {
        figures = List.copyOf(figures);
    }

    /** The mean of a figure over the seeds. */
    public double mean(ToDoubleFunction<Figures> figure) {
        return figures.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }

    /** The sample standard deviation over the seeds; empty for fewer than two. */
    public OptionalDouble sd(ToDoubleFunction<Figures> figure) {
        if (figures.size() < 2) {
            return OptionalDouble.empty();
        }
        double mean = mean(figure);
        double squares = figures.stream()
                .mapToDouble(figure)
                .map(x -> (x - mean) * (x - mean))
                .sum();
        return OptionalDouble.of(Math.sqrt(squares / (figures.size() - 1)));
    }
}
