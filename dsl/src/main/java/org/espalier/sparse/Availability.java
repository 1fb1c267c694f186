package org.espalier.sparse;

/**
 * Whether a backend can run here, and why.
 *
 * @param available whether it can
 * @param reason when it can, what it found ({@code "AVX2, 2 threads"}); when not, what is missing and how to get it
 */
public record Availability(boolean available, String reason) {

    /** Checks that a reason is given. */
    public Availability {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("availability needs a reason: %s"
                    .formatted(available ? "what was found" : "what is missing and how to get it"));
        }
    }

    /** The backend can run; says on what. */
    public static Availability on(String found) {
        return new Availability(true, found);
    }

    /** The backend cannot run; says what is missing and how to get it. */
    public static Availability missing(String whatAndHowToGetIt) {
        return new Availability(false, whatAndHowToGetIt);
    }
}
