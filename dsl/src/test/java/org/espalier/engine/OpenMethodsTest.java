package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.Pruning.channelsRemoved;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.geometric;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.pruneChannels;
import static org.espalier.Pruning.prunePattern;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.rewindToEpoch;
import static org.espalier.Pruning.sparsity;
import static org.espalier.Pruning.train;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.criterion.Criterion;
import org.espalier.criterion.LayerView;
import org.espalier.criterion.Need;
import org.espalier.criterion.WeightCriterion;
import org.espalier.measure.Fidelity;
import org.espalier.model.Network;
import org.espalier.recipe.Recipe;
import org.espalier.recovery.Recovery;
import org.espalier.recovery.Training;
import org.espalier.structure.Surgery;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A criterion or a recovery step that nobody here knew works through the engine, and its faults are named. */
class OpenMethodsTest {

    /** Wanda (Sun et al., 2023): a weight times the norm of the input it reads. */
    private record Wanda() implements WeightCriterion {
        @Override
        public String id() {
            return "wanda";
        }

        @Override
        public Set<Need> needs() {
            return Set.of(Need.INPUTS);
        }

        @Override
        public INDArray score(LayerView layer) {
            INDArray weights = layer.weights();
            INDArray input = layer.inputs().get(0);
            int[] others = IntStream.range(0, input.rank()).filter(d -> d != 1).toArray();
            INDArray norms = input.norm2(others);
            INDArray scores = Transforms.abs(weights, true);
            for (int i = 0; i < weights.size(1); i++) {
                for (int o = 0; o < weights.size(0); o++) {
                    for (int k = 0; k < weights.length() / weights.size(0) / weights.size(1); k++) {
                        long[] at = weights.rank() == 2
                                ? new long[] {o, i}
                                : new long[] {o, i, k / weights.size(3), k % weights.size(3)};
                        scores.putScalar(at, scores.getDouble(at) * norms.getDouble(i));
                    }
                }
            }
            return scores;
        }
    }

    /** APoZ (Hu et al., 2016): how often a channel answers anything but zero. */
    private record NonZeroAnswers() implements Criterion {
        @Override
        public String id() {
            return "apoz";
        }

        @Override
        public Set<Need> needs() {
            return Set.of(Need.OUTPUTS);
        }

        @Override
        public int batches() {
            return 2;
        }

        @Override
        public INDArray scoreChannels(LayerView layer) {
            assertThat(layer.outputs()).hasSize(2);
            INDArray sum = Nd4j.zeros(layer.weights().size(0));
            for (INDArray output : layer.outputs()) {
                int[] others =
                        IntStream.range(0, output.rank()).filter(d -> d != 1).toArray();
                sum.addi(output.gt(0).castTo(output.dataType()).mean(others));
            }
            return sum;
        }
    }

    /** Scores of any shape and value. */
    private record Fixed(double value, int extra) implements WeightCriterion {
        @Override
        public String id() {
            return "fixed";
        }

        @Override
        public INDArray score(LayerView layer) {
            long[] shape = layer.weights().shape();
            shape[0] += extra;
            return Nd4j.valueArrayOf(shape, value);
        }
    }

    private record Undeclared() implements WeightCriterion {
        @Override
        public String id() {
            return "undeclared";
        }

        @Override
        public INDArray score(LayerView layer) {
            return layer.gradients().get(0);
        }
    }

    /** Trains two epochs, each at its own rate. */
    private record TwoRates() implements Recovery {
        @Override
        public String id() {
            return "twoRates";
        }

        @Override
        public String sentence() {
            return "train at two rates";
        }

        @Override
        public int epochs() {
            return 2;
        }

        @Override
        public void recover(Training training) {
            training.train(1, OptionalDouble.of(1e-2));
            training.train(1, OptionalDouble.of(1e-4));
        }
    }

    /** Goes back to an epoch without announcing it. */
    private record SilentRewind(int epoch) implements Recovery {
        @Override
        public String id() {
            return "silentRewind";
        }

        @Override
        public String sentence() {
            return "rewind";
        }

        @Override
        public OptionalInt rewindsTo() {
            return OptionalInt.empty();
        }

        @Override
        public void recover(Training training) {
            training.rewindTo(epoch);
        }
    }

    @Test
    void aWeightCriterionThatReadsInputsIsOneRecord() {
        Run run = Tiny.experiment().run(pruneWeights().by(new Wanda()).to(sparsity(0.5)));

        assertThat(run.last(Row.Arm.RECIPE).mean(Figures::removed)).isEqualTo(0.5, within(1e-2));
        assertThat(run.receipt().recipe().sentence()).contains("by wanda");
    }

    @Test
    void aChannelCriterionThatReadsOutputsIsOneRecord() {
        Run run =
                Tiny.experiment().run(pruneChannels(4).by(new NonZeroAnswers()).to(channelsRemoved(0.5)));

        assertThat(run.network().weightLayer("conv2").out()).isEqualTo(8);
        assertThat(run.last(Row.Arm.RECIPE).figures().get(0).fidelity().orElseThrow())
                .isLessThanOrEqualTo(1e-4);
    }

    @Test
    void aRecoveryStepIsOneRecord() {
        Run run = Tiny.experiment()
                .run(pruneWeights().by(magnitude()).to(sparsity(0.8)).then(new TwoRates()));

        assertThat(run.last(Row.Arm.RECIPE).mean(Figures::removed)).isEqualTo(0.8, within(1e-2));
        assertThat(run.receipt().recipe().sentence()).contains("then train at two rates");
    }

