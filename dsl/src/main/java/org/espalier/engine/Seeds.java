package org.espalier.engine;

import java.util.SplittableRandom;

/** Derives independent seeds from one, so that adding a random draw in one place moves none elsewhere. */
final class Seeds {
    private Seeds() {}

    static long of(long seed, String purpose, long number) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + purpose.hashCode() * 31L + number).nextLong();
    }
}
