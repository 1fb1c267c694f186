package org.espalier.structure;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.espalier.structure.Parameter.Sort;

/**
 * Multi-head attention: queries, keys and values {@code [heads, headSize, in]}, and an output projection
 * {@code [heads · headSize, out]}. Whole heads are units of their own, beside what goes in and what comes out.
 */
final class AttentionRules {
    private AttentionRules() {}

    static Channels self(Node.OfLayer layer, Channels given, Draft draft) {
        SelfAttentionLayer conf = (SelfAttentionLayer) layer.conf();
        if (!conf.isProjectInput()) {
            return unprojected(layer.name(), given, draft);
        }
        Rule rule = Rule.reading(layer, given, conf.getNIn(), Form.SEQUENCE, draft);
        int[] heads = heads(rule, conf.getNHeads());
        Channels out = projected(rule, heads, conf.getNOut(), List.of("Wq", "Wk", "Wv"));
        String name = layer.name();
        int[] in = rule.in().units();
        draft.edit((blueprint, kept) -> {
            SelfAttentionLayer resized = (SelfAttentionLayer) blueprint.layer(name);
            resized.setNIn(kept.count(in));
            resized.setNOut(kept.count(out.units()));
            resized.setNHeads(kept.count(heads));
        });
        return out;
    }

    static Channels learned(Node.OfLayer layer, Channels given, Draft draft) {
        LearnedSelfAttentionLayer conf = (LearnedSelfAttentionLayer) layer.conf();
        if (!conf.isProjectInput()) {
            return unprojected(layer.name(), given, draft);
        }
        Rule rule = Rule.reading(layer, given, conf.getNIn(), Form.SEQUENCE, draft);
        rule.read("Q", 1);
        int[] heads = heads(rule, conf.getNHeads());
        Channels out = projected(rule, heads, conf.getNOut(), List.of("Wq", "Wk", "Wv"));
        String name = layer.name();
        int[] in = rule.in().units();
        draft.edit((blueprint, kept) -> {
            LearnedSelfAttentionLayer resized = (LearnedSelfAttentionLayer) blueprint.layer(name);
            resized.setNIn(kept.count(in));
            resized.setNOut(kept.count(out.units()));
            resized.setNHeads(kept.count(heads));
        });
        return out;
    }

    /** Attention over the input at each step of a recurrence; the queries are its state. */
    static Channels recurrent(Node.OfLayer layer, Channels given, Draft draft) {
        RecurrentAttentionLayer conf = (RecurrentAttentionLayer) layer.conf();
        if (!conf.isProjectInput()) {
            return unprojected(layer.name(), given, draft);
        }
        Rule rule = Rule.reading(layer, given, conf.getNIn(), Form.SEQUENCE, draft);
        int[] heads = heads(rule, conf.getNHeads());
        Channels out = projected(rule, heads, conf.getNOut(), List.of("Wk", "Wv"));
        int[][] queries = rule.blank("Wq");
        queries[0] = heads;
        queries[2] = out.units();
        rule.parameter("Wq", queries, true, false, false);
        rule.reads("W", 0, 1, "b", true);
        rule.matrix("W", 0, 1, out.units());
        int[][] recurrent = {out.units(), out.units()};
        rule.parameter("RW", recurrent, false, true);
        rule.vector("b", Sort.WEIGHT, out.units());
        RecurrentRules.refuseUnrest(rule, conf.getActivation().getActivationFunction(), out.units(), draft);
        if (draft.silence() == Silence.DEAD) {
            refuseLiveStates(rule, out.units());
        }
        String name = layer.name();
        int[] in = rule.in().units();
        draft.edit((blueprint, kept) -> {
            RecurrentAttentionLayer resized = (RecurrentAttentionLayer) blueprint.layer(name);
            resized.setNIn(kept.count(in));
            resized.setNOut(kept.count(out.units()));
            resized.setNHeads(kept.count(heads));
        });
        return out;
    }

