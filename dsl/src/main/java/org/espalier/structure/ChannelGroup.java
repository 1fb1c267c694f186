package org.espalier.structure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Units of a network that are alike: each is made by the same layers and read by the same layers, at its own index. A
 * unit is what falls together when one channel is removed: the channel itself, the channels that it is added to, what
 * normalises them, and the weights that read them.
 *
 * @param name of the first layer that makes them; where a layer's channels belong to several groups, the later ones are
 *     numbered: {@code "conv1"}, {@code "conv1 (2)"}
 * @param width how many units there are
 * @param members the layers that make, pass on and read them, in topological order
 * @param coupledBy the vertices and layers that make them fall together: {@code "add1 (Add)"}
 * @param refusal why they cannot be removed; empty if they can
 */
public record ChannelGroup(
        String name, int width, List<Member> members, List<String> coupledBy, Optional<String> refusal) {

    /** What a layer does with channels. */
    public enum Role {
        /** Makes them: their weights are a row each. */
        OUT("out"),
        /** Attention heads, made and read within a layer. */
        HEADS("heads"),
        /** Has parameters for each: batch normalisation, depthwise convolution. */
        THROUGH("through"),
        /** A vertex takes them out of others. */
        SUBSET("subset"),
        /** Reads them: their weights are a column each. */
        IN("in");

        private final String word;

        Role(String word) {
            this.word = word;
        }
    }

    /**
     * A layer and the channels of it that belong to a group.
     *
     * @param layer its name
     * @param role what it does with them
     * @param perUnit channels of this layer in each unit: h·w of a layer that reads a flattened image, else mostly 1
     * @param channels their indices, those of the first unit first
     */
    public record Member(String layer, Role role, int perUnit, List<Integer> channels) {
        /** Copies the list. */
        public Member {
            channels = List.copyOf(channels);
        }

        /** The channels of one unit. */
        public List<Integer> of(int unit) {
            return channels.subList(unit * perUnit, (unit + 1) * perUnit);
        }

        private String word() {
            String times = perUnit > 1 ? " ×" + perUnit : "";
            return role == Role.THROUGH || role == Role.SUBSET ? layer + times : layer + " " + role.word + times;
        }
    }

    /** Copies the lists. */
    public ChannelGroup {
        members = List.copyOf(members);
        coupledBy = List.copyOf(coupledBy);
    }

    /** The layers that make the channels, or hold the heads. */
    public List<Member> producers() {
        return members.stream()
                .filter(m -> m.role() == Role.OUT || m.role() == Role.HEADS)
                .toList();
    }

    /** Whether they are attention heads. */
    public boolean heads() {
        return members.stream().anyMatch(m -> m.role() == Role.HEADS);
    }

    /** Whether this layer makes any of them. */
    public boolean makes(String layer) {
        return producers().stream().anyMatch(m -> m.layer().equals(layer));
    }

    /** How many channels of a layer that makes them are in each unit. */
    public int channelsOf(String layer) {
        return producers().stream()
                .filter(m -> m.layer().equals(layer))
                .mapToInt(Member::perUnit)
                .sum();
    }

    /** Why these fall together: {@code "conv1 out → bn1 → conv2 in"}. */
    public String sentence() {
        List<String> made = new ArrayList<>();
        List<String> passed = new ArrayList<>();
        List<String> read = new ArrayList<>();
        for (Member member : members) {
            switch (member.role()) {
                case OUT, HEADS -> made.add(member.word());
                case THROUGH, SUBSET -> passed.add(member.word());
                case IN -> read.add(member.word());
            }
        }
        Set<String> steps = new LinkedHashSet<>();
        steps.add(String.join(" + ", made));
        steps.addAll(passed);
        if (!read.isEmpty()) {
            steps.add(String.join(" + ", read));
        }
        return String.join(" → ", steps);
    }
}
