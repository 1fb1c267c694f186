package org.espalier.structure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.espalier.structure.ChannelGroup.Member;
import org.espalier.structure.ChannelGroup.Role;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The channel groups of a DL4J model. Found by following every channel, by index, from the layer that makes it through
 * all that passes it on to all that reads it; layers and vertices that are not understood refuse what reaches them.
 *
 * <pre>{@code
 * ChannelGroups.of(model).prunable()
 * }</pre>
 */
public final class ChannelGroups {
    private final Tracing zero;
    private final Tracing unread;
    private final List<ChannelGroup> all;
    /** For each group the unit of each of its members. */
    private final Map<String, int[]> units = new LinkedHashMap<>();

    private ChannelGroups(Wiring wiring) {
        this.zero = Tracing.of(wiring, Silence.ZERO);
        this.unread = Tracing.of(wiring, Silence.UNREAD);
        this.all = collect();
    }

    /**
     * Finds the groups of a model, which is not changed.
     *
     * @param model a MultiLayerNetwork or ComputationGraph, any number of inputs and outputs
     * @throws IllegalArgumentException if it is of another class, or not initialised
     */
    public static ChannelGroups of(Model model) {
        return new ChannelGroups(Wiring.of(model));
    }

    /** Every group, those that cannot be pruned too, in the order of the layers that make them. */
    public List<ChannelGroup> all() {
        return all;
    }

    /** Those that can be pruned. */
    public List<ChannelGroup> prunable() {
        return all.stream().filter(g -> g.refusal().isEmpty()).toList();
    }

    /** The group of this name. */
    public Optional<ChannelGroup> named(String name) {
        return all.stream().filter(g -> g.name().equals(name)).findFirst();
    }

    /** How many channels a layer makes, or heads it has. */
    public int made(String layer, Role role) {
        return zero.draft().parts().stream()
                .filter(part -> part.layer().equals(layer) && part.role() == role)
                .mapToInt(part -> part.units().length)
                .sum();
    }

    /** The groups whose channels this layer makes; several where parts of them go different ways. */
    public List<ChannelGroup> madeBy(String layer) {
        return all.stream().filter(g -> g.makes(layer)).toList();
    }

    /** Why none of a layer's channels can be pruned; empty if some can. */
    public Optional<String> refusal(String layer) {
        List<ChannelGroup> made = madeBy(layer);
        boolean possible = made.stream().anyMatch(g -> g.refusal().isEmpty());
        if (possible) {
            return Optional.empty();
        }
        boolean through = all.stream()
                .flatMap(g -> g.members().stream())
                .anyMatch(m -> m.layer().equals(layer) && m.role() == Role.THROUGH);
        String otherwise = through
                ? "its channels are those of the layer before it"
                : "it makes no channels that could be followed";
        return Optional.of(
                made.stream().flatMap(g -> g.refusal().stream()).findFirst().orElse(otherwise));
    }

    /**
     * What the channels of a layer, or its heads, are made of: for each channel a row of all the weights that make it,
     * {@code [channels, weights]}.
     *
     * @param layer that makes channels
     * @param role {@link Role#OUT} or {@link Role#HEADS}
     * @param arrays the layer's weights, or arrays of their shapes, by DL4J's keys
     */
    public INDArray rows(String layer, Role role, Function<String, INDArray> arrays) {
        List<Integer> units = new ArrayList<>();
        for (Draft.Part part : zero.draft().parts()) {
            if (part.layer().equals(layer) && part.role() == role) {
                Arrays.stream(part.units()).forEach(units::add);
            }
        }
        Set<Integer> wanted = new HashSet<>(units);
        List<INDArray> blocks = new ArrayList<>();
        for (Parameter parameter : zero.draft().parameters()) {
            for (int axis = 0; axis < parameter.axes().length; axis++) {
                boolean made = parameter.layer().equals(layer)
                        && parameter.makes()[axis]
                        && parameter.sort() == Parameter.Sort.WEIGHT
                        && parameter.axes().length > 1
                        && Arrays.stream(parameter.axes()[axis]).anyMatch(wanted::contains);
                if (made) {
                    blocks.add(Slices.rows(
                            arrays.apply(parameter.key()), axis, parameter.axes()[axis], units));
                }
            }
        }
        return blocks.size() == 1 ? blocks.get(0) : Nd4j.concat(1, blocks.toArray(INDArray[]::new));
    }

