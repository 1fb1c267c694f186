package org.espalier.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Masks drawn at random, as dense in each layer as the recipe says: where sparse training begins. */
final class RandomMasks {
    private RandomMasks() {}

    static void on(NetworkInTraining network) {
        SplittableRandom random = new SplittableRandom(network.seed());
        Map<String, INDArray> scores = new LinkedHashMap<>();
        for (LayerInTraining layer : network.layers()) {
            long[] shape = layer.weights().shape();
            float[] drawn = new float[Math.toIntExact(layer.weights().length())];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = (float) random.nextDouble();
            }
            scores.put(layer.name(), Nd4j.create(drawn, shape));
        }
        Map<String, INDArray> masks = network.masks(scores, network.removed());
        network.layers().forEach(layer -> layer.setMask(Parts.of(masks, layer)));
    }
}
