package org.espalier.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.model.NetworkSketch;
import org.espalier.model.NetworkSketch.Part;

/** What the boxes of a network's picture say: layers that only follow another one stand in its box. */
final class NetworkBoxes {
    private static final Set<String> FOLLOWERS =
            Set.of("BatchNormalization", "ActivationLayer", "DropoutLayer", "LocalResponseNormalization");

    private NetworkBoxes() {}

    /**
     * One box.
     *
     * @param name of the first layer in it
     * @param title with those that follow it
     * @param widths channels, or channels before and after
     * @param detail a second line
     * @param kept how much of it is filled, in [0, 1]
     * @param strength the fraction of its parameters that are not zero, in [0, 1]
     * @param gone whether pruning has left nothing of it
     * @param reads names of the boxes read, each once
     */
    record Box(
            String name,
            String title,
            String widths,
            String detail,
            double kept,
            double strength,
            boolean gone,
            Map<String, String> reads) {}

    static List<Box> of(NetworkReport report) {
        List<Part> parts = report.before().parts();
        Map<String, Integer> readers = new HashMap<>();
        parts.forEach(part -> part.reads().forEach(name -> readers.merge(name, 1, Integer::sum)));
        Map<String, String> boxOf = new HashMap<>();
        Map<String, List<Part>> within = new LinkedHashMap<>();
        for (Part part : parts) {
            String read = part.reads().isEmpty() ? "" : part.reads().get(0);
            boolean follows = FOLLOWERS.contains(part.type())
                    && part.reads().size() == 1
                    && readers.getOrDefault(read, 0) == 1
                    && report.before()
                            .part(read)
                            .filter(p -> !p.type().equals("Input"))
                            .isPresent();
            String box = follows ? boxOf.getOrDefault(read, part.name()) : part.name();
            boxOf.put(part.name(), box);
            within.computeIfAbsent(box, name -> new ArrayList<>()).add(part);
        }
        List<Box> boxes = new ArrayList<>();
        within.forEach((name, all) -> boxes.add(box(report, name, all, boxOf)));
        return boxes;
    }

    private static Box box(NetworkReport report, String name, List<Part> all, Map<String, String> boxOf) {
        Part first = all.get(0);
        Map<String, String> reads = new LinkedHashMap<>();
        first.reads().forEach(read -> reads.put(boxOf.getOrDefault(read, read), read));
        Optional<NetworkSketch> after = report.after();
        Optional<Part> left = after.flatMap(sketch -> sketch.part(name));
        boolean gone = after.isPresent() && left.isEmpty();
        return new Box(
                name,
                title(all),
                widths(first, after.isPresent() ? left : Optional.of(first)),
                detail(first, gone ? Optional.empty() : left.or(() -> Optional.of(first))),
                gone ? 0 : kept(first, left),
                strength(left.orElse(first)),
                gone,
                reads);
    }

    /** {@code stage1.conv1 + bn1}: what the names have in common is said once. */
    private static String title(List<Part> all) {
        String first = all.get(0).name();
        String prefix = first.substring(0, first.lastIndexOf('.') + 1);
        return all.stream()
                .map(Part::name)
                .map(name -> name.equals(first) || !name.startsWith(prefix) ? name : name.substring(prefix.length()))
                .collect(Collectors.joining(" + "));
    }

    private static double strength(Part part) {
        return part.parameters() == 0 ? 1 : (double) part.nonZero() / part.parameters();
    }

    /** Of a part without channels of its own, nothing is filled. */
    private static double kept(Part before, Optional<Part> after) {
        if (before.width().isEmpty()) {
            return 0;
        }
        double width = before.width().getAsLong();
        return after.map(part -> part.width().orElse((long) width) / width).orElse(1.0);
    }

    private static String widths(Part before, Optional<Part> after) {
        if (before.type().equals("Input")) {
            return NetworkReport.out(before);
        }
        String from = channels(before);
        String to = after.map(NetworkBoxes::channels).orElse("0");
        return from.equals(to) || from.isEmpty() ? from : from + " → " + to;
    }

    /** Those that it makes, or passes on. */
    private static String channels(Part part) {
        if (part.width().isPresent()) {
            return Long.toString(part.width().getAsLong());
        }
        return part.shape().isEmpty() ? "" : Long.toString(part.shape().get(0));
    }

    private static String detail(Part before, Optional<Part> left) {
        if (left.isEmpty()) {
            return "removed";
        }
        Part now = left.get();
        String type = before.type().replaceAll("(Layer|Vertex)$", "");
        String detail = type + (before.detail().isEmpty() ? "" : " " + before.detail());
        if (now.parameters() > 0) {
            detail += String.format(Locale.ROOT, " · %,d", now.parameters());
        }
        long zeros = now.parameters() - now.nonZero();
        return zeros > 0
                ? detail + String.format(Locale.ROOT, " (%.0f %% zeros)", 100.0 * zeros / now.parameters())
                : detail;
    }
}
