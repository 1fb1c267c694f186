package org.espalier.structure;

import static org.espalier.structure.Pattern.fed;
import static org.espalier.structure.Sketch.act;
import static org.espalier.structure.Sketch.conv;
import static org.espalier.structure.Sketch.dense;
import static org.espalier.structure.Sketch.globalPool;
import static org.espalier.structure.Sketch.graph;
import static org.espalier.structure.Sketch.halve;
import static org.espalier.structure.Sketch.image;
import static org.espalier.structure.Sketch.imageLast;
import static org.espalier.structure.Sketch.norm;
import static org.espalier.structure.Sketch.output;
import static org.espalier.structure.Sketch.padded;
import static org.espalier.structure.Sketch.pointwise;

import java.util.List;
import java.util.function.IntFunction;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Branches that join again: by adding, multiplying, or side by side. */
final class BranchPatterns {
    private BranchPatterns() {}

    static List<Pattern> all() {
        return List.of(
                residual(),
                projected(),
                denseBlock(),
                splitAndReused(),
                twiceTheSame(),
                alongHeight(),
                inception(),
                squeezeAndExcite(),
                grouped(),
                upByDeconvolution(),
                upByRepeating(),
                twoInputsTwoOutputs(),
                oneChannelOut(),
                elementWise(),
                channelsLast());
    }

    private static ElementWiseVertex add() {
        return new ElementWiseVertex(Op.Add);
    }

