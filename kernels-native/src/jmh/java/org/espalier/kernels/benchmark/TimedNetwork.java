package org.espalier.kernels.benchmark;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.espalier.zoo.ZooModel;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network of the zoo that is timed.
 *
 * @param model which
 * @param sparsity that the literature still prunes it to without loss
 */
record TimedNetwork(ZooModel model, double sparsity) {
    private static final long SEED = 42;
    private static final int UPDATES = 10;
    private static final int EXAMPLES = 32;

    /** All that there are ONNX graphs for. */
    static List<TimedNetwork> all() {
        return List.of(
                new TimedNetwork(Zoo.lenet300(), 0.95),
                new TimedNetwork(Zoo.lenet5(), 0.95),
                new TimedNetwork(Zoo.vgg(Images.cifar10()), 0.9),
                new TimedNetwork(Zoo.resnet20(), 0.9));
    }

    /** As the zoo calls it, and so the ONNX graph. */
    String name() {
        return model.name();
    }

    Images images() {
        return model.images();
    }

    /**
     * A network with weights for timing: some updates on noise give biases and normalisation values that differ from 0
     * and 1, which a wrong translation would otherwise pass with.
     */
    Network build() {
        Network network = model.build(SEED);
        Random random = new Random(SEED);
        for (int update = 0; update < UPDATES; update++) {
            Tensor batch = Tensor.images(EXAMPLES, images(), SEED + update);
            INDArray labels = Nd4j.zeros(EXAMPLES, images().classes());
            for (int example = 0; example < EXAMPLES; example++) {
                labels.putScalar(example, random.nextInt(images().classes()), 1);
            }
            network.fit(new DataSet(batch.nd4j(), labels));
        }
        return network;
    }

    /** A copy whose smallest weights are zero, the same share of each layer. */
    static Network pruned(Network network, double sparsity) {
        Network copy = network.copy();
        for (WeightLayer layer : copy.weightLayers()) {
            INDArray weights = copy.weights(layer.name());
            float[] values = weights.data().asFloat();
            List<Integer> smallestFirst = IntStream.range(0, values.length)
                    .boxed()
                    .sorted(Comparator.comparing(i -> Math.abs(values[i])))
                    .toList();
            smallestFirst.subList(0, (int) Math.round(sparsity * values.length)).forEach(i -> values[i] = 0);
            copy.setWeights(layer.name(), Nd4j.create(values, weights.shape(), 'c'));
        }
        return copy;
    }
}
