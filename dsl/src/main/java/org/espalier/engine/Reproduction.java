package org.espalier.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Two receipts of one recipe, figure by figure: does what was run again agree? Times are never compared.
 *
 * @param expected the receipt to reproduce
 * @param found that of the second run; empty where it was not begun, since it could not have agreed
 * @param figures those that differ first, then the others
 * @param reasons what is not the same in the surroundings: data, versions, machine
 */
public record Reproduction(Receipt expected, Optional<Receipt> found, List<Figure> figures, List<String> reasons) {
    private static final String PARAMETERS = "parameters bit by bit";

    /** How far two figures, or two runs, agree. */
    public enum Agreement {
        /** The same bits. */
        BIT_EXACT("bit-exact"),
        /**
         * Accuracies by at most 0.02, removed fractions by at most 0.01, fidelity by at most 0.001, counts by at most 1 %.
         */
        WITHIN_TOLERANCE("within tolerance"),
        /** By more. */
        DIFFERENT("different");

        private final String words;

        Agreement(String words) {
            this.words = words;
        }

        /** In words. */
        public String words() {
            return words;
        }
    }

    /**
     * One figure of one network of one seed.
     *
     * @param line which network and seed
     * @param name of the figure
     * @param expected empty where only the second run has it
     * @param found empty where only the first run has it
     * @param agreement of both
     */
    public record Figure(
            String line, String name, OptionalDouble expected, OptionalDouble found, Agreement agreement) {}

    /** Copies the lists. */
    public Reproduction {
        figures = List.copyOf(figures);
        reasons = List.copyOf(reasons);
    }

    /** Compares two receipts. */
    public static Reproduction of(Receipt expected, Receipt found) {
        Map<String, Receipt.Line> first = byKey(expected);
        Map<String, Receipt.Line> second = byKey(found);
        List<Figure> figures = new ArrayList<>();
        Map<String, Receipt.Line> all = new LinkedHashMap<>(first);
        second.forEach(all::putIfAbsent);
        all.keySet().forEach(key -> compare(key, first.get(key), second.get(key), figures));
        // Stable: within an agreement the order of the table.
        figures.sort((a, b) -> b.agreement().compareTo(a.agreement()));
        return new Reproduction(expected, Optional.of(found), figures, reasons(expected, found));
    }

    /** A reproduction that was not begun. */
    static Reproduction impossible(Receipt expected, List<String> reasons) {
        return new Reproduction(expected, Optional.empty(), List.of(), reasons);
    }

    /** How far both runs agree: as far as the figure that agrees least. */
    public Agreement agreement() {
        if (found.isEmpty() || figures.isEmpty()) {
            return Agreement.DIFFERENT;
        }
        return figures.get(0).agreement();
    }

    /** In one sentence. */
    public String sentence() {
        String because = reasons.isEmpty() ? "" : "; not the same: " + String.join(", ", reasons);
        if (found.isEmpty()) {
            return "Not run again, since it could not agree" + because + ".";
        }
        long same = figures.stream()
                .filter(figure -> figure.agreement() == Agreement.BIT_EXACT)
                .count();
        return switch (agreement()) {
            case BIT_EXACT -> "Bit-exact: all %d figures are the same, the parameters too%s.".formatted(same, because);
            case WITHIN_TOLERANCE ->
                "Within tolerance: %d of %d figures are the same, the others near%s."
                        .formatted(same, figures.size(), because);
            case DIFFERENT ->
                "Different: %d of %d figures are outside the tolerance%s."
                        .formatted(
                                figures.stream()
                                        .filter(figure -> figure.agreement() == Agreement.DIFFERENT)
                                        .count(),
                                figures.size(),
                                reasons.isEmpty() ? ", on the same data, versions and machine" : because);
        };
    }

    private static Map<String, Receipt.Line> byKey(Receipt receipt) {
        Map<String, Receipt.Line> lines = new LinkedHashMap<>();
        // The dense network has a row of its own as shipped, with the same figures.
        receipt.lines().forEach(line -> lines.put(line.key(), line));
        return lines;
    }

    private static void compare(
            String key, Receipt.@Nullable Line expected, Receipt.@Nullable Line found, List<Figure> figures) {
        Map<String, Double> first = expected == null ? Map.of() : expected.figures();
        Map<String, Double> second = found == null ? Map.of() : found.figures();
        Map<String, Double> all = new TreeMap<>(first);
        second.forEach(all::putIfAbsent);
        all.keySet().forEach(name -> {
            OptionalDouble a = optional(first.get(name));
            OptionalDouble b = optional(second.get(name));
            figures.add(new Figure(key, name, a, b, agreement(name, a, b)));
        });
        if (expected != null
                && found != null
                && expected.parametersSha256().isPresent()
                && found.parametersSha256().isPresent()
                && !expected.parametersSha256().equals(found.parametersSha256())) {
            figures.add(new Figure(
                    key, PARAMETERS, OptionalDouble.empty(), OptionalDouble.empty(), Agreement.WITHIN_TOLERANCE));
        }
    }

    private static OptionalDouble optional(@Nullable Double figure) {
        return figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure);
    }

    private static Agreement agreement(String name, OptionalDouble expected, OptionalDouble found) {
        if (expected.isEmpty() || found.isEmpty()) {
            return Agreement.DIFFERENT;
        }
        double a = expected.getAsDouble();
        double b = found.getAsDouble();
        if (Double.compare(a, b) == 0) {
            return Agreement.BIT_EXACT;
        }
        return Math.abs(a - b) <= tolerance(name, a) ? Agreement.WITHIN_TOLERANCE : Agreement.DIFFERENT;
    }

    private static double tolerance(String name, double expected) {
        return switch (name) {
            case "validationAccuracy", "testAccuracy" -> 0.02;
            case "removed" -> 0.01;
            case "fidelity" -> 0.001;
            default -> 0.01 * Math.abs(expected);
        };
    }

    private static List<String> reasons(Receipt expected, Receipt found) {
        List<String> reasons = new ArrayList<>();
        differ(reasons, "recipe", expected.recipeSha256(), found.recipeSha256());
        differ(reasons, "data", expected.dataSha256(), found.dataSha256());
        differ(reasons, "model", expected.model(), found.model());
        Map<String, String> all = new LinkedHashMap<>(expected.environment());
        found.environment().forEach(all::putIfAbsent);
        all.keySet()
                .forEach(key -> differ(
                        reasons,
                        key,
                        expected.environment().getOrDefault(key, "unknown"),
                        found.environment().getOrDefault(key, "unknown")));
        return reasons;
    }

    static void differ(List<String> reasons, String what, String expected, String found) {
        if (!expected.equals(found)) {
            reasons.add("%s (%s, found %s)".formatted(what, brief(expected), brief(found)));
        }
    }

    private static String brief(String text) {
        return text.matches("[0-9a-f]{64}") ? text.substring(0, 12) : text;
    }
}
