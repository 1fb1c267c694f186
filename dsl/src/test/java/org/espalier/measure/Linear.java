package org.espalier.measure;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.model.Network;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks whose output is their input times a factor, so that results can be worked out by hand. */
final class Linear {
    private Linear() {}

    static Network times(int width, double factor) {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new OutputLayer.Builder(LossFunction.MSE)
                        .name("output")
                        .nIn(width)
                        .nOut(width)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
        model.init();
        Network network = Network.of(model);
        network.setWeights("output", Nd4j.eye(width).muli(factor));
        return network;
    }

    static INDArray rows(double[][] rows) {
        return Nd4j.create(rows).castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT);
    }
}
