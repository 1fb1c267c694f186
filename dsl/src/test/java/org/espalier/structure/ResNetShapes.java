package org.espalier.structure;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;

/** Residual networks with the layers of those for ImageNet: 224² images, 1000 classes, convolutions without bias. */
final class ResNetShapes {
    private final GraphBuilder graph;
    private String last = "input";

    private ResNetShapes() {
        graph = new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Sgd(0.1))
                .activation(Activation.IDENTITY)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(224, 224, 3));
    }

    /** 11 689 512 parameters learned, and 9 600 running statistics. */
    static ComputationGraph resnet18() {
        ResNetShapes net = new ResNetShapes().stem();
        int[] widths = {64, 128, 256, 512};
        for (int stage = 0; stage < 4; stage++) {
            for (int block = 0; block < 2; block++) {
                net.basic("s%db%d".formatted(stage + 1, block + 1), widths[stage], block == 0 && stage > 0);
            }
        }
        return net.end(512);
    }

    /** 25 557 032 parameters learned. */
    static ComputationGraph resnet50() {
        ResNetShapes net = new ResNetShapes().stem();
        int[] widths = {64, 128, 256, 512};
        int[] blocks = {3, 4, 6, 3};
        for (int stage = 0; stage < 4; stage++) {
            for (int block = 0; block < blocks[stage]; block++) {
                net.bottleneck("s%db%d".formatted(stage + 1, block + 1), widths[stage], block == 0, stage > 0);
            }
        }
        return net.end(2048);
    }

    private ResNetShapes stem() {
        convolution("conv1", "input", 7, 2, 64);
        relu("relu1");
        graph.addLayer(
                "pool",
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(3, 3)
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Same)
                        .build(),
                last);
        last = "pool";
        return this;
    }

    private void convolution(String name, String in, int kernel, int stride, int out) {
        graph.addLayer(
                name,
                new ConvolutionLayer.Builder(kernel, kernel)
                        .stride(stride, stride)
                        .convolutionMode(ConvolutionMode.Same)
                        .nOut(out)
                        .hasBias(false)
                        .build(),
                in);
        graph.addLayer(name + "-bn", new BatchNormalization.Builder().build(), name);
        last = name + "-bn";
    }

    private void relu(String name) {
        graph.addLayer(
                name, new ActivationLayer.Builder().activation(Activation.RELU).build(), last);
        last = name;
    }

    private void basic(String name, int width, boolean halves) {
        String in = last;
        convolution(name + "-1", in, 3, halves ? 2 : 1, width);
        relu(name + "-relu1");
        convolution(name + "-2", last, 3, 1, width);
        join(name, in, halves, halves ? 2 : 1, width);
    }

    private void bottleneck(String name, int width, boolean projects, boolean later) {
        String in = last;
        int stride = projects && later ? 2 : 1;
        convolution(name + "-1", in, 1, 1, width);
        relu(name + "-relu1");
        convolution(name + "-2", last, 3, stride, width);
        relu(name + "-relu2");
        convolution(name + "-3", last, 1, 1, 4 * width);
        join(name, in, projects, stride, 4 * width);
    }

    private void join(String name, String in, boolean projects, int stride, int width) {
        String out = last;
        if (projects) {
            convolution(name + "-short", in, 1, stride, width);
        }
        graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), out, projects ? last : in);
        last = name;
        relu(name + "-relu");
    }

    private ComputationGraph end(int width) {
        graph.addLayer("global", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), last);
        graph.addLayer(
                "fc",
                new OutputLayer.Builder()
                        .nIn(width)
                        .nOut(1000)
                        .activation(Activation.SOFTMAX)
                        .build(),
                "global");
        ComputationGraph model = new ComputationGraph(graph.setOutputs("fc").build());
        model.init();
        return model;
    }
}
