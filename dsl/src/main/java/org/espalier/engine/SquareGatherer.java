package org.espalier.engine;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.espalier.criterion.Need;
import org.espalier.model.Network;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Squared gradients of one example at a time, summed; of the true labels, or of labels drawn from the network's output. */
final class SquareGatherer implements Gatherer {
    private final Network network;
    private final Request request;
    private final boolean drawn;
    private final List<Scored> layers;
    private final SplittableRandom random;
    private final Map<String, INDArray> sums = new LinkedHashMap<>();
    private long examples;

    SquareGatherer(Network network, Request request, Need need, List<Scored> layers, long seed) {
        this.network = network;
        this.request = request;
        this.drawn = need == Need.GAUSS_NEWTON;
        this.layers = layers;
        this.random = new SplittableRandom(Seeds.of(seed, "labels", 0));
    }

    @Override
    public void gather(DataSet batch) {
        for (DataSet example : batch.batchBy(1)) {
            examples++;
            DataSet labelled = drawn ? new DataSet(example.getFeatures(), drawnLabels(example)) : example;
            Map<String, Map<String, INDArray>> tables = network.gradientTables(labelled);
            for (Scored layer : layers) {
                INDArray gradient = GradientGatherer.of(layer, request, tables).castTo(DataType.DOUBLE);
                sums.merge(layer.name(), gradient.mul(gradient), INDArray::addi);
            }
        }
    }

    private INDArray drawnLabels(DataSet example) {
        INDArray labels = example.getLabels().ulike().assign(0);
        double[] p = network.output(example.getFeatures()).dup('c').data().asDouble();
        double sum = Arrays.stream(p).sum();
        if (Math.abs(sum - 1) > 1e-3) {
            throw new IllegalStateException(
                    "%s draws labels from the network's output: expected probabilities that sum to 1, found a sum of %.3g; end the network in a softmax, or use fisher()"
                            .formatted(request.id(), sum));
        }
        double left = random.nextDouble();
        int label = 0;
        while (label < p.length - 1 && left >= p[label]) {
            left -= p[label++];
        }
        return labels.putScalar(0, label, 1);
    }

    @Override
    public List<INDArray> of(Scored layer) {
        INDArray sum = sums.get(layer.name());
        return sum == null ? List.of() : List.of(sum.div(examples));
    }
}