    /** Attention between values of a graph: queries, keys and values, in this order. */
    static Channels vertex(Node.OfVertex vertex, List<Channels> given, Draft draft) {
        AttentionVertex conf = (AttentionVertex) vertex.conf();
        List<Channels> in = new ArrayList<>(given);
        if (in.size() == 2) {
            in.add(in.get(1));
        }
        if (!conf.isProjectInput()) {
            in.forEach(channels -> unprojected(vertex.name(), channels, draft));
            return Channels.unknown(Form.SEQUENCE);
        }
        List<String> keys = List.of("Wq", "Wk", "Wv");
        List<Long> widths = List.of(conf.getNInQueries(), conf.getNInKeys(), conf.getNInValues());
        Node.OfLayer as = vertex.asLayer();
        int[] heads = draft.units().fresh(conf.getNHeads());
        List<int[]> read = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Rule rule = Rule.reading(as, in.get(i), widths.get(i), Form.SEQUENCE, draft);
            project(rule, keys.get(i), heads);
            draft.part(vertex.name(), ChannelGroup.Role.IN, rule.in().units());
            read.add(rule.in().units());
        }
        Rule rule = Rule.reading(as, Channels.fixed(0, Form.SEQUENCE), 0, Form.SEQUENCE, draft);
        draft.part(vertex.name(), ChannelGroup.Role.HEADS, heads);
        refuseLiveHeads(rule, heads);
        Channels out = output(rule, heads, conf.getNOut());
        String name = vertex.name();
        draft.edit((blueprint, kept) -> {
            AttentionVertex resized = (AttentionVertex) blueprint.vertex(name);
            resized.setNInQueries(kept.count(read.get(0)));
            resized.setNInKeys(kept.count(read.get(1)));
            resized.setNInValues(kept.count(read.get(2)));
            resized.setNOut(kept.count(out.units()));
            resized.setNHeads(kept.count(heads));
        });
        return out;
    }

    private static int[] heads(Rule rule, int number) {
        int[] heads = rule.draft().units().fresh(number);
        rule.draft().part(rule.name(), ChannelGroup.Role.HEADS, heads);
        refuseLiveHeads(rule, heads);
        return heads;
    }

    /** Looking for the dead, a state is one that nothing feeds. */
    private static void refuseLiveStates(Rule rule, int[] units) {
        boolean[] input = Draft.zeroSlices(rule.array("W"), 1);
        boolean[] recurrent = Draft.zeroSlices(rule.array("RW"), 1);
        boolean[] attended = Draft.zeroSlices(rule.array("Wo"), 1);
        double[] bias = rule.array("b").dup('c').reshape(-1).toDoubleVector();
        for (int i = 0; i < units.length; i++) {
            if (!input[i] || !recurrent[i] || !attended[i] || bias[i] != 0) {
                rule.draft().refuse(new int[] {units[i]}, "it is in use");
            }
        }
    }

    /** Looking for the dead, a head is one whose values are zero. */
    private static void refuseLiveHeads(Rule rule, int[] heads) {
        if (rule.draft().silence() != Silence.DEAD) {
            return;
        }
        boolean[] zero = Draft.zeroSlices(rule.array("Wv"), 0);
        for (int i = 0; i < heads.length; i++) {
            if (!zero[i]) {
                rule.draft().refuse(new int[] {heads[i]}, "it is in use");
            }
        }
    }

    private static Channels projected(Rule rule, int[] heads, long out, List<String> keys) {
        for (String key : keys) {
            project(rule, key, heads);
        }
        rule.draft().part(rule.name(), ChannelGroup.Role.IN, rule.in().units());
        return output(rule, heads, out);
    }

    /** Reads {@code [heads, headSize, in]}; there is no bias, and softmax over time needs exact scores. */
    private static void project(Rule rule, String key, int[] heads) {
        rule.reads(key, 2, 0, "", true);
        int[][] axes = rule.blank(key);
        axes[0] = heads;
        axes[2] = rule.in().units();
        rule.parameter(key, axes, true, false, false);
    }

    private static Channels output(Rule rule, int[] heads, long number) {
        int out = Math.toIntExact(number);
        int headSize = Math.toIntExact(rule.array("Wo").size(0)) / heads.length;
        int[] units = rule.draft().units().fresh(out);
        double[] silent = new double[out];
        if (rule.draft().silence() == Silence.DEAD) {
            boolean[] zero = Draft.zeroSlices(rule.array("Wo"), 1);
            for (int i = 0; i < out; i++) {
                silent[i] = zero[i] ? 0 : Double.NaN;
            }
        }
        int[][] axes = rule.blank("Wo");
        axes[0] = new Channels(heads, new double[heads.length], Form.FLAT, true)
                .each(headSize)
                .units();
        axes[1] = units;
        rule.parameter("Wo", axes, false, true);
        rule.draft().part(rule.name(), ChannelGroup.Role.OUT, units);
        return new Channels(units, silent, Form.SEQUENCE, true);
    }

    private static Channels unprojected(String name, Channels given, Draft draft) {
        draft.refuse(
                given.units(),
                "the attention of %s is scaled by the number of its inputs, which it does not project".formatted(name));
        return Channels.unknown(Form.SEQUENCE);
    }
}
