package org.espalier.structure;

import static org.espalier.structure.Pattern.fed;
import static org.espalier.structure.Sketch.act;
import static org.espalier.structure.Sketch.chain;
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
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.Activation;

/** Convolutions one after another, and what may stand between them. */
final class ConvolutionPatterns {
    private ConvolutionPatterns() {}

    static List<Pattern> all() {
        return List.of(
                flattened(),
                flattenedAndNormalised(),
                channelsLast(),
                normalisedAndPooled(),
                sigmoidBeforeNoPadding(),
                oneDimension(),
                threeDimensions(),
                deconvolutions(),
                threeDimensionsUp(),
                paddedCroppedUpsampled(),
                slopes(),
                spaceToDepth(),
                depthwise(),
                separable(),
                unnamed());
    }

    private static Pattern flattened() {
        return Pattern.of(
                        "16 channels of 4×4 flattened",
                        k -> chain(
                                image(2, 6),
                                conv(16 / k).name("conv").build(),
                                dense(6 / k).name("fc").build(),
                                output().name("out").build()),
                        fed(2, 6, 6))
                .prunes("conv 16: conv out → fc in ×16", "fc 6: fc out → out in")
                .answersBy("out");
    }

    private static Pattern flattenedAndNormalised() {
        return Pattern.of(
                        "normalisation after the flattening",
                        k -> graph(image(2, 5))
                                .layer("conv", conv(8 / k).build())
                                .vertex("flat", new PreprocessorVertex(new CnnToFeedForwardPreProcessor(3, 3, 8 / k)))
                                .layer("bn", norm())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 5, 5))
                .prunes("conv 8: conv out → bn ×9 → out in ×9")
                .answersBy("out");
    }

    private static Pattern channelsLast() {
        return Pattern.of(
                        "channels last, flattened",
                        k -> chain(
                                imageLast(2, 8),
                                conv(4 / k)
                                        .name("conv1")
                                        .dataFormat(CNN2DFormat.NHWC)
                                        .build(),
                                new BatchNormalization.Builder()
                                        .dataFormat(CNN2DFormat.NHWC)
                                        .name("bn1")
                                        .build(),
                                conv(6 / k)
                                        .name("conv2")
                                        .dataFormat(CNN2DFormat.NHWC)
                                        .build(),
                                dense(4 / k).name("fc").build(),
                                output().name("out").build()),
                        fed(8, 8, 2))
                .prunes(
                        "conv1 4: conv1 out → bn1 → conv2 in",
                        "conv2 6: conv2 out → fc in ×16",
                        "fc 4: fc out → out in")
                .answersBy("out");
    }

    private static Pattern normalisedAndPooled() {
        return Pattern.of(
                        "normalised, pooled and padded",
                        k -> graph(image(2, 8))
                                .layer("conv1", padded(6 / k).hasBias(false).build())
                                .layer("bn1", norm())
                                .layer("relu1", act(Activation.RELU))
                                .layer("pool", halve())
                                .layer("conv2", padded(4 / k).build())
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 8, 8))
                .prunes("conv1 6: conv1 out → bn1 → conv2 in", "conv2 4: conv2 out → out in")
                .answersBy("out");
    }

    private static Pattern sigmoidBeforeNoPadding() {
        return Pattern.of(
                        "sigmoid before a convolution that does not pad",
                        k -> graph(image(2, 7))
                                .layer(
                                        "conv1",
                                        conv(4 / k)
                                                .activation(Activation.SIGMOID)
                                                .build())
                                .layer(
                                        "conv2",
                                        conv(6 / k)
                                                .activation(Activation.SIGMOID)
                                                .build())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 7, 7))
                .prunes("conv1 4: conv1 out → conv2 in", "conv2 6: conv2 out → out in ×9")
                .answersBy("out");
    }

    private static Pattern oneDimension() {
        return Pattern.of(
                        "one dimension",
                        k -> graph(InputType.recurrent(3, 9))
                                .layer(
                                        "conv1",
                                        new Convolution1DLayer.Builder(3)
                                                .nOut(6 / k)
                                                .build())
                                .layer(
                                        "pool",
                                        new Subsampling1DLayer.Builder()
                                                .kernelSize(2)
                                                .stride(2)
                                                .build())
                                .layer(
                                        "conv2",
                                        new Convolution1DLayer.Builder(2)
                                                .nOut(4 / k)
                                                .build())
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(3, 9))
                .prunes("conv1 6: conv1 out → conv2 in", "conv2 4: conv2 out → out in")
                .answersBy("out");
    }

    private static Pattern threeDimensions() {
        return Pattern.of(
                        "three dimensions",
                        k -> graph(InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 6, 6, 6, 2))
                                .layer(
                                        "conv1",
                                        new Convolution3D.Builder(3, 3, 3)
                                                .nOut(4 / k)
                                                .build())
                                .layer(
                                        "pool",
                                        new Subsampling3DLayer.Builder()
                                                .kernelSize(2, 2, 2)
                                                .stride(2, 2, 2)
                                                .build())
                                .layer(
                                        "conv2",
                                        new Convolution3D.Builder(1, 1, 1)
                                                .nOut(6 / k)
                                                .build())
                                .vertex(
                                        "flat",
                                        new PreprocessorVertex(
                                                new Cnn3DToFeedForwardPreProcessor(2, 2, 2, 6 / k, true)))
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 6, 6, 6))
                .prunes("conv1 4: conv1 out → conv2 in", "conv2 6: conv2 out → out in ×8")
                .answersBy("out");
    }

    private static Pattern deconvolutions() {
        return Pattern.of(
                        "deconvolutions",
                        k -> graph(image(2, 4))
                                .layer(
                                        "up1",
                                        new Deconvolution2D.Builder(2, 2)
                                                .stride(2, 2)
                                                .nOut(6 / k)
                                                .build())
                                .layer(
                                        "up2",
                                        new Deconvolution2D.Builder(3, 3)
                                                .nOut(4 / k)
                                                .build())
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 4, 4))
                .prunes("up1 6: up1 out → up2 in", "up2 4: up2 out → out in")
                .answersBy("out");
    }

    private static Pattern threeDimensionsUp() {
        return Pattern.of(
                        "deconvolutions in three dimensions",
                        k -> graph(InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 2, 2, 2, 2))
                                .layer(
                                        "up1",
                                        new Deconvolution3D.Builder()
                                                .kernelSize(2, 2, 2)
                                                .stride(2, 2, 2)
                                                .nOut(4 / k)
                                                .build())
                                .layer(
                                        "up2",
                                        new Deconvolution3D.Builder()
                                                .kernelSize(2, 2, 2)
                                                .nOut(6 / k)
                                                .build())
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 2, 2, 2))
                .prunes("up1 4: up1 out → up2 in", "up2 6: up2 out → out in")
                .answersBy("out");
    }

    private static Pattern paddedCroppedUpsampled() {
        return Pattern.of(
                        "zero padding, cropping and upsampling",
                        k -> graph(image(2, 5))
                                .layer("conv1", conv(4 / k).build())
                                .layer("pad", new ZeroPaddingLayer.Builder(1, 2).build())
                                .layer("up", new Upsampling2D.Builder(2).build())
                                .layer("crop", new Cropping2D.Builder(1, 1).build())
                                .layer("conv2", conv(6 / k).build())
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 5, 5))
                .prunes("conv1 4: conv1 out → conv2 in", "conv2 6: conv2 out → out in")
                .answersBy("out");
    }

    private static Pattern slopes() {
        return Pattern.of(
                        "learned slopes, by channel and by position",
                        k -> graph(image(2, 6))
                                .layer(
                                        "conv1",
                                        conv(4 / k)
                                                .activation(Activation.IDENTITY)
                                                .build())
                                .layer(
                                        "slope1",
                                        new PReLULayer.Builder()
                                                .inputShape(4 / k, 4, 4)
                                                .sharedAxes(2, 3)
                                                .build())
                                .layer(
                                        "conv2",
                                        conv(6 / k)
                                                .activation(Activation.IDENTITY)
                                                .build())
                                .layer(
                                        "slope2",
                                        new PReLULayer.Builder()
                                                .inputShape(6 / k, 2, 2)
                                                .build())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 6, 6))
                .prunes("conv1 4: conv1 out → slope1 → conv2 in", "conv2 6: conv2 out → slope2 → out in ×4")
                .answersBy("out");
    }

    private static Pattern spaceToDepth() {
        return Pattern.of(
                        "space to depth",
                        k -> graph(image(2, 6))
                                .layer("conv1", conv(4 / k).build())
                                .layer("deep", new SpaceToDepthLayer.Builder(2, CNN2DFormat.NCHW).build())
                                .layer("conv2", pointwise(6 / k).build())
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 6, 6))
                .prunes("conv1 4: conv1 out → conv2 in ×4", "conv2 6: conv2 out → out in")
                .answersBy("out");
    }

    private static Pattern depthwise() {
        return Pattern.of(
                        "depthwise with two channels for each, then pointwise",
                        k -> graph(image(2, 8))
                                .layer("conv", conv(4 / k).build())
                                .layer(
                                        "depth",
                                        new DepthwiseConvolution2D.Builder(3, 3)
                                                .depthMultiplier(2)
                                                .nOut(8 / k)
                                                .build())
                                .layer("bn", norm())
                                .layer("point", pointwise(6 / k).build())
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 8, 8))
                .prunes("conv 4: conv out → depth ×2 → bn ×2 → point in ×2", "point 6: point out → out in")
                .answersBy("out");
    }

    private static Pattern separable() {
        return Pattern.of(
                        "separable with two channels for each",
                        k -> graph(image(2, 8))
                                .layer("conv", conv(4 / k).build())
                                .layer(
                                        "apart",
                                        new SeparableConvolution2D.Builder(3, 3)
                                                .depthMultiplier(2)
                                                .nOut(6 / k)
                                                .build())
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(2, 8, 8))
                .prunes("conv 4: conv out → apart in", "apart 6: apart out → out in")
                .answersBy("out");
    }

    private static Pattern unnamed() {
        return Pattern.of(
                        "layers without names",
                        k -> chain(
                                image(2, 6),
                                conv(4 / k).build(),
                                norm(),
                                dense(6 / k).build(),
                                output().build()),
                        fed(2, 6, 6))
                .prunes("layer0 4: layer0 out → layer1 → layer2 in ×16", "layer2 6: layer2 out → layer3 in")
                .answersBy("layer3");
    }
}
