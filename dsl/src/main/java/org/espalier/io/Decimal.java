package org.espalier.io;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Numbers as text, with as few digits as give the same number again. {@link Double#toString} writes some with more up to
 * JDK 18, and digests of texts should not depend on that.
 */
final class Decimal {
    private static final int MOST_DIGITS = 17;
    private static final int SMALLEST_PLAIN = -6;
    private static final int LARGEST_PLAIN = 15;

    private Decimal() {}

    /** What is written: {@code 0.001} for people, {@code 1.0E-9} where that is long, always with a point. */
    static Number of(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return value;
        }
        BigDecimal exact = new BigDecimal(value);
        BigDecimal shortest = exact;
        for (int digits = 1; digits <= MOST_DIGITS; digits++) {
            shortest = exact.round(new MathContext(digits)).stripTrailingZeros();
            if (shortest.doubleValue() == value) {
                break;
            }
        }
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= SMALLEST_PLAIN && (exponent <= LARGEST_PLAIN || shortest.scale() >= 0)) {
            return shortest.scale() < 1 ? shortest.setScale(1) : shortest;
        }
        // Without the point, readers of YAML 1.1 take it as a word.
        return shortest.precision() == 1 ? shortest.setScale(shortest.scale() + 1) : shortest;
    }
}
