package org.espalier.structure;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What one layer does with channels, step by step; the vocabulary that all rules for layers are written in. */
final class Rule {
    private final Node.OfLayer layer;
    private final Channels in;
    private final Draft draft;

    private Rule(Node.OfLayer layer, Channels in, Draft draft) {
        this.layer = layer;
        this.in = in;
        this.draft = draft;
    }

    /**
     * For a layer that reads this many channels. Where more or fewer, or unknown ones come, they stay.
     *
     * @param form of what it reads, if that is not known
     */
    static Rule reading(Node.OfLayer layer, Channels in, long channels, Form form, Draft draft) {
        int number = Math.toIntExact(channels);
        if (in.known() && in.count() == number) {
            return new Rule(layer, in, draft);
        }
        draft.refuse(
                in.units(),
                "%s reads %d inputs, which is no multiple of its %d channels"
                        .formatted(layer.name(), number, in.count()));
        return new Rule(layer, Channels.fixed(number, in.known() ? in.form() : form), draft);
    }

    Channels in() {
        return in;
    }

    INDArray array(String key) {
        return Draft.array(layer, key);
    }

    boolean has(String key) {
        return layer.parameters().containsKey(key);
    }

    /** New channels, of which silent ones are what the activation makes of zero, or of the bias. */
    Channels make(int number, Form form, IActivation activation, String weights, int outAxis, String bias) {
        int[] units = draft.units().fresh(number);
        double[] before = new double[number];
        if (draft.silence() != Silence.ZERO && has(bias)) {
            before = array(bias).dup('c').reshape(-1).toDoubleVector();
        }
        if (draft.silence() == Silence.DEAD) {
            boolean[] zero = Draft.zeroSlices(array(weights), outAxis);
            for (int i = 0; i < number; i++) {
                before[i] = zero[i] ? before[i] : Double.NaN;
            }
        }
        Channels made = new Channels(units, before, form, true);
        return activated(made, activation, layer.name(), draft);
    }

    /** Applies a function of each value; softmax is none, and its channels are refused. */
    static Channels activated(Channels channels, IActivation activation, String where, Draft draft) {
        if (activation instanceof ActivationSoftmax) {
            draft.refuse(channels.units(), "softmax of %s couples all its channels".formatted(where));
            return channels.silent(s -> Double.NaN);
        }
        double[] silent = channels.silent();
        if (silent.length == 0) {
            return channels;
        }
        double[] defined =
                Arrays.stream(silent).map(s -> Double.isNaN(s) ? 0 : s).toArray();
        INDArray values = Nd4j.create(defined, new long[] {1, defined.length}, DataType.DOUBLE);
        double[] after = activation.getActivation(values, false).reshape(-1).toDoubleVector();
        for (int i = 0; i < after.length; i++) {
            after[i] = Double.isNaN(silent[i]) ? Double.NaN : after[i];
        }
        return channels.silent(after);
    }

    /** A parameter with one axis by what is read and one by what is made. */
    void matrix(String key, int inAxis, int outAxis, int[] out) {
        int[][] axes = blank(key);
        axes[inAxis] = in.units();
        axes[outAxis] = out;
        draft.parameter(layer.name(), layer.prefix() + key, Parameter.Sort.WEIGHT, axes, making(axes.length, outAxis));
    }

    /** A parameter with one axis by units that the layer makes, or passes on. */
    void made(String key, Parameter.Sort sort, int axis, int[] units) {
        int[][] axes = blank(key);
        axes[axis] = units;
        draft.parameter(layer.name(), layer.prefix() + key, sort, axes, making(axes.length, axis));
    }

    /** A parameter with one axis by what is read. */
    void read(String key, int axis) {
        int[][] axes = blank(key);
        axes[axis] = in.units();
        draft.parameter(layer.name(), layer.prefix() + key, Parameter.Sort.WEIGHT, axes, new boolean[axes.length]);
    }

    /** A vector of parameters by what the layer makes, if there is one of this name. */
    void vector(String key, Parameter.Sort sort, int... units) {
        if (has(key)) {
            made(key, sort, array(key).rank() - 1, units);
        }
    }

    int[][] blank(String key) {
        return new int[array(key).rank()][0];
    }

    void parameter(String key, int[][] axes, boolean... makes) {
        draft.parameter(layer.name(), layer.prefix() + key, Parameter.Sort.WEIGHT, axes, makes);
    }

    private static boolean[] making(int rank, int axis) {
        boolean[] makes = new boolean[rank];
        makes[axis] = true;
        return makes;
    }

    /** See {@link Draft#reads}. */
    void reads(String weights, int inAxis, int outAxis, String bias, boolean exact) {
        draft.reads(layer, in, weights, inAxis, outAxis, bias, exact);
    }

    /** Says what the layer reads and makes, and that its configuration names both numbers. */
    void widths(int... out) {
        describe(out);
        String name = layer.name();
        int[] read = in.units();
        draft.edit((blueprint, kept) -> blueprint.resize(name, kept.count(read), kept.count(out)));
    }

    /** Says what the layer reads and makes. */
    void describe(int... out) {
        draft.part(layer.name(), ChannelGroup.Role.IN, in.units());
        draft.part(layer.name(), ChannelGroup.Role.OUT, out);
    }

    /** Says that the layer has parameters for each channel that passes through. */
    void through(int... units) {
        draft.part(layer.name(), ChannelGroup.Role.THROUGH, units);
    }

    Draft draft() {
        return draft;
    }

    String name() {
        return layer.name();
    }

    Layer conf() {
        return layer.conf();
    }

    IActivation activation() {
        return ((BaseLayer) layer.conf()).getActivationFn();
    }

    int out() {
        return Math.toIntExact(((FeedForwardLayer) layer.conf()).getNOut());
    }
}
