package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.Pruning.batchNormScale;
import static org.espalier.Pruning.channelsRemoved;
import static org.espalier.Pruning.convolutions;
import static org.espalier.Pruning.cubic;
import static org.espalier.Pruning.denseLayers;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.fineTune;
import static org.espalier.Pruning.macsAtMost;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.networkSlimming;
import static org.espalier.Pruning.pruneChannels;
import static org.espalier.Pruning.pruneKernels;
import static org.espalier.Pruning.prunePattern;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.random;
import static org.espalier.Pruning.rigl;
import static org.espalier.Pruning.snip;
import static org.espalier.Pruning.softFilterPruning;
import static org.espalier.Pruning.sparseGpt;
import static org.espalier.Pruning.sparseTraining;
import static org.espalier.Pruning.sparsity;
import static org.espalier.Pruning.srSte;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.catalogue.Catalogue;
import org.espalier.catalogue.Kind;
import org.espalier.criterion.Magnitude;
import org.espalier.criterion.WeightCriterion;
import org.espalier.data.Dataset;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.recipe.During;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Scope;
import org.espalier.training.LayerInTraining;
import org.espalier.training.NetworkInTraining;
import org.espalier.training.RigL;
import org.espalier.training.Session;
import org.espalier.training.SparseEvolution;
import org.espalier.training.StaticRandom;
import org.espalier.training.TrainingMethod;
import org.espalier.zoo.ZooModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Recipes that prune while the network is trained. */
class WhileTrainingTest {

