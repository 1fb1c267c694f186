package org.espalier.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.espalier.criterion.Curvature;
import org.espalier.criterion.LayerSolver;
import org.espalier.criterion.LayerView;
import org.espalier.criterion.Quota;
import org.espalier.criterion.Solved;
import org.espalier.data.Dataset;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.pattern.NofM;
import org.espalier.recipe.Target;
import org.espalier.recipe.Unit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gives the layers of a network new weights, in topological order: what a layer reads is gathered anew once the layers
 * before it have theirs.
 *
 * @param network changed in place
 * @param budget whose scope is gone through
 * @param request what is gathered about each layer
 * @param seed of the calibration batches
 */
record LayerByLayer(Network network, Budget budget, Request request, Dataset data, int batchSize, long seed) {

    /** Has a solver remove each layer's share. */
    void solve(LayerSolver solver, Unit unit, Target target) {
        for (WeightLayer layer : budget.scope()) {
            Quota quota = unit instanceof Unit.Pattern p && p.pattern() instanceof NofM pattern
                    ? new Quota.Groups(pattern.n(), pattern.m())
                    : new Quota.Count(Budget.count(target, budget.uniformFraction(target), layer.weights()));
            Solved solved = solver.solve(read(layer), quota);
            check(solver, layer, solved);
            INDArray mask = solved.mask().dup('c');
            // A given model may be sparser than this step asks for; what it lost stays lost.
            network.maskOf(layer.name()).ifPresent(mask::muli);
            network.setWeights(layer.name(), solved.weights());
            network.mask(layer.name(), mask);
        }
    }

    /** Refits the kept weights of every layer with a mask to what the dense network's weights make of the same inputs. */
    void refit(Network dense, double damp) {
        for (WeightLayer layer : budget.scope()) {
            Optional<INDArray> mask = network.maskOf(layer.name());
            if (mask.isEmpty()) {
                continue;
            }
            Curvature curvature = Curvature.of(read(layer), damp);
            int rows = Math.toIntExact(layer.out());
            double[] target = dense.weights(layer.name()).data().asDouble();
            float[] kept = mask.get().dup('c').data().asFloat();
            int width = target.length / rows;
            for (int row = 0; row < rows; row++) {
                boolean[] left = new boolean[width];
                for (int i = 0; i < width; i++) {
                    left[i] = kept[row * width + i] != 0;
                }
                double[] of = Arrays.copyOfRange(target, row * width, (row + 1) * width);
                System.arraycopy(curvature.refit(of, left), 0, target, row * width, width);
            }
            network.setWeights(layer.name(), Nd4j.createFromArray(target).reshape('c', layer.shape()));
        }
    }

    private LayerView read(WeightLayer layer) {
        Scored scored = Scored.of(network, layer);
        return Objects.requireNonNull(Calibration.of(network, request, List.of(scored), data, batchSize, seed)
                .get(layer.name()));
    }

    private static void check(LayerSolver solver, WeightLayer layer, Solved solved) {
        for (INDArray array : List.of(solved.weights(), solved.mask())) {
            if (!Arrays.equals(array.shape(), layer.shape())) {
                throw new IllegalStateException("%s: layer %s: expected weights and a mask of shape %s, found shape %s"
                        .formatted(
                                solver.id(),
                                layer.name(),
                                Arrays.toString(layer.shape()),
                                Arrays.toString(array.shape())));
            }
        }
        for (float weight : solved.weights().dup('c').data().asFloat()) {
            if (!Float.isFinite(weight)) {
                throw new IllegalStateException("%s: layer %s: a new weight is %s; did the training diverge?"
                        .formatted(solver.id(), layer.name(), weight));
            }
        }
    }
}
