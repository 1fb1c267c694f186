package org.espalier.structure;

import static org.espalier.structure.Pattern.fed;
import static org.espalier.structure.Sketch.act;
import static org.espalier.structure.Sketch.chain;
import static org.espalier.structure.Sketch.conv;
import static org.espalier.structure.Sketch.dense;
import static org.espalier.structure.Sketch.globalPool;
import static org.espalier.structure.Sketch.graph;
import static org.espalier.structure.Sketch.image;
import static org.espalier.structure.Sketch.norm;
import static org.espalier.structure.Sketch.output;
import static org.espalier.structure.Sketch.padded;
import static org.espalier.structure.Sketch.steps;

import java.util.List;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Dense layers, shared layers, layers that are frozen, and reshaping. */
final class DensePatterns {
    private DensePatterns() {}

    static List<Pattern> all() {
        return List.of(
                normalised(),
                multiplied(),
                partOfVector(),
                scaledAndShifted(),
                shared(),
                unitLength(),
                siamese(),
                reshaped(),
                image16(),
                imageToSteps(),
                frozenLayers(),
                frozenGraph(),
                centres());
    }

    private static Pattern normalised() {
        return Pattern.of(
                        "dense layers, normalised",
                        k -> chain(
                                InputType.feedForward(5),
                                dense(8 / k).hasBias(false).name("fc1").build(),
                                norm(),
                                act(Activation.RELU),
                                new AutoEncoder.Builder()
                                        .nOut(6 / k)
                                        .name("auto")
                                        .build(),
                                output().name("out").build()),
                        fed(5))
                .prunes("fc1 8: fc1 out → layer1 → auto in", "auto 6: auto out → out in")
                .answersBy("out");
    }

    private static Pattern multiplied() {
        return Pattern.of(
                        "each channel multiplied",
                        k -> graph(InputType.feedForward(5))
                                .layer(
                                        "fc",
                                        dense(8 / k)
                                                .activation(Activation.SIGMOID)
                                                .build())
                                .layer(
                                        "times",
                                        new ElementWiseMultiplicationLayer.Builder()
                                                .nOut(8 / k)
                                                .activation(Activation.SIGMOID)
                                                .build())
                                .layer("out", output().build())
                                .ends(),
                        fed(5))
                .prunes("fc 8: fc out → times → out in")
                .answersBy("out");
    }

    private static Pattern partOfVector() {
        return Pattern.of(
                        "overlapping parts of a vector",
                        k -> graph(InputType.feedForward(5))
                                .layer("fc", dense(12 / k).build())
                                .vertex("low", new SubsetVertex(0, 8 / k - 1), "fc")
                                .vertex("high", new SubsetVertex(4 / k, 12 / k - 1), "fc")
                                .layer("a", dense(4 / k).build(), "low")
                                .layer("b", dense(6 / k).build(), "high")
                                .vertex("cat", new MergeVertex(), "a", "b")
                                .layer("out", output().build())
                                .ends(),
                        fed(5))
                .prunes(
                        "fc 4: fc out → low → a in",
                        "fc (2) 4: fc out → low → high → a in + b in",
                        "fc (3) 4: fc out → high → b in",
                        "a 4: a out → out in",
                        "b 6: b out → out in")
                .answersBy("out");
    }

    private static Pattern scaledAndShifted() {
        return Pattern.of(
                        "scaled and shifted, then dense",
                        k -> graph(InputType.feedForward(5))
                                .layer("fc1", dense(8 / k).build())
                                .vertex("scale", new ScaleVertex(2))
                                .vertex("shift", new ShiftVertex(0.5))
                                .layer("fc2", dense(6 / k).build())
                                .layer("out", output().build())
                                .ends(),
                        fed(5))
                .prunes("fc1 8: fc1 out → fc2 in", "fc2 6: fc2 out → out in")
                .answersBy("out");
    }

    private static Pattern shared() {
        return Pattern.of(
                        "a shared layer",
                        k -> graph(InputType.feedForward(5), InputType.feedForward(5))
                                .layer("a", dense(8 / k).build(), "first")
                                .layer("b", dense(8 / k).build(), "second")
                                .vertex("stack", new StackVertex(), "a", "b")
                                .layer("shared", dense(6 / k).build())
                                .vertex("low", new UnstackVertex(0, 2), "shared")
                                .vertex("high", new UnstackVertex(1, 2), "shared")
                                .vertex("cat", new MergeVertex(), "low", "high")
                                .layer("out", output().build())
                                .ends(),
                        fed(5),
                        fed(5))
                .prunes("a 8: a out + b out → shared in", "shared 6: shared out → out in ×2")
                .answersBy("out");
    }

