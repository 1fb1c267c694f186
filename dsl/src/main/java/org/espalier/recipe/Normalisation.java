package org.espalier.recipe;

import java.util.Locale;

/** What a layer's channel scores are divided by before they are put together with other layers' or ranked against them. */
public enum Normalisation {
    /** Nothing: scores are taken as the criterion gives them. */
    NONE,
    /** Their mean. */
    MEAN,
    /** The largest of them. */
    MAX,
    /** Their sum. */
    SUM,
    /** Their standard deviation, after their mean was subtracted. */
    STANDARD;

    /** The scores of one layer, normalised; all zero where there is nothing to divide by. */
    public float[] of(float... scores) {
        if (this == NONE) {
            return scores;
        }
        double sum = 0;
        double max = 0;
        for (float score : scores) {
            sum += score;
            max = Math.max(max, Math.abs(score));
        }
        double mean = sum / scores.length;
        double squares = 0;
        for (float score : scores) {
            squares += (score - mean) * (score - mean);
        }
        double shift = this == STANDARD ? mean : 0;
        double scale = switch (this) {
            case NONE -> 1;
            case MEAN -> Math.abs(mean);
            case MAX -> max;
            case SUM -> Math.abs(sum);
            case STANDARD -> Math.sqrt(squares / scores.length);
        };
        float[] normalised = new float[scores.length];
        for (int i = 0; i < scores.length; i++) {
            normalised[i] = scale == 0 ? 0 : (float) ((scores[i] - shift) / scale);
        }
        return normalised;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
