package org.espalier.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.criterion.LeastSquares;
import org.espalier.model.LayerKind;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Refits the layers that read cut channels to what the dense layers make of the same examples, by least squares; in
 * topological order, so that each reads what those before it make now. Biases are refitted, too.
 *
 * @param cut changed in place
 * @param dense the network that it was cut from
 * @param cuts how
 * @param batches of calibration data
 */
record ChannelRefit(Network cut, Network dense, List<Cut> cuts, List<DataSet> batches, double damp) {
    private static final String BIAS = "b";

    void refit() {
        Map<String, int[]> outputs = outputs();
        for (WeightLayer layer : cut.weightLayers()) {
            WeightLayer before = dense.weightLayer(layer.name());
            if (layer.kind() != LayerKind.DEPTHWISE && layer.in() < before.in()) {
                refit(layer, Objects.requireNonNull(outputs.get(layer.name())));
            }
        }
    }

    /** Which outputs of the dense layers those of the cut ones are: found by cutting a network that has numbers for weights. */
    private Map<String, int[]> outputs() {
        Network numbered = dense.copy();
        for (WeightLayer layer : dense.weightLayers()) {
            numbered.setWeights(
                    layer.name(),
                    Nd4j.arange(layer.out())
                            .castTo(DataType.FLOAT)
                            .reshape('c', layer.out(), 1)
                            .broadcast(layer.out(), layer.weights() / layer.out())
                            .dup('c')
                            .reshape('c', layer.shape()));
        }
        for (Cut each : cuts) {
            Network now = numbered;
            numbered = Network.made(() -> each.apply(now.dl4j()));
        }
        Map<String, int[]> outputs = new HashMap<>();
        for (WeightLayer layer : numbered.weightLayers()) {
            float[] numbers = numbered.weights(layer.name()).dup('c').data().asFloat();
            int width = Math.toIntExact(layer.weights() / layer.out());
            int[] of = new int[Math.toIntExact(layer.out())];
            Arrays.setAll(of, row -> Math.round(numbers[row * width]));
            outputs.put(layer.name(), of);
        }
        return outputs;
    }

    private void refit(WeightLayer layer, int[] outputs) {
        String name = layer.name();
        boolean biased = dense.parameterKeys(name).contains(BIAS);
        INDArray target = rows(dense, name, outputs);
        List<INDArray> grams = new ArrayList<>();
        List<INDArray> products = new ArrayList<>();
        for (DataSet batch : batches) {
            INDArray x = patches(cut, name, batch);
            INDArray y = patches(dense, name, batch).mmul(target.transpose());
            if (biased) {
                x = Nd4j.hstack(x, Nd4j.ones(DataType.DOUBLE, x.size(0), 1));
                y.addiRowVector(bias(name, outputs));
            }
            add(grams, x.transpose().mmul(x));
            add(products, x.transpose().mmul(y));
        }
        int inputs = Math.toIntExact(grams.get(0).size(0));
        INDArray solved = Nd4j.createFromArray(LeastSquares.solve(
                        grams.get(0).dup('c').data().asDouble(),
                        inputs,
                        products.get(0).dup('c').data().asDouble(),
                        damp,
                        "the matrix of what layer %s reads".formatted(name)))
                .reshape('c', inputs, outputs.length)
                .transpose()
                .dup('c');
        long width = layer.weights() / layer.out();
        cut.setWeights(
                name,
                solved.get(NDArrayIndex.all(), NDArrayIndex.interval(0, width))
                        .dup('c')
                        .reshape('c', layer.shape()));
        if (biased) {
            INDArray known = cut.parameter(name, BIAS);
            cut.setParameter(
                    name,
                    BIAS,
                    solved.getColumn(width).dup().castTo(known.dataType()).reshape(known.shape()));
        }
    }

    private static void add(List<INDArray> sum, INDArray term) {
        if (sum.isEmpty()) {
            sum.add(term);
        } else {
            sum.get(0).addi(term);
        }
    }

    private static INDArray patches(Network network, String layer, DataSet batch) {
        return network.patches(
                layer,
                Objects.requireNonNull(network.activations(batch.getFeatures()).get(layer), layer)
                        .input());
    }

    /** Some rows of a layer's weights, flattened, double. */
    private static INDArray rows(Network network, String layer, int[] rows) {
        WeightLayer of = network.weightLayer(layer);
        return network.weights(layer)
                .reshape('c', of.out(), of.weights() / of.out())
                .castTo(DataType.DOUBLE)
                .getRows(rows);
    }

    private INDArray bias(String layer, int[] rows) {
        double[] all = dense.parameter(layer, BIAS).dup('c').data().asDouble();
        return Nd4j.createFromArray(
                Arrays.stream(rows).mapToDouble(row -> all[row]).toArray());
    }
}
