package org.espalier.structure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the rules for layers and vertices have found so far. */
final class Draft {
    private final Units units = new Units();
    private final Silence silence;
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<Reading> readings = new ArrayList<>();
    private final List<Edit> edits = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private final Map<Integer, String> blurs = new HashMap<>();

    /** What has to be changed in the configuration of a network with other widths. */
    interface Edit {
        void apply(Blueprint blueprint, Kept kept);
    }

    /** The channels of one layer, in order, by unit. */
    record Part(String layer, ChannelGroup.Role role, int[] units) {}

    Draft(Silence silence) {
        this.silence = silence;
    }

    Silence silence() {
        return silence;
    }

    Units units() {
        return units;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    List<Reading> readings() {
        return readings;
    }

    List<Edit> edits() {
        return edits;
    }

    List<Part> parts() {
        return parts;
    }

    void edit(Edit edit) {
        edits.add(edit);
    }

    /** Says that a layer makes, passes on or reads these channels. */
    void part(String layer, ChannelGroup.Role role, int... of) {
        boolean known = parts.stream()
                .anyMatch(p -> p.layer().equals(layer) && p.role() == role && Arrays.equals(p.units(), of));
        if (!known) {
            parts.add(new Part(layer, role, of));
        }
    }

    void parameter(String layer, String key, Parameter.Sort sort, int[][] axes, boolean... makes) {
        parameters.add(new Parameter(layer, key, sort, axes, makes));
    }

    void refuse(int[] of, String reason) {
        for (int unit : of) {
            units.refuse(unit, reason);
        }
    }

    /** Couples channel by channel. */
    void couple(int[] a, int[] b, String where) {
        for (int i = 0; i < a.length; i++) {
            units.couple(a[i], b[i], where);
        }
    }

    /** Remembers why a channel is no longer constant when silent. */
    void blur(int unit, String why) {
        blurs.putIfAbsent(unit, why);
    }

    /** These channels; where silent ones were the same number everywhere and no longer are, the reason is remembered. */
    Channels blurred(Channels before, Channels after, String why) {
        for (int i = 0; i < after.count(); i++) {
            if (Double.isNaN(after.silent()[i]) && !Double.isNaN(before.silent()[i])) {
                blur(after.units()[i], "a silenced channel still sends %s to %s".formatted(before.silent()[i], why));
            }
        }
        return after;
    }

    /** The same channels, of which silent ones stay constant only where they are zero. */
    Channels onlyZeros(Channels in, String why) {
        return blurred(in, in.silent(s -> s == 0 ? 0 : Double.NaN), why);
    }

    /**
     * A layer reads channels, and what silent ones still send is either nothing, or can go into its bias; else they are
     * refused.
     *
     * @param weights of which axis {@code inAxis} is as long as there are channels
     * @param bias DL4J's key; empty if there is none
     * @param exact whether each output sees a constant channel through all of its weights, borders included
     */
    void reads(Node.OfLayer layer, Channels in, String weights, int inAxis, int outAxis, String bias, boolean exact) {
        boolean[] unread = silence == Silence.DEAD ? zeroSlices(array(layer, weights), inAxis) : new boolean[0];
        double[] folded = new double[in.count()];
        for (int i = 0; i < in.count(); i++) {
            double sent = in.silent()[i];
            boolean harmless = in.units()[i] == Units.NONE || (unread.length > 0 && unread[i]);
            if (sent == 0 || harmless) {
                continue;
            }
            if (Double.isNaN(sent)) {
                String why = blurs.getOrDefault(in.units()[i], "");
                units.refuse(
                        in.units()[i],
                        why.isEmpty() ? "what it sends to %s is no constant".formatted(layer.name()) : why);
            } else if (!exact) {
                units.refuse(
                        in.units()[i],
                        "a silenced channel still sends %s to %s, which pads with zeros".formatted(sent, layer.name()));
            } else if (bias.isEmpty() || !layer.parameters().containsKey(bias)) {
                units.refuse(
                        in.units()[i],
                        "a silenced channel still sends %s to %s, which has no bias to add it to"
                                .formatted(sent, layer.name()));
            }
            folded[i] = Double.isNaN(sent) ? 0 : sent;
        }
        if (!bias.isEmpty() && layer.parameters().containsKey(bias)) {
            readings.add(new Reading(
                    layer.name(),
                    layer.prefix() + weights,
                    layer.prefix() + bias,
                    inAxis,
                    outAxis,
                    in.units(),
                    folded));
        }
    }

    static INDArray array(Node.OfLayer layer, String key) {
        INDArray array = layer.parameters().get(key);
        if (array == null) {
            throw new IllegalStateException("layer %s has no parameter %s, only %s"
                    .formatted(layer.name(), key, layer.parameters().keySet()));
        }
        return array;
    }

    /** For each index of an axis whether all that lies there is zero. */
    static boolean[] zeroSlices(INDArray array, int axis) {
        long[] shape = array.shape();
        int size = Math.toIntExact(shape[axis]);
        int inner = 1;
        for (int i = axis + 1; i < shape.length; i++) {
            inner *= Math.toIntExact(shape[i]);
        }
        float[] values = array.dup('c').data().asFloat();
        boolean[] zero = new boolean[size];
        Arrays.fill(zero, true);
        for (int at = 0; at < values.length; at++) {
            if (values[at] != 0) {
                zero[at / inner % size] = false;
            }
        }
        return zero;
    }
}
