package org.espalier.engine;

import java.util.Arrays;

/** How a figure spreads over inputs; percentiles are by nearest rank, values that really occurred. */
public record Spread(double least, double p5, double median, double p95, double most, double mean) {

    static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Spread(
                sorted[0],
                at(sorted, 0.05),
                at(sorted, 0.5),
                at(sorted, 0.95),
                sorted[sorted.length - 1],
                Arrays.stream(sorted).average().orElse(Double.NaN));
    }

    private static double at(double[] sorted, double fraction) {
        return sorted[(int) Math.ceil(fraction * sorted.length) - 1];
    }
}
