package org.espalier.kernels.benchmark;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.model.Network;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;

/** A network of one DL4J layer without bias and activation. */
final class Dl4jLayer {
    private Dl4jLayer() {}

    /** On its best, with oneDNN's convolutions. */
    static Contender of(LayerTask task, float[] weights) {
        LayerShape shape = task.shape();
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .activation(Activation.IDENTITY)
                .list()
                .layer(layer(shape))
                .setInputType(
                        shape.dense()
                                ? InputType.feedForward(shape.in())
                                : InputType.convolutional(shape.size(), shape.size(), shape.in()))
                .build());
        network.init();
        var parameter = network.getLayer(0).getParam("W");
        parameter.assign(Nd4j.create(weights, parameter.shape(), shape.dense() ? 'f' : 'c'));
        float[] values = task.batchFirst(task.input());
        Tensor batch = shape.dense()
                ? new Tensor(values, task.batch(), shape.in())
                : new Tensor(values, task.batch(), shape.in(), shape.size(), shape.size());
        return new Dl4jContender(Network.of(network), batch);
    }

    private static Layer layer(LayerShape shape) {
        if (shape.dense()) {
            return new DenseLayer.Builder().nOut(shape.out()).hasBias(false).build();
        }
        return new ConvolutionLayer.Builder(shape.kernel(), shape.kernel())
                .padding(shape.padding(), shape.padding())
                .nOut(shape.out())
                .hasBias(false)
                .build();
    }
}
