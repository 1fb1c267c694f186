package org.espalier.engine;

import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.espalier.data.Dataset;
import org.espalier.zoo.Images;
import org.espalier.zoo.ZooModel;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A task that is learnt in a fraction of a second: four patterns of 8×8 pixels under noise, and a network of its size. */
final class Tiny {
    static final Images IMAGES = new Images(1, 8, 8, 4);
    private static final int PIXELS = 64;

    private Tiny() {}

    static Dataset data() {
        return data(3);
    }

    /** The same training data for every {@code testSeed}; only the test examples differ. */
    static Dataset data(long testSeed) {
        INDArray[] train = examples(400, 1);
        INDArray[] test = examples(100, testSeed);
        return Dataset.of("patterns", train[0], train[1], test[0], test[1]);
    }

    private static INDArray[] examples(int count, long seed) {
        Random pattern = new Random(7);
        float[] patterns = new float[4 * PIXELS];
        for (int i = 0; i < patterns.length; i++) {
            patterns[i] = (float) pattern.nextGaussian();
        }
        Random noise = new Random(seed);
        float[] pixels = new float[count * PIXELS];
        float[] labels = new float[count * 4];
        for (int i = 0; i < count; i++) {
            int label = noise.nextInt(4);
            labels[i * 4 + label] = 1;
            for (int p = 0; p < PIXELS; p++) {
                pixels[i * PIXELS + p] = patterns[label * PIXELS + p] + 1.5f * (float) noise.nextGaussian();
            }
        }
        return new INDArray[] {
            Nd4j.create(pixels, new long[] {count, 1, 8, 8}), Nd4j.create(labels, new long[] {count, 4})
        };
    }

    /** Layers {@code conv1 (8), pool1, conv2 (16), drop, fc1 (24), output}; trained for two epochs. */
    static ZooModel network() {
        return new ZooModel("tiny", "two convolutions and two dense layers", IMAGES, 2, Tiny::untrained);
    }

    static MultiLayerNetwork untrained(long seed) {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .updater(new Adam(3e-3))
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).name("conv1").nOut(8).build())
                .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .name("pool1")
                        .build())
                .layer(new ConvolutionLayer.Builder(2, 2).name("conv2").nOut(16).build())
                .layer(new DropoutLayer.Builder(new Dropout(0.8)).name("drop").build())
                .layer(new DenseLayer.Builder().name("fc1").nOut(24).build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("output")
                        .nOut(4)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(org.deeplearning4j.nn.conf.inputs.InputType.convolutional(8, 8, 1))
                .build());
        model.init();
        return model;
    }

    /** Without controls and latency, for tests of neither. */
    static Experiment experiment() {
        return Experiment.of(network(), data()).withoutLatency().withoutControls();
    }
}
