package org.espalier.structure;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.espalier.structure.Parameter.Sort;

/** Convolutions of every kind that DL4J has. */
final class ConvolutionRules {
    private ConvolutionRules() {}

    /** {@code [out, in, k…]}: 2-D and 3-D. */
    static Channels convolution(Node.OfLayer layer, Channels in, Draft draft) {
        ConvolutionLayer conf = (ConvolutionLayer) layer.conf();
        boolean unpadded = !(conf instanceof Convolution3D c ? padded(c) : padded(conf));
        return plain(layer, in, 1, 0, unpadded, draft);
    }

    /** {@code [k, in, out]}, which is how DL4J reads it. */
    static Channels oneDimensional(Node.OfLayer layer, Channels in, Draft draft) {
        return plain(layer, in, 1, 2, !padded((ConvolutionLayer) layer.conf()), draft);
    }

    /** {@code [in, out, kH, kW]}. Which weights an output sees depends on where it lies, so only zeros are constants. */
    static Channels deconvolution(Node.OfLayer layer, Channels in, Draft draft) {
        return plain(layer, in, 0, 1, false, draft);
    }

    /** {@code [kD, kH, kW, out, in]}. */
    static Channels deconvolution3d(Node.OfLayer layer, Channels in, Draft draft) {
        return plain(layer, in, 4, 3, false, draft);
    }

    private static Channels plain(
            Node.OfLayer layer, Channels given, int inAxis, int outAxis, boolean exact, Draft draft) {
        ConvolutionLayer conf = (ConvolutionLayer) layer.conf();
        Rule rule = Rule.reading(layer, given, conf.getNIn(), form(conf), draft);
        rule.reads("W", inAxis, outAxis, "b", exact);
        Channels out = rule.make(rule.out(), form(conf), rule.activation(), "W", outAxis, "b");
        rule.matrix("W", inAxis, outAxis, out.units());
        rule.vector("b", Sort.SHIFT, out.units());
        rule.widths(out.units());
        return out;
    }

    /** Depthwise {@code [multiplier, in, kH, kW]}, then pointwise {@code [out, in · multiplier, 1, 1]}. */
    static Channels separable(Node.OfLayer layer, Channels given, Draft draft) {
        ConvolutionLayer conf = (ConvolutionLayer) layer.conf();
        Rule rule = Rule.reading(layer, given, conf.getNIn(), form(conf), draft);
        int multiplier = Math.toIntExact(rule.array("W").size(0));
        rule.reads("W", 1, 0, "", false);
        if (conf.getCnn2dDataFormat() == null) {
            // DL4J then turns what it reads, if the layer run just before states one.
            draft.refuse(
                    rule.in().units(),
                    "%s states no data format, without which DL4J guesses where its channels are: set one"
                            .formatted(layer.name()));
        }
        Channels out = rule.make(rule.out(), form(conf), rule.activation(), "pW", 0, "b");
        rule.read("W", 1);
        int[][] pointwise = rule.blank("pW");
        pointwise[0] = out.units();
        pointwise[1] = rule.in().each(multiplier).units();
        rule.parameter("pW", pointwise, true, false, false, false);
        rule.vector("b", Sort.SHIFT, out.units());
        rule.widths(out.units());
        return out;
    }

    /** {@code [kH, kW, in, multiplier]}: each channel alone makes {@code multiplier} new ones. */
    static Channels depthwise(Node.OfLayer layer, Channels given, Draft draft) {
        ConvolutionLayer conf = (ConvolutionLayer) layer.conf();
        Rule rule = Rule.reading(layer, given, conf.getNIn(), form(conf), draft);
        Channels in = rule.in();
        int multiplier = Math.toIntExact(rule.array("W").size(3));
        Channels out = in.each(multiplier).as(form(conf));
        double[] shifts = draft.silence() != Silence.ZERO && rule.has("b")
                ? rule.array("b").dup('c').reshape(-1).toDoubleVector()
                : new double[out.count()];
        if (draft.silence() == Silence.DEAD) {
            boolean[] zero = Draft.zeroSlices(rule.array("W"), 2);
            for (int i = 0; i < shifts.length; i++) {
                boolean sent = in.silent()[i / multiplier] != 0 && !zero[i / multiplier];
                if (sent) {
                    draft.blur(out.units()[i], "%s filters what it sends".formatted(layer.name()));
                    shifts[i] = Double.NaN;
                }
            }
        }
        rule.made("W", Sort.WEIGHT, 2, in.units());
        rule.vector("b", Sort.SHIFT, out.units());
        rule.through(out.units());
        String name = layer.name();
        draft.edit((blueprint, kept) ->
                blueprint.resize(name, kept.count(in.units()), kept.count(in.units()) * multiplier));
        return Rule.activated(out.silent(shifts), conf.getActivationFn(), name, draft);
    }

    private static boolean padded(ConvolutionLayer conf) {
        return conf.getConvolutionMode() == ConvolutionMode.Same
                || conf.getConvolutionMode() == ConvolutionMode.Causal
                || padded(conf.getPadding());
    }

    private static boolean padded(Convolution3D conf) {
        return conf.getConvolutionMode() == ConvolutionMode.Same || padded(conf.getPadding());
    }

    /** Whether any side is padded. */
    static boolean padded(int @org.jspecify.annotations.Nullable [] padding) {
        return padding != null && Arrays.stream(padding).anyMatch(p -> p != 0);
    }

    private static Form form(ConvolutionLayer conf) {
        if (conf instanceof Convolution1DLayer c) {
            return Form.sequence(c.getRnnDataFormat() == RNNFormat.NWC);
        }
        if (conf instanceof Convolution3D c) {
            return Form.volume(c.getDataFormat() == Convolution3D.DataFormat.NDHWC);
        }
        if (conf instanceof Deconvolution3D c) {
            return Form.volume(c.getDataFormat() == Convolution3D.DataFormat.NDHWC);
        }
        return Form.image(conf.getCnn2dDataFormat() == CNN2DFormat.NHWC);
    }
}