    private static Pattern residual() {
        return Pattern.of(
                        "residual without projection",
                        k -> graph(image(2, 5))
                                .layer("stem", padded(6 / k).build())
                                .layer("bn0", norm())
                                .layer(
                                        "conv1",
                                        padded(4 / k)
                                                .activation(Activation.IDENTITY)
                                                .build())
                                .layer("bn1", norm())
                                .layer("relu1", act(Activation.RELU))
                                .layer(
                                        "conv2",
                                        padded(6 / k)
                                                .activation(Activation.IDENTITY)
                                                .build())
                                .layer("bn2", norm())
                                .vertex("add", add(), "bn0", "bn2")
                                .layer("relu2", act(Activation.RELU))
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 5, 5))
                .prunes(
                        "stem 6: stem out + conv2 out → bn0 → bn2 → conv1 in + out in",
                        "conv1 4: conv1 out → bn1 → conv2 in")
                .answersBy("out");
    }

    private static Pattern projected() {
        return Pattern.of(
                        "residual with projection",
                        k -> graph(image(2, 6))
                                .layer("stem", padded(4 / k).build())
                                .layer("conv1", padded(6 / k).build())
                                .layer("conv2", padded(8 / k).stride(2, 2).build())
                                .layer("bn2", norm())
                                .layer(
                                        "short",
                                        pointwise(8 / k)
                                                .stride(2, 2)
                                                .hasBias(false)
                                                .build(),
                                        "stem")
                                .layer("bn3", norm())
                                .vertex("add", add(), "bn2", "bn3")
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 6, 6))
                .prunes(
                        "stem 4: stem out → conv1 in + short in",
                        "conv1 6: conv1 out → conv2 in",
                        "short 8: short out + conv2 out → bn3 → bn2 → out in")
                .answersBy("out");
    }

    /** What each layer reads: 10, 20, 30 and 60. */
    private static Pattern denseBlock() {
        return Pattern.of(
                        "dense block",
                        k -> graph(image(2, 4))
                                .layer("stem", padded(10 / k).build())
                                .layer("conv1", padded(10 / k).build())
                                .vertex("cat1", new MergeVertex(), "stem", "conv1")
                                .layer("bn2", norm())
                                .layer("conv2", padded(10 / k).build())
                                .vertex("cat2", new MergeVertex(), "cat1", "conv2")
                                .layer("conv3", padded(30 / k).build())
                                .vertex("cat3", new MergeVertex(), "cat2", "conv3")
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 4, 4))
                .prunes(
                        "stem 10: stem out → bn2 → conv1 in + conv2 in + conv3 in + out in",
                        "conv1 10: conv1 out → bn2 → conv2 in + conv3 in + out in",
                        "conv2 10: conv2 out → conv3 in + out in",
                        "conv3 30: conv3 out → out in")
                .answersBy("out");
    }

    private static Pattern splitAndReused() {
        return Pattern.of(
                        "split, and what was split is reused",
                        k -> Sketch.bare()
                                .layer("stem", conv(8 / k).nIn(2).build())
                                .vertex("low", new SubsetVertex(0, 4 / k - 1), "stem")
                                .layer("left", pointwise(6 / k).nIn(4 / k).build())
                                .layer("whole", pointwise(6 / k).nIn(8 / k).build(), "stem")
                                .vertex("cat", new MergeVertex(), "left", "whole", "low")
                                .layer("global", globalPool())
                                .layer("out", output().nIn(16 / k).build())
                                .ends(),
                        fed(2, 5, 5))
                .prunes(
                        "stem 4: stem out → low → whole in + left in + out in",
                        "stem (2) 4: stem out → whole in",
                        "whole 6: whole out → out in",
                        "left 6: left out → out in")
                .answersBy("out");
    }

    private static Pattern twiceTheSame() {
        return Pattern.of(
                        "side by side with itself",
                        k -> graph(image(2, 5))
                                .layer("stem", conv(4 / k).build())
                                .vertex("cat", new MergeVertex(), "stem", "stem")
                                .layer("conv", pointwise(6 / k).build())
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 5, 5))
                .prunes("stem 4: stem out → conv in ×2", "conv 6: conv out → out in")
                .answersBy("out");
    }

    /** One image above the other: DL4J's input types do not know it, so that all layers say what they read. */
    private static Pattern alongHeight() {
        return Pattern.of(
                        "side by side along the height",
                        k -> {
                            MergeVertex above = new MergeVertex();
                            above.setMergeAxis(2);
                            return Sketch.bare()
                                    .layer("conv1", conv(4 / k).nIn(2).build())
                                    .layer("conv2", conv(4 / k).nIn(2).build(), "input")
                                    .vertex("above", above, "conv1", "conv2")
                                    .layer("conv3", pointwise(6 / k).nIn(4 / k).build())
                                    .layer("global", globalPool())
                                    .layer("out", output().nIn(6 / k).build())
                                    .ends();
                        },
                        fed(2, 5, 5))
                .prunes("conv1 4: conv1 out + conv2 out → conv3 in", "conv3 6: conv3 out → out in")
                .answersBy("out");
    }

    private static Pattern inception() {
        return Pattern.of(
                        "inception",
                        k -> graph(image(2, 5))
                                .layer("stem", padded(4 / k).build())
                                .layer("a", pointwise(4 / k).build(), "stem")
                                .layer("b1", pointwise(2 / k).build(), "stem")
                                .layer("b2", padded(6 / k).build(), "b1")
                                .layer("c1", pointwise(4 / k).build(), "stem")
                                .layer(
                                        "c2",
                                        new ConvolutionLayer.Builder(5, 5)
                                                .padding(2, 2)
                                                .nOut(2 / k)
                                                .build(),
                                        "c1")
                                .vertex("cat", new MergeVertex(), "a", "b2", "c2")
                                .layer("bn", norm())
                                .layer("last", conv(4 / k).build())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 5, 5))
                .prunes(
                        "stem 4: stem out → a in + b1 in + c1 in",
                        "a 4: a out → bn → last in",
                        "b1 2: b1 out → b2 in",
                        "b2 6: b2 out → bn → last in",
                        "c1 4: c1 out → c2 in",
                        "c2 2: c2 out → bn → last in",
                        "last 4: last out → out in ×9")
                .answersBy("out");
    }

    private static Pattern squeezeAndExcite() {
        return Pattern.of(
                        "squeeze and excite",
                        k -> Sketch.bare()
                                .layer("stem", conv(8 / k).nIn(2).build())
                                .layer(
                                        "squeeze",
                                        new GlobalPoolingLayer.Builder(PoolingType.AVG)
                                                .collapseDimensions(false)
                                                .build())
                                .layer("down", pointwise(4 / k).nIn(8 / k).build())
                                .layer(
                                        "up",
                                        pointwise(8 / k)
                                                .nIn(4 / k)
                                                .activation(Activation.SIGMOID)
                                                .build())
                                .vertex("excite", new ElementWiseVertex(Op.Product), "stem", "up")
                                .layer("conv", padded(4 / k).nIn(8 / k).build())
                                .layer("global", globalPool())
                                .layer("out", output().nIn(4 / k).build())
                                .ends(),
                        fed(2, 5, 5))
                .prunes(
                        "stem 8: stem out + up out → down in + conv in",
                        "down 4: down out → up in",
                        "conv 4: conv out → out in")
                .answersBy("out");
    }

    private static Pattern grouped() {
        return Pattern.of(
                        "grouped convolution",
                        k -> Sketch.bare()
                                .layer("stem", padded(8 / k).nIn(2).build())
                                .vertex("low", new SubsetVertex(0, 4 / k - 1), "stem")
                                .vertex("high", new SubsetVertex(4 / k, 8 / k - 1), "stem")
                                .layer("left", padded(4 / k).nIn(4 / k).build(), "low")
                                .layer("right", padded(6 / k).nIn(4 / k).build(), "high")
                                .vertex("cat", new MergeVertex(), "left", "right")
                                .layer("global", globalPool())
                                .layer("out", output().nIn(10 / k).build())
                                .ends(),
                        fed(2, 5, 5))
                .prunes(
                        "stem 4: stem out → low → left in",
                        "stem (2) 4: stem out → high → right in",
                        "left 4: left out → out in",
                        "right 6: right out → out in")
                .answersBy("out");
    }

    private static Pattern upByDeconvolution() {
        return upwards(
                        "down and up again by deconvolution, with a skip",
                        k -> new Deconvolution2D.Builder(2, 2)
                                .stride(2, 2)
                                .nOut(4 / k)
                                .build())
                .prunes(
                        "down1 4: down1 out → down2 in + join in",
                        "down2 6: down2 out → up in",
                        "up 4: up out → join in",
                        "join 6: join out → last in")
                .answersBy("last");
    }

    private static Pattern upByRepeating() {
        return upwards("down and up again by repeating, with a skip", k -> new Upsampling2D.Builder(2).build())
                .prunes(
                        "down1 4: down1 out → down2 in + join in",
                        "down2 6: down2 out → join in",
                        "join 6: join out → last in")
                .answersBy("last");
    }

    private static Pattern upwards(String name, IntFunction<Layer> up) {
        return Pattern.of(
                name,
                k -> graph(image(2, 4))
                        .layer("down1", padded(4 / k).build())
                        .layer("pool", halve())
                        .layer("down2", padded(6 / k).build())
                        .layer("up", up.apply(k))
                        .vertex("skip", new MergeVertex(), "down1", "up")
                        .layer("join", padded(6 / k).build())
                        .layer(
                                "last",
                                pointwise(2).activation(Activation.IDENTITY).build())
                        .layer("out", pixels())
                        .ends(),
                fed(2, 4, 4));
    }

    private static Layer pixels() {
        return new CnnLossLayer.Builder(LossFunction.XENT)
                .activation(Activation.SIGMOID)
                .build();
    }

    private static Pattern twoInputsTwoOutputs() {
        return Pattern.of(
                        "two inputs, two outputs",
                        k -> graph(image(2, 4), InputType.feedForward(5))
                                .layer("conv", conv(6 / k).build(), "first")
                                .layer("flat", dense(4 / k).build())
                                .layer("fc", dense(8 / k).build(), "second")
                                .vertex("cat", new MergeVertex(), "flat", "fc")
                                .layer("out1", output().build())
                                .layer(
                                        "out2",
                                        new OutputLayer.Builder(LossFunction.MSE)
                                                .nOut(2)
                                                .activation(Activation.IDENTITY)
                                                .build(),
                                        "fc")
                                .ends("out1", "out2"),
                        fed(2, 4, 4),
                        fed(5))
                .prunes(
                        "conv 6: conv out → flat in ×4",
                        "flat 4: flat out → out1 in",
                        "fc 8: fc out → out2 in + out1 in")
                .answersBy("out1", "out2");
    }

    private static Pattern oneChannelOut() {
        return Pattern.of(
                        "one channel out",
                        k -> graph(image(1, 5))
                                .layer("conv", padded(4 / k).build())
                                .layer(
                                        "last",
                                        pointwise(1)
                                                .activation(Activation.IDENTITY)
                                                .build())
                                .layer("out", pixels())
                                .ends(),
                        fed(1, 5, 5))
                .prunes("conv 4: conv out → last in")
                .answersBy("last");
    }

    private static Pattern elementWise() {
        return Pattern.of(
                        "the greatest, the mean and the difference",
                        k -> graph(image(2, 5))
                                .layer("a", conv(4 / k).build(), "input")
                                .layer("b", conv(4 / k).build(), "input")
                                .layer("c", conv(6 / k).build(), "input")
                                .layer("d", conv(6 / k).build(), "input")
                                .layer("e", conv(2 / k).build(), "input")
                                .layer("f", conv(2 / k).build(), "input")
                                .vertex("max", new ElementWiseVertex(Op.Max), "a", "b")
                                .vertex("mean", new ElementWiseVertex(Op.Average), "c", "d")
                                .vertex("minus", new ElementWiseVertex(Op.Subtract), "e", "f")
                                .vertex("cat", new MergeVertex(), "max", "mean", "minus")
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 5, 5))
                .prunes(
                        "a 4: a out + b out → out in ×9",
                        "c 6: c out + d out → out in ×9",
                        "e 2: e out + f out → out in ×9")
                .answersBy("out");
    }

    private static Pattern channelsLast() {
        return Pattern.of(
                        "channels last, added and side by side",
                        k -> graph(imageLast(2, 6))
                                .layer("stem", last(conv(4 / k)))
                                .layer("b", last(pointwise(6 / k)), "stem")
                                .layer("c", last(pointwise(6 / k)), "stem")
                                .vertex("add", add(), "b", "c")
                                .vertex("cat", new MergeVertex(), "add", "stem")
                                .layer("out", output().build())
                                .ends(),
                        fed(6, 6, 2))
                .prunes("stem 4: stem out → b in + c in + out in ×16", "b 6: b out + c out → out in ×16")
                .answersBy("out");
    }

    private static Layer last(ConvolutionLayer.Builder convolution) {
        return convolution.dataFormat(CNN2DFormat.NHWC).build();
    }
}
