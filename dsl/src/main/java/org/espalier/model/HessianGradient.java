package org.espalier.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The product of the Hessian of the mean loss and its gradient, by central differences of gradients along the gradient in
 * a copy in double precision. Its error is of the order of the square of the step, 1e-5 in a direction of length 1, where
 * no ReLU or pooling changes sides within the step; tests hold it to 1e-6 of second differences, weight by weight.
 */
public final class HessianGradient {
    private static final double STEP = 1e-5;
    private static final String WEIGHTS = "W";

    private HessianGradient() {}

    /**
     * Over all batches together.
     *
     * @param layers whose weights {@code W} the derivatives are with respect to
     * @param seed of dropout, the same for every gradient
     * @return by layer, in DL4J's shapes and in double precision
     */
    public static Map<String, INDArray> of(Network network, List<DataSet> batches, Set<String> layers, long seed) {
        // A copy first: what is double already is converted to itself.
        Model copy = network.copy().dl4j();
        Network exact = Network.made(() -> copy instanceof MultiLayerNetwork sequential
                ? sequential.convertDataType(DataType.DOUBLE)
                : ((ComputationGraph) copy).convertDataType(DataType.DOUBLE));
        List<DataSet> doubles = batches.stream()
                .map(batch -> new DataSet(
                        batch.getFeatures().castTo(DataType.DOUBLE),
                        batch.getLabels().castTo(DataType.DOUBLE)))
                .toList();
        Map<String, INDArray> gradient = gradient(exact, doubles, layers, seed);
        double length = Math.sqrt(gradient.values().stream()
                .mapToDouble(g -> g.mul(g).sumNumber().doubleValue())
                .sum());
        if (length == 0) {
            return gradient;
        }
        move(exact, gradient, STEP / length);
        Map<String, INDArray> ahead = gradient(exact, doubles, layers, seed);
        move(exact, gradient, -2 * STEP / length);
        Map<String, INDArray> behind = gradient(exact, doubles, layers, seed);
        ahead.forEach((layer, g) -> g.subi(behind.get(layer)).muli(length / (2 * STEP)));
        return ahead;
    }

    private static void move(Network network, Map<String, INDArray> direction, double step) {
        direction.forEach((layer, d) -> {
            Map<String, INDArray> table = network.tables().getOrDefault(layer, Map.of());
            INDArray weights = table.get(WEIGHTS);
            if (weights != null) {
                weights.addi(d.mul(step));
            }
        });
    }

    private static Map<String, INDArray> gradient(
            Network network, List<DataSet> batches, Set<String> layers, long seed) {
        Map<String, INDArray> sums = new LinkedHashMap<>();
        long examples = 0;
        Nd4j.getRandom().setSeed(seed);
        for (DataSet batch : batches) {
            int size = batch.numExamples();
            examples += size;
            network.gradientTables(batch).forEach((layer, table) -> {
                INDArray found = table.get(WEIGHTS);
                if (found != null && layers.contains(layer)) {
                    sums.merge(layer, found.mul(size), INDArray::addi);
                }
            });
        }
        long all = examples;
        sums.values().forEach(sum -> sum.divi(all));
        return sums;
    }
}
