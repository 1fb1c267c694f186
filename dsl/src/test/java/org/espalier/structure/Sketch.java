package org.espalier.structure;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Short words for small DL4J models in double precision; each layer reads the one before unless told. */
final class Sketch {
    private final GraphBuilder graph;
    private String last;

    private Sketch(String[] inputs, InputType... types) {
        graph = start().graphBuilder().addInputs(inputs);
        if (types.length > 0) {
            graph.setInputTypes(types);
        }
        last = inputs[0];
    }

    static NeuralNetConfiguration.Builder start() {
        return new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(DataType.DOUBLE)
                .weightInit(WeightInit.XAVIER)
                .activation(Activation.TANH)
                .updater(new Adam(1e-3));
    }

    /** With one input, named {@code input}. */
    static Sketch graph(InputType input) {
        return new Sketch(new String[] {"input"}, input);
    }

    /** With two inputs, named {@code first} and {@code second}. */
    static Sketch graph(InputType first, InputType second) {
        return new Sketch(new String[] {"first", "second"}, first, second);
    }

    /** With one input of a type that is not stated, so that each layer has to say what it reads. */
    static Sketch bare() {
        return new Sketch(new String[] {"input"});
    }

    Sketch layer(String name, Layer layer, String... in) {
        graph.addLayer(name, layer, in.length == 0 ? new String[] {last} : in);
        last = name;
        return this;
    }

    Sketch vertex(String name, GraphVertex vertex, String... in) {
        graph.addVertex(name, vertex, in.length == 0 ? new String[] {last} : in);
        last = name;
        return this;
    }

    ComputationGraph ends(String... outputs) {
        ComputationGraph model =
                new ComputationGraph(graph.setOutputs(outputs.length == 0 ? new String[] {last} : outputs)
                        .build());
        model.init();
        return model;
    }

    static MultiLayerNetwork chain(InputType input, Layer... layers) {
        var list = start().list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        MultiLayerNetwork model = new MultiLayerNetwork(list.setInputType(input).build());
        model.init();
        return model;
    }

    /** {@code [n, channels, size, size]}. */
    static InputType image(int channels, int size) {
        return InputType.convolutional(size, size, channels);
    }

    /** {@code [n, size, size, channels]}. */
    static InputType imageLast(int channels, int size) {
        return InputType.convolutional(size, size, channels, CNN2DFormat.NHWC);
    }

    /** 3×3, not padded. */
    static ConvolutionLayer.Builder conv(int out) {
        return new ConvolutionLayer.Builder(3, 3).nOut(out);
    }

    /** 3×3, padded to the same size. */
    static ConvolutionLayer.Builder padded(int out) {
        return new ConvolutionLayer.Builder(3, 3).padding(1, 1).nOut(out);
    }

    /** 1×1. */
    static ConvolutionLayer.Builder pointwise(int out) {
        return new ConvolutionLayer.Builder(1, 1).nOut(out);
    }

    static Layer norm() {
        return new BatchNormalization.Builder().build();
    }

    static Layer act(Activation function) {
        return new ActivationLayer.Builder().activation(function).build();
    }

    static Layer halve() {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build();
    }

    static Layer globalPool() {
        return new GlobalPoolingLayer.Builder(PoolingType.AVG).build();
    }

    static DenseLayer.Builder dense(int out) {
        return new DenseLayer.Builder().nOut(out);
    }

    static LSTM.Builder lstm(int out) {
        return new LSTM.Builder().nOut(out);
    }

    /** 3 classes. */
    static OutputLayer.Builder output() {
        return new OutputLayer.Builder(LossFunction.MCXENT).nOut(3).activation(Activation.SOFTMAX);
    }

    /** 3 classes at each step. */
    static RnnOutputLayer.Builder steps() {
        return new RnnOutputLayer.Builder(LossFunction.MCXENT).nOut(3).activation(Activation.SOFTMAX);
    }

    /** 3 numbers of any size. */
    static OutputLayer.Builder numbers() {
        return new OutputLayer.Builder(LossFunction.MSE).nOut(3).activation(Activation.IDENTITY);
    }

    /** 3 numbers of any size at each step. */
    static RnnOutputLayer.Builder numberSteps() {
        return new RnnOutputLayer.Builder(LossFunction.MSE).nOut(3).activation(Activation.IDENTITY);
    }
}
