package org.espalier.ledger;

/**
 * How much validation accuracy a network may have lost against the dense one of its own run.
 *
 * @param atMost a fraction: 0.005 is half a point
 */
public record AccuracyDrop(double atMost) {

    /** Checks that it is a fraction. */
    public AccuracyDrop {
        if (!(atMost >= 0 && atMost <= 1)) {
            throw new IllegalArgumentException(
                    "accuracyDropAtMost: expected a fraction in [0, 1], found %s%s; half a point is 0.005"
                            .formatted(atMost, atMost > 1 && atMost <= 100 ? " (percent?)" : ""));
        }
    }
}