    /** The units of a group, in its order. */
    int[] unitsOf(String group) {
        int[] found = units.get(group);
        if (found == null) {
            throw new IllegalStateException("no group " + group);
        }
        return found;
    }

    /** Why a unit cannot be removed, however it is silenced. */
    private Optional<String> refusal(int unit) {
        return unread.draft().units().refusal(unit).isEmpty()
                ? Optional.empty()
                : zero.draft().units().refusal(unit);
    }

    Tracing tracing() {
        return zero;
    }

    private List<ChannelGroup> collect() {
        Units tracedUnits = zero.draft().units();
        List<Draft.Part> parts = different(zero.draft().parts(), tracedUnits);
        // For each unit, in the order in which they are first made, each member's channels.
        Map<Integer, Map<Integer, List<Integer>>> channels = new LinkedHashMap<>();
        for (Role first : List.of(Role.OUT, Role.HEADS)) {
            for (Draft.Part part : parts) {
                if (part.role() == first) {
                    Arrays.stream(part.units())
                            .map(tracedUnits::find)
                            .forEach(unit -> channels.computeIfAbsent(unit, u -> new LinkedHashMap<>()));
                }
            }
        }
        Map<String, Integer> made = new HashMap<>();
        for (int p = 0; p < parts.size(); p++) {
            Draft.Part part = parts.get(p);
            int first = part.role() == Role.OUT
                    ? made.merge(part.layer(), part.units().length, Integer::sum) - part.units().length
                    : 0;
            for (int i = 0; i < part.units().length; i++) {
                Map<Integer, List<Integer>> members = channels.get(tracedUnits.find(part.units()[i]));
                if (members != null) {
                    members.computeIfAbsent(p, at -> new ArrayList<>()).add(first + i);
                }
            }
        }
        Map<List<Object>, List<Integer>> alike = new LinkedHashMap<>();
        channels.forEach((unit, members) -> {
            List<Object> signature = new ArrayList<>();
            members.keySet().stream().sorted().forEach(p -> {
                signature.add(p);
                signature.add(members.getOrDefault(p, List.of()).size());
            });
            signature.add(refusal(unit));
            alike.computeIfAbsent(signature, s -> new ArrayList<>()).add(unit);
        });
        List<ChannelGroup> groups = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        alike.values().forEach(group -> {
            ChannelGroup one = group(group, channels, names, tracedUnits, parts, refusal(group.get(0)));
            groups.add(one);
            units.put(one.name(), group.stream().mapToInt(Integer::intValue).toArray());
        });
        return List.copyOf(groups);
    }

    /** Both directions of a layer are said to make the same units: once is enough. */
    private static List<Draft.Part> different(List<Draft.Part> parts, Units units) {
        Set<List<Object>> known = new HashSet<>();
        return parts.stream()
                .filter(part -> known.add(List.of(
                        part.layer(),
                        part.role(),
                        Arrays.stream(part.units()).map(units::find).boxed().toList())))
                .toList();
    }

    private static ChannelGroup group(
            List<Integer> group,
            Map<Integer, Map<Integer, List<Integer>>> channels,
            Set<String> names,
            Units units,
            List<Draft.Part> parts,
            Optional<String> refusal) {
        Map<Integer, List<Integer>> first = channels.getOrDefault(group.get(0), Map.of());
        List<Member> members = new ArrayList<>();
        for (int p : first.keySet().stream().sorted().toList()) {
            int perUnit = first.getOrDefault(p, List.of()).size();
            List<Integer> indices = group.stream()
                    .flatMap(unit -> channels.getOrDefault(unit, Map.of()).getOrDefault(p, List.of()).stream())
                    .toList();
            members.add(new Member(parts.get(p).layer(), parts.get(p).role(), perUnit, indices));
        }
        String producer = members.stream()
                .filter(m -> m.role() == Role.OUT || m.role() == Role.HEADS)
                .map(m -> m.role() == Role.HEADS ? m.layer() + " heads" : m.layer())
                .findFirst()
                .orElseThrow();
        String name = producer;
        for (int i = 2; !names.add(name); i++) {
            name = "%s (%d)".formatted(producer, i);
        }
        List<String> couplings = group.stream()
                .flatMap(unit -> units.couplings(unit).stream())
                .distinct()
                .collect(Collectors.toList());
        return new ChannelGroup(name, group.size(), members, couplings, refusal);
    }
}
