package org.espalier.model;

import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Small networks in both of DL4J's classes: 8×8 images of 2 channels, 3 classes. */
final class TestNets {
    static final int SEED = 11;

    private TestNets() {}

    /** conv (3×3, 6) → bn → relu → depthwise (2×2, ×2) → dense (7) → output (3); smooth but for the ReLU. */
    static Model of(boolean graph, NeuralNetConfiguration.Builder configuration) {
        String[] names = {"conv", "bn", "relu", "depthwise", "dense", "output"};
        Layer[] layers = {
            new ConvolutionLayer.Builder(3, 3)
                    .nOut(6)
                    .activation(Activation.IDENTITY)
                    .build(),
            new BatchNormalization(),
            new ActivationLayer(Activation.RELU),
            new DepthwiseConvolution2D.Builder(2, 2)
                    .depthMultiplier(2)
                    .nOut(12)
                    .stride(2, 2)
                    .activation(Activation.TANH)
                    .build(),
            new DenseLayer.Builder().nOut(7).activation(Activation.TANH).build(),
            new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build()
        };
        return chain(graph, configuration, InputType.convolutional(8, 8, 2), names, layers);
    }

    /** The layers one after another in either class. */
    static Model chain(
            boolean graph,
            NeuralNetConfiguration.Builder configuration,
            InputType input,
            String[] names,
            Layer... layers) {
        Model model;
        if (graph) {
            var builder = configuration.graphBuilder().addInputs("input").setInputTypes(input);
            String last = "input";
            for (int i = 0; i < layers.length; i++) {
                builder.addLayer(names[i], layers[i], last);
                last = names[i];
            }
            model = new ComputationGraph(builder.setOutputs(last).build());
        } else {
            var list = configuration.list();
            for (int i = 0; i < layers.length; i++) {
                layers[i].setLayerName(names[i]);
                list.layer(layers[i]);
            }
            model = new MultiLayerNetwork(list.setInputType(input).build());
        }
        model.init();
        return model;
    }

    static Model of(boolean graph) {
        return of(graph, adam());
    }

    static NeuralNetConfiguration.Builder adam() {
        return new NeuralNetConfiguration.Builder().seed(SEED).updater(new Adam(1e-2));
    }

    static DataSet batch(int seed) {
        return batch(seed, DataType.FLOAT, 8, 2, 8, 8);
    }

    /** Normal features, random labels of 3 classes. */
    static DataSet batch(int seed, DataType type, long... shape) {
        Random random = new Random(seed);
        INDArray features = Nd4j.create(type, shape);
        for (long i = 0; i < features.length(); i++) {
            features.putScalar(i, random.nextGaussian());
        }
        INDArray labels = Nd4j.zeros(type, shape[0], 3);
        for (long i = 0; i < shape[0]; i++) {
            labels.putScalar(i, random.nextInt(3), 1);
        }
        return new DataSet(features, labels);
    }

    /** About half ones, half zeros. */
    static INDArray halfMask(long... shape) {
        Random random = new Random(SEED);
        INDArray mask = Nd4j.zeros(shape);
        for (long i = 0; i < mask.length(); i++) {
            mask.putScalar(i, random.nextInt(2));
        }
        return mask;
    }

    static float[] values(INDArray array) {
        return array.dup('c').data().asFloat();
    }
}
