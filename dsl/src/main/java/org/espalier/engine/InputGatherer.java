package org.espalier.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.criterion.Need;
import org.espalier.model.Activations;
import org.espalier.model.Network;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Second moments of what layers read, summed batch by batch: the Gram matrix, or the norms alone. */
final class InputGatherer implements Gatherer {
    private final Network network;
    private final Need need;
    private final List<Scored> layers;
    private final Map<String, INDArray> sums = new LinkedHashMap<>();
    private long examples;

    InputGatherer(Network network, Need need, List<Scored> layers) {
        this.network = network;
        this.need = need;
        this.layers = layers;
    }

    @Override
    public void gather(DataSet batch) {
        Map<String, Activations> all = network.activations(batch.getFeatures());
        examples += batch.numExamples();
        for (Scored layer : layers) {
            Activations seen =
                    Objects.requireNonNull(all.get(layer.layer()), () -> "no activations of layer " + layer.layer());
            INDArray x = network.patches(layer.layer(), seen.input());
            INDArray moments =
                    need == Need.INPUT_GRAM ? x.transpose().mmul(x) : x.mul(x).sum(0);
            sums.merge(layer.name(), moments, INDArray::addi);
        }
    }

    @Override
    public List<INDArray> of(Scored layer) {
        INDArray sum = sums.get(layer.name());
        if (sum == null) {
            return List.of();
        }
        return List.of(need == Need.INPUT_GRAM ? sum.mul(2.0 / examples) : Transforms.sqrt(sum, true));
    }
}
