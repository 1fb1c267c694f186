package org.espalier.recipe;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Checks fractions and writes them as people read them. */
final class Fractions {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private Fractions() {}

    /** A removed fraction must lie in [0, 1). */
    static void check(String verb, double fraction) {
        if (!(fraction >= 0 && fraction < 1)) {
            throw new IllegalArgumentException(
                    "%s must be a fraction in [0, 1), found %s%s".formatted(verb, fraction, hint(verb, fraction)));
        }
    }

    /** A kept fraction must lie in (0, 1]. */
    static void checkKept(String verb, double fraction) {
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException(
                    "%s must be a fraction in (0, 1], found %s%s".formatted(verb, fraction, hint(verb, fraction)));
        }
    }

    static String percent(double fraction) {
        BigDecimal exact = BigDecimal.valueOf(fraction).movePointRight(2);
        int digits = 2;
        BigDecimal rounded = exact.setScale(digits, RoundingMode.HALF_UP);
        // 99.999 % must not read as 100 %, which is another recipe.
        while (!ends(exact) && ends(rounded)) {
            rounded = exact.setScale(++digits, RoundingMode.HALF_UP);
        }
        return rounded.signum() == 0 ? "0 %" : rounded.stripTrailingZeros().toPlainString() + " %";
    }

    private static boolean ends(BigDecimal percent) {
        return percent.signum() == 0 || percent.compareTo(HUNDRED) == 0;
    }

    private static String hint(String verb, double fraction) {
        if (Double.isNaN(fraction)) {
            return "; not a number, look at how it was computed";
        }
        if (fraction > 1 && fraction < 100) {
            return "; did you mean %s?"
                    .formatted(BigDecimal.valueOf(fraction)
                            .movePointLeft(2)
                            .stripTrailingZeros()
                            .toPlainString());
        }
        if (fraction < 0 && fraction > -1) {
            return "; did you mean %s?".formatted(-fraction);
        }
        // Only a removed fraction may not be 1, and only a kept one may not be 0.
        return fraction == 1 || fraction == 0 ? "; %s(%d) would remove everything".formatted(verb, (int) fraction) : "";
    }
}
