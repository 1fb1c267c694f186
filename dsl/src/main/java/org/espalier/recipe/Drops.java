package org.espalier.recipe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How much accuracy a model loses when one layer, or one group of channels, is pruned by itself: what
 * {@link Scope#rankedBy} shares a target out by. Plain values, so that a recipe is the same wherever they were measured.
 *
 * @param pieces what was removed
 * @param byLayer the points measured, by layer or channel group; none for one that cannot shrink
 */
public record Drops(Pieces pieces, Map<String, List<Point>> byLayer) {

    /** What was removed when drops were measured. */
    public enum Pieces {
        /** Single weights, by layer. */
        WEIGHTS("weights"),
        /** Channels, by channel group. */
        CHANNELS("channels"),
        /** Heads, by group of them. */
        HEADS("attention heads");

        private final String word;

        Pieces(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        /** What a unit removes. */
        public static Pieces of(Unit unit) {
            if (unit instanceof Unit.Channels channels) {
                return channels.piece() == Unit.Piece.HEADS ? HEADS : CHANNELS;
            }
            return WEIGHTS;
        }
    }

    /**
     * One measurement.
     *
     * @param removed fraction of the layer's weights or the group's channels, in (0, 1]
     * @param drop the accuracy lost, a fraction of the examples; negative where there was a gain
     */
    public record Point(double removed, double drop) {
        /** Checks both. */
        public Point {
            if (!(removed > 0 && removed <= 1)) {
                throw new IllegalArgumentException("a drop's removed fraction must be in (0, 1], found " + removed);
            }
            if (!(drop >= -1 && drop <= 1)) {
                throw new IllegalArgumentException(
                        "a drop must be a fraction in [-1, 1], such as 0.02 for two points, found " + drop);
            }
        }
    }

    /** Whatever holds drops, such as a sensitivity that an experiment measured. */
    @FunctionalInterface
    public interface Measured {
        /** The drops. */
        Drops drops();
    }

    /** Checks that there is a layer and that its points ascend; copies the collections. */
    public Drops {
        if (byLayer.isEmpty()) {
            throw new IllegalArgumentException("drops need at least one layer, found none");
        }
        Map<String, List<Point>> copy = new LinkedHashMap<>();
        byLayer.forEach((layer, points) -> copy.put(layer, ascending(layer, points)));
        byLayer = Collections.unmodifiableMap(copy);
    }

    private static List<Point> ascending(String layer, List<Point> points) {
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i).removed() <= points.get(i - 1).removed()) {
                throw new IllegalArgumentException("drops of %s: the removed fractions must ascend, found %s after %s"
                        .formatted(
                                layer,
                                points.get(i).removed(),
                                points.get(i - 1).removed()));
            }
        }
        return List.copyOf(points);
    }

    /** SHA-256 over all values, whatever the order of the layers: 64 hexadecimal digits. */
    public String sha256() {
        String canonical = new TreeMap<>(byLayer)
                .entrySet().stream()
                        .map(layer -> Scope.quoted(List.of(layer.getKey())) + layer.getValue())
                        .collect(Collectors.joining("\n", pieces + "\n", ""));
        return Sha256.of(canonical);
    }

    @Override
    public String toString() {
        return "drops of %d layers, %s".formatted(byLayer.size(), sha256().substring(0, 12));
    }
}
