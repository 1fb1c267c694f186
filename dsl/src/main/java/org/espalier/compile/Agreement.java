package org.espalier.compile;

import java.util.Locale;

/**
 * How far a compiled network is from DL4J on random inputs.
 *
 * @param maxError the largest difference of any output, in the outputs' own unit
 * @param scale the largest output of DL4J by absolute value
 * @param examples how many were compared, by each way of running
 */
public record Agreement(double maxError, double scale, int examples) {
    /** More than this of the scale is a defect, not rounding. */
    static final double TOLERANCE = 1e-4;

    /** A network that is DL4J itself. */
    static final Agreement ITSELF = new Agreement(0, 0, 0);

    /** Whether the difference can be rounding. */
    public boolean holds() {
        return maxError <= TOLERANCE * scale;
    }

    /** Compares; where DL4J gives NaN or Inf, nothing else will do. */
    static Agreement of(float[] expected, float[] found, int examples) {
        double error = 0;
        double scale = 0;
        for (int i = 0; i < expected.length; i++) {
            if (Float.compare(expected[i], found[i]) != 0 && expected[i] != found[i]) {
                double difference = Math.abs((double) expected[i] - found[i]);
                error = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(error, difference);
            }
            if (Float.isFinite(expected[i])) {
                scale = Math.max(scale, Math.abs(expected[i]));
            }
        }
        return new Agreement(error, scale, examples);
    }

    /** The worse of two comparisons with the same outputs. */
    Agreement and(Agreement other) {
        return maxError >= other.maxError ? this : other;
    }

    @Override
    public String toString() {
        return equals(ITSELF)
                ? "DL4J's own"
                : String.format(
                        Locale.ROOT,
                        "within %.1e of DL4J's on %d random examples, values up to %.3g",
                        maxError,
                        examples,
                        scale);
    }
}
