package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.Pruning.channelsRemoved;
import static org.espalier.Pruning.convolutions;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.layers;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.pruneChannels;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.random;
import static org.espalier.Pruning.reconstruct;
import static org.espalier.Pruning.sparsity;
import static org.espalier.Pruning.thiNet;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.espalier.criterion.Criterion;
import org.espalier.criterion.LayerView;
import org.espalier.criterion.LeastSquares;
import org.espalier.criterion.Need;
import org.espalier.criterion.ThiNet;
import org.espalier.data.Dataset;
import org.espalier.model.Network;
import org.espalier.recipe.Recipe;
import org.espalier.recovery.Reconstruct;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What channels contribute to the layers that read them, and layers that are refitted after channels were cut. */
class ThiNetTest {

    private static Network trained() {
        return Tiny.experiment()
                .run(pruneWeights().by(magnitude()).to(sparsity(0)))
                .network();
    }

    /** The Gram matrix that one layer's channels have. */
    private static INDArray gram(Network network, String layer, Dataset data) {
        Request request = new Request("test", Set.of(Need.CONTRIBUTIONS), 2);
        Scored scored = Scored.of(network, network.weightLayer(layer));
        return Objects.requireNonNull(Calibration.of(network, request, List.of(scored), data, 16, 3)
                        .get(layer))
                .gathered(Need.CONTRIBUTIONS)
                .get(0);
    }

    @Test
    void theGramMatrixTellsTheErrorOfTheNextLayersOutputsForAnySetOfChannels() {
        Network network = trained();
        Dataset data = Tiny.data();
        // conv1 is read by conv2 behind a pooling layer, conv2 by fc1, each channel at several places.
        for (String[] pair : new String[][] {{"conv1", "conv2"}, {"conv2", "fc1"}}) {
            INDArray gram = gram(network, pair[0], data);
            int channels = Math.toIntExact(gram.size(0));
            for (int[] gone : new int[][] {{0}, {1, 3}, {0, 2, 5}}) {
                double told = 0;
                for (int i : gone) {
                    for (int j : gone) {
                        told += gram.getDouble(i, j);
                    }
                }
                assertThat(told)
                        .as("%s without %s of %d", pair[1], Arrays.toString(gone), channels)
                        .isCloseTo(error(network, pair[1], channels, gone, data), within(1e-3 * Math.max(1, told)));
            }
        }
    }

    /** The squared change of a layer's sums when the weights that read some channels are zero. */
    private static double error(Network network, String reader, int channels, int[] gone, Dataset data) {
        Network without = network.copy();
        INDArray weights = without.weights(reader);
        long each = weights.size(1) / channels;
        for (int channel : gone) {
            INDArray part = weights.rank() == 2
                    ? weights.get(NDArrayIndex.all(), NDArrayIndex.interval(channel * each, (channel + 1) * each))
                    : weights.get(
                            NDArrayIndex.all(), NDArrayIndex.point(channel), NDArrayIndex.all(), NDArrayIndex.all());
            part.assign(0);
        }
        without.setWeights(reader, weights);
        double error = 0;
        int taken = 0;
        for (DataSet batch : data.train().shuffledBatches(16, Seeds.of(3, "calibration", 0))) {
            if (taken++ == 2) {
                break;
            }
            INDArray x = network.patches(
                    reader,
                    Objects.requireNonNull(
                                    network.activations(batch.getFeatures()).get(reader))
                            .input());
            INDArray change = flat(network, reader).subi(flat(without, reader));
            error += Math.pow(x.mmul(change.transpose()).norm2Number().doubleValue(), 2);
        }
        return error;
    }

    private static INDArray flat(Network network, String layer) {
        INDArray weights = network.weights(layer);
        return weights.reshape('c', weights.size(0), weights.length() / weights.size(0))
                .castTo(DataType.DOUBLE);
    }

    /** Has no use for the channel of index 7. */
    private record Seventh() implements Criterion {
        @Override
        public String id() {
            return "seventh";
        }

        @Override
        public INDArray scoreChannels(LayerView layer) {
            return Nd4j.ones(layer.weights().size(0)).putScalar(7, 0);
        }
    }

    @Test
    void aChannelThatIsTwiceAnotherGoesAndTheOutputsComeBack() {
        // Channel 7 of conv2 is, weights and bias, twice channel 2: after the ReLU, too.
        Network network = trained();
        INDArray weights = network.weights("conv2");
        weights.get(NDArrayIndex.point(7))
                .assign(weights.get(NDArrayIndex.point(2)).mul(2));
        network.setWeights("conv2", weights);
        INDArray bias = network.parameter("conv2", "b");
        bias.putScalar(7, 2 * bias.getDouble(2));
        network.setParameter("conv2", "b", bias);
        Experiment experiment = Experiment.of(network.dl4j(), Tiny.data())
                .asGiven()
                .withoutLatency()
                .withoutControls();
        Recipe recipe =
                pruneChannels().by(new Seventh()).to(channelsRemoved(1 / 16.0)).in(layers("conv2"));
        INDArray examples = Removal.examples(Tiny.data());
        INDArray dense = network.output(examples);

        INDArray cut = experiment.run(recipe).network().output(examples);
        INDArray refitted = experiment
                .run(recipe.then(new Reconstruct(16, 1e-10)))
                .network()
                .output(examples);

        assertThat(cut.sub(dense).amaxNumber().doubleValue()).isGreaterThan(0.05);
        assertThat(refitted.sub(dense).amaxNumber().doubleValue()).isLessThan(1e-3);
    }

    @Test
    void leavesSmallerErrorsThanRandomChannelsAndReconstructionLessStill() {
        Experiment experiment = Tiny.experiment();
        Recipe thi = pruneChannels().by(thiNet()).to(channelsRemoved(0.5)).in(convolutions());
        INDArray examples = Removal.examples(Tiny.data());
        INDArray dense = trained().output(examples);

        double byThiNet = experiment.run(thi).network().output(examples).distance2(dense);
        double byChance =
                experiment.run(thi.by(random())).network().output(examples).distance2(dense);
        double refitted = experiment
                .run(thi.then(reconstruct()))
                .network()
                .output(examples)
                .distance2(dense);

        assertThat(byThiNet).isLessThan(byChance);
        assertThat(refitted).isLessThan(byThiNet);
    }

    @Test
    void leastSquaresSolvesByHand() {
        // X = [[1, 0], [0, 2], [0, 0]], Y = [[3], [4], [9]]: XᵀX = diag(1, 4), XᵀY = (3, 8), W = (3, 2).
        assertThat(LeastSquares.solve(new double[] {1, 0, 0, 4}, 2, new double[] {3, 8}, 0, "a matrix"))
                .containsExactly(new double[] {3, 2}, within(1e-12));
        // An input that is always zero gets no weight.
        assertThat(LeastSquares.solve(new double[] {1, 0, 0, 0}, 2, new double[] {3, 0}, 0, "a matrix"))
                .containsExactly(new double[] {3, 0}, within(1e-12));
    }

    @Test
    void scoresDenseLayersTooAndRefusesNoBatches() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ThiNet(0))
                .withMessage("thiNet: batches must be at least 1, found 0");
        assertThat(Tiny.experiment()
                        .run(pruneChannels()
                                .by(thiNet())
                                .to(channelsRemoved(0.25))
                                .in(everyLayer()))
                        .network()
                        .weightLayer("fc1")
                        .out())
                .isEqualTo(18);
    }
}
