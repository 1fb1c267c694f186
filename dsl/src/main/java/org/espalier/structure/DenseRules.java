package org.espalier.structure;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.espalier.structure.Parameter.Sort;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Fully connected layers, and layers with a parameter or more for each channel. */
final class DenseRules {
    private DenseRules() {}

    /** {@code [in, out]}; output layers too. */
    static Channels dense(Node.OfLayer layer, Channels given, Draft draft) {
        FeedForwardLayer conf = (FeedForwardLayer) layer.conf();
        Rule rule = Rule.reading(layer, given, conf.getNIn(), Form.FLAT, draft);
        rule.reads("W", 0, 1, "b", true);
        Channels out = rule.make(rule.out(), rule.in().form(), rule.activation(), "W", 1, "b");
        rule.matrix("W", 0, 1, out.units());
        rule.vector("b", Sort.SHIFT, out.units());
        if (rule.has("g")) {
            rule.vector("g", Sort.SHIFT, out.units());
            draft.refuse(out.units(), "layer normalisation in %s couples all its channels".formatted(layer.name()));
        }
        if (rule.has("vb")) {
            int[][] axes = rule.blank("vb");
            axes[axes.length - 1] = rule.in().units();
            rule.parameter("vb", axes, new boolean[axes.length]);
        }
        if (rule.has("cL")) {
            rule.read("cL", 1);
        }
        rule.widths(out.units());
        return out;
    }

    /** {@code [vocabulary, out]}; what it reads are indices. */
    static Channels embedding(Node.OfLayer layer, Channels given, Form form, Draft draft) {
        draft.refuse(given.units(), "%s reads it as an index".formatted(layer.name()));
        FeedForwardLayer conf = (FeedForwardLayer) layer.conf();
        int vocabulary = Math.toIntExact(conf.getNIn());
        Rule rule = Rule.reading(layer, Channels.fixed(vocabulary, Form.FLAT), vocabulary, Form.FLAT, draft);
        Channels out = rule.make(rule.out(), form, rule.activation(), "W", 1, "b");
        rule.made("W", Sort.WEIGHT, 1, out.units());
        rule.vector("b", Sort.SHIFT, out.units());
        rule.widths(out.units());
        return out;
    }

    /** {@code gamma · (x − mean) / √(variance + ε) + beta}, each {@code [channels]}. */
    static Channels normalisation(Node.OfLayer layer, Channels given, Draft draft) {
        BatchNormalization conf = (BatchNormalization) layer.conf();
        Rule rule = Rule.reading(layer, given, Draft.array(layer, "mean").length(), Form.FLAT, draft);
        Channels in = rule.in();
        rule.vector("gamma", Sort.WEIGHT, in.units());
        rule.vector("beta", Sort.SHIFT, in.units());
        rule.vector("mean", Sort.STATISTIC, in.units());
        rule.vector("var", Sort.STATISTIC, in.units());
        rule.vector("log10stdev", Sort.STATISTIC, in.units());
        rule.through(in.units());
        String name = layer.name();
        draft.edit((blueprint, kept) -> blueprint.resize(name, kept.count(in.units()), kept.count(in.units())));
        boolean learned = rule.has("gamma");
        if (learned && draft.silence() == Silence.ZERO) {
            return in.silent(s -> 0);
        }
        double[] beta = learned ? vector(rule, "beta") : filled(in.count(), conf.getBeta());
        if (learned && draft.silence() == Silence.FOLD) {
            return in.silent(beta);
        }
        double[] gamma = learned ? vector(rule, "gamma") : filled(in.count(), conf.getGamma());
        double[] mean = vector(rule, "mean");
        double[] spread = rule.has("var") ? vector(rule, "var") : vector(rule, "log10stdev");
        double[] silent = new double[in.count()];
        for (int i = 0; i < silent.length; i++) {
            double variance = rule.has("var") ? spread[i] : Math.pow(10, 2 * spread[i]);
            // A scale of zero gives a constant whatever comes.
            double scaled =
                    gamma[i] == 0 ? 0 : gamma[i] * (in.silent()[i] - mean[i]) / Math.sqrt(variance + conf.getEps());
            silent[i] = scaled + beta[i];
        }
        return in.silent(silent);
    }

    /** {@code x · w + b}, each {@code [channels]}. */
    static Channels multiplication(Node.OfLayer layer, Channels given, Draft draft) {
        FeedForwardLayer conf = (FeedForwardLayer) layer.conf();
        Rule rule = Rule.reading(layer, given, conf.getNIn(), Form.FLAT, draft);
        Channels in = rule.in();
        rule.vector("W", Sort.WEIGHT, in.units());
        rule.vector("b", Sort.SHIFT, in.units());
        rule.through(in.units());
        String name = layer.name();
        draft.edit((blueprint, kept) -> blueprint.resize(name, kept.count(in.units()), kept.count(in.units())));
        double[] silent = new double[in.count()];
        if (draft.silence() != Silence.ZERO) {
            double[] weights = vector(rule, "W");
            double[] shifts = vector(rule, "b");
            for (int i = 0; i < silent.length; i++) {
                boolean zero = draft.silence() == Silence.FOLD || weights[i] == 0;
                silent[i] = (zero ? 0 : weights[i] * in.silent()[i]) + shifts[i];
            }
        }
        return Rule.activated(in.silent(silent), rule.activation(), name, draft);
    }

    /** Slopes below zero, by channel and perhaps by position: {@code [channels, …]}, or channels last. */
    static Channels parametricRelu(Node.OfLayer layer, Channels given, Draft draft) {
        PReLULayer conf = (PReLULayer) layer.conf();
        INDArray slopes = Draft.array(layer, "W");
        int axis = given.form().axis() - 1;
        long channels = axis < slopes.rank() ? slopes.size(axis) : -1;
        if (channels == 1 && given.count() != 1) {
            return draft.onlyZeros(given, layer.name() + ", which has one slope for all channels");
        }
        Rule rule = Rule.reading(layer, given, channels, given.form(), draft);
        Channels in = rule.in();
        rule.made("W", Sort.STATISTIC, axis, in.units());
        rule.through(in.units());
        String name = layer.name();
        long[] shape = conf.getInputShape().clone();
        draft.edit((blueprint, kept) -> {
            long[] resized = shape.clone();
            resized[axis] = kept.count(in.units());
            ((PReLULayer) blueprint.layer(name)).setInputShape(resized);
        });
        return draft.blurred(
                in, in.silent(s -> s < 0 ? Double.NaN : s), name + ", whose slope depends on the position");
    }

    private static double[] vector(Rule rule, String key) {
        return rule.array(key).dup('c').reshape(-1).toDoubleVector();
    }

    private static double[] filled(int count, double value) {
        double[] all = new double[count];
        Arrays.fill(all, value);
        return all;
    }
}