    private static Pattern unitLength() {
        return Pattern.of(
                        "of length one",
                        k -> graph(InputType.feedForward(5))
                                .layer("fc", dense(8 / k).build())
                                .vertex("unit", new L2NormalizeVertex())
                                .layer("out", output().build())
                                .ends(),
                        fed(5))
                .prunes("fc 8: fc out → out in")
                .answersBy("out");
    }

    private static Pattern siamese() {
        return Pattern.of(
                        "the distance of two images",
                        k -> graph(image(2, 4), image(2, 4))
                                .vertex("stack", new StackVertex(), "first", "second")
                                .layer("conv", conv(6 / k).build())
                                .layer("fc", dense(8 / k).build())
                                .vertex("a", new UnstackVertex(0, 2), "fc")
                                .vertex("b", new UnstackVertex(1, 2), "fc")
                                .vertex("distance", new L2Vertex(), "a", "b")
                                .layer(
                                        "out",
                                        new OutputLayer.Builder(LossFunction.XENT)
                                                .nOut(1)
                                                .activation(Activation.SIGMOID)
                                                .build())
                                .ends(),
                        fed(2, 4, 4),
                        fed(2, 4, 4))
                .prunes("conv 6: conv out → fc in ×4", "fc 8: fc out")
                .answersBy("out");
    }

    private static Pattern reshaped() {
        return Pattern.of(
                        "images to vectors and back",
                        k -> Sketch.bare()
                                .layer("conv1", conv(4 / k).nIn(2).build())
                                .vertex("flat", new ReshapeVertex(-1, 16 / k))
                                .layer("fc", dense(24 / k).nIn(16 / k).build())
                                .vertex("square", new ReshapeVertex(-1, 6 / k, 2, 2))
                                .layer("conv2", padded(4 / k).nIn(6 / k).build())
                                .layer("global", globalPool())
                                .layer("out", output().nIn(4 / k).build())
                                .ends(),
                        fed(2, 4, 4))
                .prunes("conv1 4: conv1 out → fc in ×4", "fc 6: fc out ×4 → conv2 in", "conv2 4: conv2 out → out in")
                .answersBy("out");
    }

    private static Pattern image16() {
        return Pattern.of(
                        "vectors to images",
                        k -> graph(InputType.feedForward(5))
                                .layer("fc", dense(24 / k).build())
                                .vertex("square", new PreprocessorVertex(new FeedForwardToCnnPreProcessor(2, 2, 6 / k)))
                                .layer("conv", padded(4 / k).build())
                                .layer("out", output().build())
                                .ends(),
                        fed(5))
                .prunes("fc 6: fc out ×4 → conv in", "conv 4: conv out → out in ×4")
                .answersBy("out");
    }

    private static Pattern imageToSteps() {
        return Pattern.of(
                        "images to steps",
                        k -> graph(image(2, 4))
                                .layer("conv", conv(4 / k).build())
                                .vertex("steps", new PreprocessorVertex(new CnnToRnnPreProcessor(2, 2, 4 / k)))
                                .layer("lstm", new LSTM.Builder().nOut(6 / k).build())
                                .layer("out", steps().build())
                                .ends(),
                        fed(2, 4, 4))
                .prunes("conv 4: conv out → lstm in ×4", "lstm 6: lstm out → out in")
                .answersBy("out");
    }

    private static Pattern frozenLayers() {
        return Pattern.of(
                        "frozen layers",
                        k -> new TransferLearning.Builder(chain(
                                        image(2, 5),
                                        conv(4 / k).name("conv").build(),
                                        norm(),
                                        dense(6 / k).name("fc").build(),
                                        output().name("out").build()))
                                .setFeatureExtractor(1)
                                .build(),
                        fed(2, 5, 5))
                .prunes("conv 4: conv out → layer1 → fc in ×9", "fc 6: fc out → out in")
                .answersBy("out");
    }

    private static Pattern frozenGraph() {
        return Pattern.of(
                        "frozen layers of a graph",
                        k -> new TransferLearning.GraphBuilder(graph(image(2, 5))
                                        .layer("conv", conv(4 / k).build())
                                        .layer("bn", norm())
                                        .layer("fc", dense(6 / k).build())
                                        .layer("out", output().build())
                                        .ends())
                                .setFeatureExtractor("bn")
                                .build(),
                        fed(2, 5, 5))
                .prunes("conv 4: conv out → bn → fc in ×9", "fc 6: fc out → out in")
                .answersBy("out")
                .inSinglePrecision();
    }

    private static Pattern centres() {
        return Pattern.of(
                        "centres of classes",
                        k -> graph(InputType.feedForward(5))
                                .layer("fc", dense(6 / k).build())
                                .layer(
                                        "out",
                                        new CenterLossOutputLayer.Builder(LossFunction.MCXENT)
                                                .nOut(3)
                                                .activation(Activation.SOFTMAX)
                                                .build())
                                .ends(),
                        fed(5))
                .prunes("fc 6: fc out → out in")
                .answersBy("out");
    }
}
