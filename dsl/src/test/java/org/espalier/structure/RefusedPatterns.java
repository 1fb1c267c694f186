package org.espalier.structure;

import static org.espalier.structure.Pattern.fed;
import static org.espalier.structure.Sketch.chain;
import static org.espalier.structure.Sketch.conv;
import static org.espalier.structure.Sketch.dense;
import static org.espalier.structure.Sketch.globalPool;
import static org.espalier.structure.Sketch.graph;
import static org.espalier.structure.Sketch.image;
import static org.espalier.structure.Sketch.output;
import static org.espalier.structure.Sketch.padded;

import java.util.List;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.nd4j.linalg.activations.Activation;

/** What cannot be removed, and why; and what can only be silenced by those that read it. */
final class RefusedPatterns {
    private RefusedPatterns() {}

    static List<Pattern> all() {
        return List.of(
                sigmoidBeforePadding(),
                sigmoidBeforeZeros(),
                shiftedBeforePadding(),
                withoutBias(),
                summed(),
                softmaxWithin(),
                layerNormalised(),
                neighbours(),
                locked(),
                locallyConnected(),
                variational(),
                addedToTheInput(),
                reshapedAway());
    }

    private static Pattern sigmoidBeforePadding() {
        return Pattern.of(
                        "sigmoid before a convolution that pads",
                        k -> graph(image(2, 6))
                                .layer(
                                        "conv1",
                                        conv(4 / k)
                                                .activation(Activation.SIGMOID)
                                                .build())
                                .layer("conv2", padded(6 / k).build())
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 6, 6))
                .prunes("conv1 4: conv1 out → conv2 in", "conv2 6: conv2 out → out in")
                .answersBy("out");
    }

    private static Pattern sigmoidBeforeZeros() {
        return Pattern.of(
                        "sigmoid before zero padding",
                        k -> graph(image(2, 6))
                                .layer(
                                        "conv1",
                                        conv(4 / k)
                                                .activation(Activation.SIGMOID)
                                                .build())
                                .layer("pad", new ZeroPaddingLayer.Builder(1, 1).build())
                                .layer("conv2", conv(6 / k).build())
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 6, 6))
                .prunes("conv1 4: conv1 out → conv2 in", "conv2 6: conv2 out → out in")
                .answersBy("out");
    }

    private static Pattern shiftedBeforePadding() {
        return Pattern.of(
                        "shifted before a convolution that pads",
                        k -> graph(image(2, 6))
                                .layer("conv1", conv(4 / k).build())
                                .vertex("shift", new ShiftVertex(0.25))
                                .layer("conv2", padded(6 / k).build())
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 6, 6))
                .prunes("conv1 4: conv1 out → conv2 in", "conv2 6: conv2 out → out in")
                .answersBy("out");
    }

    private static Pattern withoutBias() {
        return Pattern.of(
                        "sigmoid before a layer without bias",
                        k -> chain(
                                InputType.feedForward(5),
                                dense(6 / k)
                                        .activation(Activation.SIGMOID)
                                        .name("fc1")
                                        .build(),
                                dense(4 / k).hasBias(false).name("fc2").build(),
                                output().name("out").build()),
                        fed(5))
                .prunes("fc1 6: fc1 out → fc2 in", "fc2 4: fc2 out → out in")
                .answersBy("out");
    }

    private static Pattern summed() {
        return Pattern.of(
                        "sigmoid, summed over the image",
                        k -> graph(image(2, 5))
                                .layer(
                                        "conv",
                                        conv(4 / k)
                                                .activation(Activation.SIGMOID)
                                                .build())
                                .layer("global", new GlobalPoolingLayer.Builder(PoolingType.SUM).build())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 5, 5))
                .prunes("conv 4: conv out → out in")
                .answersBy("out");
    }

    private static Pattern softmaxWithin() {
        return Pattern.of(
                        "softmax within",
                        k -> chain(
                                InputType.feedForward(5),
                                dense(6).activation(Activation.SOFTMAX)
                                        .name("fc1")
                                        .build(),
                                dense(4 / k).name("fc2").build(),
                                output().name("out").build()),
                        fed(5))
                .prunes("fc2 4: fc2 out → out in")
                .refuses("fc1: softmax of fc1 couples all its channels")
                .answersBy("out");
    }

    private static Pattern layerNormalised() {
        return Pattern.of(
                        "layer normalisation",
                        k -> chain(
                                InputType.feedForward(5),
                                dense(6).hasLayerNorm(true).name("fc1").build(),
                                dense(4 / k).name("fc2").build(),
                                output().name("out").build()),
                        fed(5))
                .prunes("fc2 4: fc2 out → out in")
                .refuses("fc1: layer normalisation in fc1 couples all its channels")
                .answersBy("out");
    }

    private static Pattern neighbours() {
        return Pattern.of(
                        "normalised by neighbours",
                        k -> graph(image(2, 5))
                                .layer("conv", conv(6).build())
                                .layer("lrn", new LocalResponseNormalization.Builder().build())
                                .layer("fc", dense(4 / k).build())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 5, 5))
                .prunes("fc 4: fc out → out in")
                .refuses("conv: lrn normalises each channel by its neighbours")
                .answersBy("out");
    }

    /** The shift is that of the configuration: with zero weights the layer still sends what the mean makes of it. */
    private static Pattern locked() {
        return Pattern.of(
                        "normalisation with locked scale and shift",
                        k -> graph(image(2, 5))
                                .layer("conv", conv(6 / k).build())
                                .layer("bn", new BatchNormalization.Builder(true).build())
                                .layer("fc", dense(4 / k).build())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 5, 5))
                .prunes("conv 6: conv out → bn → fc in ×9", "fc 4: fc out → out in")
                .answersBy("out");
    }

    private static Pattern locallyConnected() {
        return Pattern.of(
                        "a layer that is not known",
                        k -> graph(image(2, 6))
                                .layer("conv", conv(6).build())
                                .layer(
                                        "local",
                                        new LocallyConnected2D.Builder()
                                                .kernelSize(3, 3)
                                                .nOut(4)
                                                .build())
                                .layer("fc", dense(4 / k).build())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 6, 6))
                .prunes("fc 4: fc out → out in")
                .refuses("conv: its channels are read by local (LocallyConnected2D), which cannot be cut yet")
                .answersBy("out");
    }

    private static Pattern variational() {
        return Pattern.of(
                        "a variational autoencoder",
                        k -> chain(
                                InputType.feedForward(5),
                                dense(6).name("fc").build(),
                                new VariationalAutoencoder.Builder()
                                        .encoderLayerSizes(4)
                                        .decoderLayerSizes(4)
                                        .nOut(3)
                                        .name("vae")
                                        .build(),
                                output().name("out").build()),
                        fed(5))
                .refuses("fc: its channels are read by vae (VariationalAutoencoder), which cannot be cut yet")
                .answersBy("out");
    }

    private static Pattern addedToTheInput() {
        return Pattern.of(
                        "added to the network's input",
                        k -> graph(image(4, 5))
                                .layer("conv1", padded(6 / k).build())
                                .layer("conv2", padded(4).build())
                                .vertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "input", "conv2")
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(4, 5, 5))
                .prunes("conv1 6: conv1 out → conv2 in")
                .refuses("conv2: add (Add) combines them with the network's input")
                .answersBy("out");
    }

    private static Pattern reshapedAway() {
        return Pattern.of(
                        "reshaped across channels",
                        k -> Sketch.bare()
                                .layer("fc1", dense(8).nIn(5).build())
                                .vertex("half", new ReshapeVertex(-1, 4))
                                .layer("fc2", dense(6 / k).nIn(4).build())
                                .layer("out", output().nIn(6 / k).build())
                                .ends(),
                        fed(5))
                .prunes("fc2 6: fc2 out → out in")
                .refuses(
                        "fc1: its channels pass through half (ReshapeVertex to [-1, 4]), where they cannot be followed")
                .answersBy("out");
    }
}
