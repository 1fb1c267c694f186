package org.espalier.structure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What a model costs when its channel groups have other widths, without making it: each array of parameters has, on each
 * axis, some indices that stay and some for each unit of a group.
 */
public final class Cost {
    private final Map<String, Integer> dense = new HashMap<>();
    private final List<Term> terms = new ArrayList<>();

    /** The length of one axis. */
    private record Axis(long fixed, Map<String, Integer> perUnit) {
        long length(Map<String, Integer> widths, Map<String, Integer> dense) {
            long length = fixed;
            for (Map.Entry<String, Integer> part : perUnit.entrySet()) {
                int width = widths.getOrDefault(part.getKey(), dense.getOrDefault(part.getKey(), 0));
                length += (long) part.getValue() * width;
            }
            return length;
        }
    }

    /** One array of parameters; {@code multiplied} if its elements are weights that inputs are multiplied by. */
    private record Term(String layer, boolean multiplied, List<Axis> axes) {}

    private Cost() {}

    /** Of the model that these groups were found in. */
    public static Cost of(ChannelGroups groups) {
        Cost cost = new Cost();
        Tracing tracing = groups.tracing();
        Map<Integer, String> groupOf = new HashMap<>();
        for (ChannelGroup group : groups.all()) {
            cost.dense.put(group.name(), group.width());
            Arrays.stream(groups.unitsOf(group.name())).forEach(unit -> groupOf.put(unit, group.name()));
        }
        Map<List<String>, Parameter> parameters = new HashMap<>();
        tracing.draft().parameters().forEach(p -> parameters.put(List.of(p.layer(), p.key()), p));
        for (Cut.Held held : Cut.held(tracing.wiring())) {
            Parameter parameter = parameters.get(List.of(held.layer(), held.key()));
            List<Axis> axes = new ArrayList<>();
            for (int axis = 0; axis < held.array().rank(); axis++) {
                int[] units = parameter == null ? new int[0] : parameter.axes()[axis];
                axes.add(axis(held.array().size(axis), units, tracing.draft().units(), groupOf));
            }
            boolean weight = parameter == null || parameter.sort() == Parameter.Sort.WEIGHT;
            cost.terms.add(new Term(held.layer(), weight && axes.size() > 1, axes));
        }
        return cost;
    }

    private static Axis axis(long length, int[] units, Units found, Map<Integer, String> groupOf) {
        Map<String, Integer> inGroup = new HashMap<>();
        Map<String, Integer> firstUnit = new HashMap<>();
        long fixed = length;
        for (int unit : units) {
            String group = groupOf.get(found.find(unit));
            if (group == null) {
                continue;
            }
            fixed--;
            // All units of a group have as many indices here as the first one met.
            int root = found.find(unit);
            firstUnit.putIfAbsent(group, root);
            if (firstUnit.get(group) == root) {
                inGroup.merge(group, 1, Integer::sum);
            }
        }
        return new Axis(fixed, inGroup);
    }

    /** All parameters of the model with these widths; groups not named have all their units. */
    public long parameters(Map<String, Integer> widths) {
        return terms.stream().mapToLong(term -> size(term, widths)).sum();
    }

    /**
     * Multiply–accumulates of the model with these widths.
     *
     * @param uses how often each weight of a layer is multiplied for one example
     */
    public long macs(Map<String, Integer> widths, ToLongFunction<String> uses) {
        return terms.stream()
                .filter(Term::multiplied)
                .mapToLong(term -> size(term, widths) * uses.applyAsLong(term.layer()))
                .sum();
    }

    /** For each layer the lengths of all axes of its weights in the model as it is. */
    public Map<String, List<Long>> shapes() {
        Map<String, List<Long>> shapes = new HashMap<>();
        terms.stream().filter(Term::multiplied).forEach(term -> {
            List<Long> shape = shapes.computeIfAbsent(term.layer(), layer -> new ArrayList<>());
            term.axes().forEach(axis -> shape.add(axis.length(Map.of(), dense)));
        });
        return shapes;
    }

    private long size(Term term, Map<String, Integer> widths) {
        long size = 1;
        for (Axis axis : term.axes()) {
            size *= axis.length(widths, dense);
        }
        return size;
    }
}