    @Test
    void scoresThatAreNoNumbersNameTheCriterionTheLayerAndThePlace() {
        Fixed nan = new Fixed(Double.NaN, 0);
        String message = "fixed: layer conv1: the score of %s 0 is not a number; did the training diverge?";

        assertFails(pruneWeights().by(nan).to(sparsity(0.5)), message.formatted("weight"));
        assertFails(prunePattern(2, 4).by(nan), message.formatted("weight"));
        assertFails(pruneChannels().by(nan).to(channelsRemoved(0.5)), message.formatted("channel"));
    }

    @Test
    void scoresOfTheWrongShapeSayWhichWasExpected() {
        Fixed larger = new Fixed(1, 2);
        String message =
                "fixed: layer conv1: expected one score per weight, shape [8, 1, 3, 3], found shape [10, 1, 3, 3]";

        assertFails(pruneWeights().by(larger).to(sparsity(0.5)), message);
        assertFails(prunePattern(2, 4).by(larger), message);
        assertFails(
                pruneChannels().by(larger).to(channelsRemoved(0.5)),
                "fixed: layer conv1: expected one score per channel, shape [8], found shape [10]");
    }

    @Test
    void aCriterionMustDeclareWhatItReads() {
        assertFails(
                pruneWeights().by(new Undeclared()).to(sparsity(0.5)),
                "undeclared reads GRADIENTS of layer conv1 but does not declare it; add Need.GRADIENTS to its needs()");
    }

    @Test
    void anUnannouncedRewindBeyondTheTrainingStillSaysWhatIsThere() {
        assertThatThrownBy(() -> Tiny.experiment()
                        .run(pruneWeights().by(magnitude()).to(sparsity(0.5)).then(new SilentRewind(9))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a recovery step must rewind to an epoch in [0, 2], found 9");
    }

    @Test
    void survivingWeightsGoBackToWhatTheyWereAfterTheEpoch() {
        Fixture fixture = new Fixture();
        Recipe ticket = pruneWeights()
                .by(magnitude())
                .to(sparsity(0.8))
                .in(everyLayer().rankedGlobally())
                .over(geometric(2))
                .then(train(1), rewindToEpoch(1));

        List<Pruner.Step> steps = fixture.run(ticket);

        Network epochOne = fixture.dense.after(1);
        Network ticketNetwork = steps.get(1).network();
        for (String layer : List.of("conv1", "conv2", "fc1", "output")) {
            INDArray mask = ticketNetwork.maskOf(layer).orElseThrow();
            assertThat(ticketNetwork.weights(layer).reshape(-1).toFloatVector())
                    .isEqualTo(epochOne.weights(layer).mul(mask).reshape(-1).toFloatVector());
        }
        assertThat(fixture.dense.course().best()).isBetween(1, 2);
    }

    @Test
    void aCutNetworkIsRewoundToTheSameChannelsOfTheEpoch() {
        Fixture fixture = new Fixture();
        Recipe recipe = pruneChannels(2)
                .by(magnitude())
                .to(channelsRemoved(0.5))
                .in(everyLayer().rankedGlobally())
                .over(geometric(2))
                .then(train(1), rewindToEpoch(1));

        Network rewound = fixture.run(recipe).get(1).network();

        Network epochOne = fixture.dense.after(1);
        int[] conv1 = rowsOf(epochOne.weights("conv1"), rewound.weights("conv1"));
        assertThat(conv1).hasSize((int) rewound.weightLayer("conv1").out()).doesNotContain(-1);
        Surgery surgery = new Surgery(epochOne.dl4j());
        assertThat(Network.made(() -> surgery.shrink(Map.of("conv1", conv1)))
                        .weights("conv1")
                        .reshape(-1)
                        .toFloatVector())
                .isEqualTo(rewound.weights("conv1").reshape(-1).toFloatVector());
        INDArray examples = Tiny.data().validation().features();
        assertThat(Fidelity.maxAbsDifference(rewound, rewound.copy(), examples)).isZero();
    }

    /** Which row of {@code all} each row of {@code some} is; -1 where it is none. */
    private static int[] rowsOf(INDArray all, INDArray some) {
        int perRow = (int) (all.length() / all.size(0));
        float[] values = all.reshape(-1).toFloatVector();
        float[] found = some.reshape(-1).toFloatVector();
        return IntStream.range(0, (int) some.size(0))
                .map(row -> IntStream.range(0, (int) all.size(0))
                        .filter(r -> IntStream.range(0, perRow)
                                .allMatch(i -> values[r * perRow + i] == found[row * perRow + i]))
                        .findFirst()
                        .orElse(-1))
                .toArray();
    }

    private static void assertFails(Recipe recipe, String message) {
        assertThatThrownBy(() -> Tiny.experiment().run(recipe))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    /** A dense model trained for two epochs, and recipes run on it without the measurements around them. */
    private static final class Fixture {
        private final Meter meter = new Meter(Progress.Listener.NONE, 1);
        private final Trainer trainer = new Trainer(Tiny.data(), 64, meter);
        private final DenseModel dense = new DenseModels(Source.of(Tiny.network()), Tiny.data()).get(1, trainer, meter);

        List<Pruner.Step> run(Recipe recipe) {
            Budget budget = Budget.of(recipe, "tiny", dense.network(), 1, 1, 8, 8);
            return new Pruner(recipe, budget, dense, Tiny.data(), trainer, Settings.DEFAULT, meter, 1).run();
        }
    }
}
