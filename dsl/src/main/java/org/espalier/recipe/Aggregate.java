package org.espalier.recipe;

import java.util.Locale;

/** How the scores of channels that fall together become one: of a residual sum, those of every layer that adds to it. */
public enum Aggregate {
    /** Their mean. */
    MEAN,
    /** The largest. */
    MAX,
    /** Their sum: groups of many layers score higher. */
    SUM,
    /** The score in the first layer. */
    FIRST;

    /** One score of several, at least one. */
    public float of(float... scores) {
        float sum = 0;
        float max = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            sum += score;
            max = Math.max(max, score);
        }
        return switch (this) {
            case MEAN -> sum / scores.length;
            case MAX -> max;
            case SUM -> sum;
            case FIRST -> scores[0];
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
