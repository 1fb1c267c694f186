package org.espalier.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.espalier.engine.Row;

/**
 * Two runs of a ledger side by side.
 *
 * @param first one
 * @param second the other
 * @param lines figure by figure, of the networks that either run has
 * @param differences what else is not the same, each with both values: recipe, model, data, versions, machine
 */
public record Comparison(LoggedRun first, LoggedRun second, List<Line> lines, Map<String, List<String>> differences) {

    /**
     * One figure of one network.
     *
     * @param network in words
     * @param step the pruning step, 0 before any
     * @param figure its name
     * @param first mean over the first run's seeds; empty where it has no such network or figure
     * @param second mean over the second run's seeds
     * @param sd the larger of both standard deviations over seeds, to judge the difference by
     */
    public record Line(
            String network, int step, String figure, OptionalDouble first, OptionalDouble second, OptionalDouble sd) {

        /** Second minus first. */
        public OptionalDouble difference() {
            return first.isPresent() && second.isPresent()
                    ? OptionalDouble.of(second.getAsDouble() - first.getAsDouble())
                    : OptionalDouble.empty();
        }
    }

    /** Copies the collections. */
    public Comparison {
        lines = List.copyOf(lines);
        differences = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(differences));
    }

    /** Networks are the same where arm and step are: recipes have names of their own. */
    private record Key(Row.Arm arm, int step) {
        static Key of(Row row) {
            return new Key(row.arm(), row.step());
        }
    }

    static Comparison of(List<Entry> first, List<Entry> second) {
        Map<Key, List<Optional<Entry>>> both = new LinkedHashMap<>();
        first.forEach(entry ->
                entry.row().ifPresent(row -> both.put(Key.of(row), List.of(Optional.of(entry), Optional.empty()))));
        second.forEach(entry -> entry.row()
                .ifPresent(row -> both.merge(
                        Key.of(row),
                        List.of(Optional.empty(), Optional.of(entry)),
                        (one, other) -> List.of(one.get(0), other.get(1)))));
        List<Line> lines = new ArrayList<>();
        both.forEach((key, pair) -> {
            for (Figure figure : Figure.values()) {
                OptionalDouble one = of(figure, pair.get(0));
                OptionalDouble other = of(figure, pair.get(1));
                if (one.isPresent() || other.isPresent()) {
                    lines.add(new Line(label(pair), key.step(), figure.id(), one, other, sd(figure, pair)));
                }
            }
        });
        LoggedRun a = first.get(0).run();
        LoggedRun b = second.get(0).run();
        return new Comparison(a, b, lines, differences(a, b));
    }

    private static String label(List<Optional<Entry>> pair) {
        List<String> labels = pair.stream()
                .flatMap(Optional::stream)
                .flatMap(entry -> entry.row().stream())
                .map(Row::label)
                .distinct()
                .toList();
        return String.join(" / ", labels);
    }

    private static OptionalDouble of(Figure figure, Optional<Entry> entry) {
        return entry.isPresent() ? figure.of(entry.get()) : OptionalDouble.empty();
    }

    private static OptionalDouble sd(Figure figure, List<Optional<Entry>> pair) {
        return pair.stream()
                .flatMap(Optional::stream)
                .map(figure::sdOf)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .max();
    }

    private static Map<String, List<String>> differences(LoggedRun a, LoggedRun b) {
        Map<String, List<String>> differences = new LinkedHashMap<>();
        differ(differences, "recipe", a.sentence(), b.sentence());
        differ(differences, "model", a.model(), b.model());
        differ(differences, "data", a.data(), b.data());
        differ(differences, "data SHA-256", a.dataSha256(), b.dataSha256());
        differ(differences, "seeds", a.seeds().toString(), b.seeds().toString());
        differ(differences, "status", a.status(), b.status());
        TreeSet<String> keys = new TreeSet<>(a.environment().keySet());
        keys.addAll(b.environment().keySet());
        for (String key : keys) {
            differ(
                    differences,
                    key,
                    a.environment().getOrDefault(key, "unknown"),
                    b.environment().getOrDefault(key, "unknown"));
        }
        return differences;
    }

    private static void differ(Map<String, List<String>> differences, String what, String one, String other) {
        if (!one.equals(other)) {
            differences.put(what, List.of(one, other));
        }
    }
}
