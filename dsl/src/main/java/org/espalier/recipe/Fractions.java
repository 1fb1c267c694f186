package org.espalier.recipe;

import java.util.Locale;

/** Checks fractions and writes them as people read them. */
final class Fractions {
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
        String digits = String.format(Locale.ROOT, "%.2f", fraction * 100);
        return digits.replaceAll("\\.?0+$", "") + " %";
    }

    private static String hint(String verb, double fraction) {
        if (Double.isNaN(fraction)) {
            return "; not a number, look at how it was computed";
        }
        if (fraction > 1 && fraction < 100) {
            return "; did you mean %s?"
                    .formatted(java.math.BigDecimal.valueOf(fraction)
                            .movePointLeft(2)
                            .stripTrailingZeros()
                            .toPlainString());
        }
        if (fraction < 0 && fraction > -1) {
            return "; did you mean %s?".formatted(-fraction);
        }
        return fraction == 1 ? "; %s(1) would remove everything".formatted(verb) : "";
    }
}