    /** Layers {@code conv (8), bn, relu, fc (16), output}, with Adam and an L2 term: what could bring a pruned weight back. */
    private static MultiLayerNetwork normalised(long seed) {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(3e-3))
                .l2(1e-3)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .name("conv")
                        .nOut(8)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new BatchNormalization.Builder().name("bn").build())
                .layer(new ActivationLayer.Builder()
                        .activation(Activation.RELU)
                        .name("relu")
                        .build())
                .layer(new DenseLayer.Builder()
                        .name("fc")
                        .nOut(16)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("output")
                        .nOut(4)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(8, 8, 1))
                .build());
        model.init();
        return model;
    }

    @ParameterizedTest
    @MethodSource("everyMethodOnEverythingItPrunes")
    void everyMethodTrainsNetworksOfDoubles(Recipe recipe) {
        Dataset floats = Tiny.data();
        MultiLayerNetwork doubles = normalised(1).convertDataType(DataType.DOUBLE);

        Run run = Experiment.of(doubles, floats)
                .trainedFor(1)
                .batchSize(8)
                .withoutLatency()
                .withoutControls()
                .run(recipe);

        assertThat(run.network().parameters().dataType()).isEqualTo(DataType.DOUBLE);
        assertThat(run.last(Row.Arm.RECIPE).mean(Figures::removed))
                .isCloseTo(recipe.to().removed(), within(0.01));
    }

    private static Experiment experiment() {
        ZooModel model = new ZooModel("normalised", "with BN", Tiny.IMAGES, 2, WhileTrainingTest::normalised);
        return Experiment.of(model, Tiny.data()).batchSize(8).withoutLatency().withoutControls();
    }

    static List<Recipe> everyMethodOnEverythingItPrunes() {
        List<Recipe> recipes = new ArrayList<>();
        Catalogue.entries().stream()
                .filter(entry -> entry.kind() == Kind.TRAINING)
                .map(entry -> entry.method())
                .forEach(method -> {
                    if (method instanceof TrainingMethod.ForWeights m) {
                        recipes.add(pruneWeights().learning(m).to(sparsity(0.9)).whileTraining(4));
                    }
                    if (method instanceof TrainingMethod.ForPatterns m) {
                        recipes.add(prunePattern(2, 4).learning(m).whileTraining(4));
                    }
                    if (method instanceof TrainingMethod.ForChannels m) {
                        recipes.add(pruneChannels()
                                .learning(m)
                                .to(channelsRemoved(0.5))
                                .whileTraining(4)
                                .in(convolutions()));
                    }
                });
        return recipes;
    }

    @ParameterizedTest
    @MethodSource("everyMethodOnEverythingItPrunes")
    void everyMethodReachesItsTargetAndComesToTheSameTwice(Recipe recipe) {
        Experiment experiment = experiment();

        Run run = experiment.run(recipe);
        Run again = experiment.run(recipe);

        assertThat(again.network().parameters()).isEqualTo(run.network().parameters());
        Row row = run.rows().get(run.rows().size() - 1);
        double asked = recipe.to().removed();
        assertThat(row.mean(Figures::removed)).isCloseTo(asked, within(0.01));
        if (recipe.prune().sentence().equals("weights")) {
            long left = kept(run.network());
            long all = weights(run.network());
            assertThat(left).isEqualTo(all - Math.round(0.9 * all));
        }
    }

    private static long weights(Network network) {
        return network.weightLayers().stream().mapToLong(WeightLayer::weights).sum();
    }

    private static long kept(Network network) {
        return network.weightLayers().stream()
                .mapToLong(layer ->
                        network.maskOf(layer.name()).orElseThrow().sumNumber().longValue())
                .sum();
    }

    /** Counts what is there after every step of another method. */
    private record Watched(TrainingMethod.Sparse method, List<Long> nonZero) implements TrainingMethod.ForWeights {
        @Override
        public String id() {
            return "watched";
        }

        @Override
        public String sentence() {
            return "someone looking on";
        }

        @Override
        public WeightCriterion by() {
            return new Magnitude();
        }

        @Override
        public Session begin(NetworkInTraining network) {
            Session inner = method.begin(network);
            return new Session() {
                @Override
                public void onGradient(long step) {
                    inner.onGradient(step);
                }

                @Override
                public void afterStep(long step) {
                    inner.afterStep(step);
                    long count = 0;
                    for (LayerInTraining layer : network.layers()) {
                        INDArray outside = layer.mask().orElseThrow().rsub(1);
                        assertThat(outside.mul(layer.weights()).norm1Number().doubleValue())
                                .as("weights outside the mask of %s after step %d", layer.name(), step)
                                .isZero();
                        count += layer.mask().orElseThrow().sumNumber().longValue();
                    }
                    nonZero.add(count);
                }

                @Override
                public void afterEpoch(int epoch) {
                    inner.afterEpoch(epoch);
                }

                @Override
                public boolean settled() {
                    return inner.settled();
                }
            };
        }
    }

    static Stream<TrainingMethod.Sparse> sparse() {
        return Stream.of(new StaticRandom(), new SparseEvolution(), new RigL(0.3, 7, 0.75));
    }

    @ParameterizedTest
    @MethodSource("sparse")
    void sparseTrainingIsAsSparseAfterEveryStepUnderAdamAndWeightDecay(TrainingMethod.Sparse method) {
        Watched watched = new Watched(method, new ArrayList<>());
        Network dense = Network.of(normalised(1));
        long all = weights(dense);

        experiment()
                .run(pruneWeights()
                        .learning(watched)
                        .to(sparsity(0.9))
                        .whileTraining(3)
                        .in(everyLayer().erdosRenyiKernel()));

        assertThat(watched.nonZero()).hasSizeGreaterThan(60).containsOnly(all - Math.round(0.9 * all));
    }

    @Test
    void masksThatMoveMoveAndAStaticOneStays() {
        INDArray before = maskAfter(new StaticRandom());

        assertThat(maskAfter(new RigL(0.3, 7, 0.75))).isNotEqualTo(before);
        assertThat(maskAfter(new SparseEvolution())).isNotEqualTo(before);
    }

    private static INDArray maskAfter(TrainingMethod.Sparse method) {
        return experiment()
                .run(sparseTraining(method).to(sparsity(0.9)).whileTraining(3))
                .network()
                .maskOf("fc")
                .orElseThrow();
    }

    /** At the target at once; in the last step it empties the network. */
    private record Spoils(boolean settled) implements TrainingMethod.ForWeights {
        @Override
        public String id() {
            return "spoils";
        }

        @Override
        public String sentence() {
            return "a bad end";
        }

        @Override
        public WeightCriterion by() {
            return new Magnitude();
        }

        @Override
        public Session begin(NetworkInTraining network) {
            return new Session() {
                @Override
                public void afterStep(long step) {
                    if (step + 1 == network.steps()) {
                        network.layers()
                                .forEach(layer ->
                                        layer.setWeights(layer.weights().mul(0)));
                    }
                }

                @Override
                public boolean settled() {
                    return settled;
                }
            };
        }
    }

    @Test
    void theBestEpochIsTakenOfThoseThatCountAndElseTheLast() {
        Recipe recipe =
                pruneWeights().learning(new Spoils(true)).to(sparsity(0.2)).whileTraining(3);

        assertThat(validation(recipe)).isGreaterThan(0.6);
        assertThat(validation(recipe.during(new During(new Spoils(false), 3)))).isLessThan(0.5);
    }

    private static double validation(Recipe recipe) {
        List<Row> rows = experiment().run(recipe).rows();
        return rows.get(rows.size() - 1).mean(Figures::validationAccuracy);
    }

    @Test
    void trainingStartsAtTheInitialisationUnlessTheRecipeSaysOtherwise() {
        Recipe recipe = pruneWeights().by(magnitude()).to(sparsity(0.5)).whileTraining(1, cubic(2));

        assertThat(recipe.sentence())
                .isEqualTo(
                        "Prune weights by magnitude to 50 % sparsity in every layer, ranked per layer, from the initialisation, while training 1 epoch with pruning gradually over the first 75 % of the training, 2 cubic steps; no recovery; seed 42.");
        assertThat(recipe.fromTrainedWeights().sentence()).contains("from the trained weights");
        assertThat(recipe.fromTrainedWeights().sha256()).isNotEqualTo(recipe.sha256());
        assertThat(experiment().run(recipe.fromTrainedWeights()).network().parameters())
                .isNotEqualTo(experiment().run(recipe).network().parameters());
    }

    @Test
    void gradualPruningTakesAnyCriterionThatRanksAndWholeKernels() {
        for (Recipe recipe : List.of(
                pruneWeights().by(snip()).to(sparsity(0.8)).whileTraining(2, cubic(4)),
                pruneKernels().by(magnitude()).to(sparsity(0.5)).whileTraining(2, cubic(4)))) {
            List<Row> rows = experiment().run(recipe).rows();
            assertThat(rows.get(rows.size() - 1).mean(Figures::removed))
                    .isCloseTo(recipe.to().removed(), within(0.01));
        }
    }

    @Test
    void aRecipeThatPrunesWhileTrainingMayRecoverAfterwards() {
        Run run = experiment()
                .run(pruneChannels()
                        .learning(networkSlimming(1e-2))
                        .to(macsAtMost(0.5))
                        .whileTraining(2)
                        .in(convolutions().rankedGlobally())
                        .then(fineTune(1)));

        assertThat(run.network().weightLayer("conv").out()).isLessThan(8);
        assertThat(run.rows().get(run.rows().size() - 1).mean(Figures::removed)).isGreaterThanOrEqualTo(0.5);
    }

    @Test
    void theControlOfATrainedMaskIsARandomOneTrainedAsLong() {
        Experiment controlled = experiment();
        ZooModel model = new ZooModel("normalised", "with BN", Tiny.IMAGES, 2, WhileTrainingTest::normalised);
        controlled = Experiment.of(model, Tiny.data()).batchSize(8).withoutLatency();

        assertThat(labels(controlled.run(
                        sparseTraining(new RigL(0.3, 7, 0.75)).to(sparsity(0.9)).whileTraining(2))))
                .contains("control: a random mask, trained as long");
        assertThat(labels(controlled.run(pruneChannels()
                        .learning(softFilterPruning())
                        .to(channelsRemoved(0.5))
                        .whileTraining(2)
                        .in(convolutions()))))
                .contains("control: trained as long, then random channels");
        assertThat(labels(controlled.run(
                        sparseTraining(new StaticRandom()).to(sparsity(0.9)).whileTraining(2))))
                .noneMatch(label -> label.contains("random mask, trained"));
    }

    private static List<String> labels(Run run) {
        return run.rows().stream().map(Row::label).toList();
    }

    @Test
    void whatDoesNotBelongTogetherIsRefusedBeforeAnyTraining() {
        Recipe weights = pruneWeights().by(magnitude()).to(sparsity(0.5));
        refused(
                () -> weights.during(new During(softFilterPruning(), 1)),
                "softFilterPruning prunes channels while training, found weights");
        refused(
                () -> pruneChannels().by(magnitude()).to(channelsRemoved(0.5)).whileTraining(1, cubic(2)),
                "gradual prunes weights while training, found channels");
        refused(
                () -> pruneWeights().by(sparseGpt()).to(sparsity(0.5)).whileTraining(1, cubic(2)),
                "sparseGpt gives weights new values, or removes in rounds of its own; while training use a criterion that ranks, such as magnitude()");
        refused(
                () -> sparseTraining(rigl()).to(sparsity(0.5)).whileTraining(1).over(cubic(3)),
                "rigl is at its target from the first step, or prunes in the end, found cubic over 3 steps; leave out over(...)");
        refused(() -> weights.whileTraining(0, cubic(2)), "whileTraining: epochs must be at least 1, found 0");
        refused(
                () -> experiment().run(weights.whileTraining(1, cubic(500))),
                "gradual: 500 pruning steps need as many training steps, found 34 in 75 % of the training; train longer, or over fewer steps");
        refused(
                () -> Experiment.of(normalised(1), Tiny.data())
                        .asGiven()
                        .run(pruneChannels()
                                .by(batchNormScale())
                                .to(channelsRemoved(0.5))
                                .in(denseLayers())),
                "batchNormScale reads the scales of batch normalisation, but the channels of fc pass through none (fc out → output in); take it out with except(\"fc\"), or use magnitude()");
        refused(
                () -> Experiment.of(normalised(1), Tiny.data())
                        .asGiven()
                        .run(pruneChannels()
                                .learning(networkSlimming())
                                .to(channelsRemoved(0.5))
                                .whileTraining(1)
                                .by(magnitude())
                                .in(denseLayers())),
                "networkSlimming works on scales of batch normalisation, and the channels of fc have none (fc out → output in); take it out with except(\"fc\")");
        refused(
                () -> prunePattern(2, 4).learning(srSte()).whileTraining(1).over(cubic(2)),
                "srSte is at its target from the first step, or prunes in the end, found cubic over 2 steps; leave out over(...)");
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable wrong, String message) {
        assertThatIllegalArgumentException().isThrownBy(wrong).withMessage("%s", message);
    }

    @Test
    void theCriterionIsNamedWhereItHasASay() {
        Recipe rigl = sparseTraining(rigl()).to(sparsity(0.9)).whileTraining(5);

        assertThat(rigl.sentence())
                .isEqualTo(
                        "Prune weights to 90 % sparsity in every layer, Erdős–Rényi-Kernel densities, from the initialisation, while training 5 epochs with RigL (30 % of the connections every 100 steps); no recovery; seed 42.");
        refused(
                () -> rigl.by(snip()),
                "rigl decides itself which weights stay, found by(snip), which would have no say; leave out by(...)");
        assertThat(experiment().batchSize(4).explain(rigl).notes())
                .anyMatch(note -> note.startsWith("The network is pruned while training 5 epochs with RigL"));
    }

    @Test
    void randomScoresControlGradualPruningAsTheyDoAnyOther() {
        Recipe recipe = pruneWeights().by(random()).to(sparsity(0.9)).whileTraining(2, cubic(4));

        assertThat(kept(experiment().run(recipe).network())).isPositive();
        assertThat(recipe.in()).isEqualTo(Scope.of(Scope.Layers.EVERY));
    }
}
