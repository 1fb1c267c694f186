package org.espalier.structure;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.espalier.model.Network;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Short words for small sequential networks; 4 classes, 8×8 images of 2 channels unless told. */
final class Nets {
    private Nets() {}

    static Network images(Layer... layers) {
        return of(InputType.convolutional(8, 8, 2), layers);
    }

    static Network of(InputType input, Layer... layers) {
        var list = new NeuralNetConfiguration.Builder()
                .seed(11)
                .weightInit(WeightInit.XAVIER)
                .activation(Activation.RELU)
                .updater(new Adam(1e-2))
                .list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        MultiLayerNetwork model = new MultiLayerNetwork(list.setInputType(input).build());
        model.init();
        return Network.of(model);
    }

    static ConvolutionLayer.Builder convolution(String name, int channels) {
        return new ConvolutionLayer.Builder(3, 3).name(name).nOut(channels);
    }

    static DenseLayer.Builder dense(String name, int units) {
        return new DenseLayer.Builder().name(name).nOut(units);
    }

    static Layer norm(String name) {
        return new BatchNormalization.Builder().name(name).build();
    }

    static Layer activation(String name, Activation function) {
        return new ActivationLayer.Builder().name(name).activation(function).build();
    }

    static Layer maxPool(String name) {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(2, 2)
                .name(name)
                .build();
    }

    static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .name("output")
                .nOut(4)
                .activation(Activation.SOFTMAX)
                .build();
    }
}
