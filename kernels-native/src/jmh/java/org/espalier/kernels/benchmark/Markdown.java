package org.espalier.kernels.benchmark;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Rows of a Markdown table, printed as they come: a long run can be read, and cut short. */
final class Markdown {
    private Markdown() {}

    /** The first {@code texts} columns hold text, the others numbers. */
    static void head(List<String> titles, int texts) {
        row(titles);
        row(Stream.concat(
                        Collections.nCopies(texts, "---").stream(),
                        Collections.nCopies(titles.size() - texts, "---:").stream())
                .toList());
    }

    static void row(List<String> cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }

    /** Three significant digits. */
    static String number(double value) {
        return value >= 100 ? "%.0f".formatted(value) : String.format(Locale.ROOT, "%.3g", value);
    }

    /** A ratio with the interval that it lies in. */
    static String ratio(Race.Ratio ratio) {
        return "%s [%s–%s]".formatted(hundredths(ratio.value()), hundredths(ratio.low()), hundredths(ratio.high()));
    }

    private static String hundredths(double ratio) {
        return String.format(Locale.ROOT, ratio >= 10 ? "%.1f" : ratio >= 0.1 ? "%.2f" : "%.3f", ratio);
    }
}
