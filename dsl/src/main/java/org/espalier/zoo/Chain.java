package org.espalier.zoo;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A graph under construction: each method adds one vertex after the one named and returns the new one's name. */
final class Chain {
    private final GraphBuilder graph;

    /** Starts with one vertex, {@code input}. */
    Chain(long seed, Images images) {
        graph = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(WeightInit.RELU)
                .activation(Activation.IDENTITY)
                .updater(new Adam(1e-3))
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(images.height(), images.width(), images.channels()));
    }

    /** A convolution without bias (normalisation follows), padded so that stride 1 keeps the image size. */
    String convolution(String name, String after, int channels, int kernel, int stride) {
        return add(
                name,
                after,
                new ConvolutionLayer.Builder(kernel, kernel)
                        .stride(stride, stride)
                        .padding(kernel / 2, kernel / 2)
                        .nOut(channels)
                        .hasBias(false)
                        .build());
    }

    String batchNorm(String name, String after) {
        return add(name, after, new BatchNormalization());
    }

    String relu(String name, String after) {
        return add(name, after, new ActivationLayer(Activation.RELU));
    }

    String maxPool(String name, String after) {
        return add(
                name,
                after,
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build());
    }

    /** {@code [n, c, h, w]} to {@code [n, c]}. */
    String averagePool(String name, String after) {
        return add(name, after, new GlobalPoolingLayer.Builder(PoolingType.AVG).build());
    }

    String sum(String name, String one, String other) {
        graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), one, other);
        return name;
    }

    String dense(String name, String after, int units) {
        return add(
                name,
                after,
                new DenseLayer.Builder().nOut(units).activation(Activation.RELU).build());
    }

    /** Ends with a softmax layer {@code output}. */
    ComputationGraph classifier(String after, int classes) {
        add(
                "output",
                after,
                new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .weightInit(WeightInit.XAVIER)
                        .build());
        return new ComputationGraph(graph.setOutputs("output").build());
    }

    private String add(String name, String after, Layer layer) {
        graph.addLayer(name, layer, after);
        return name;
    }
}
