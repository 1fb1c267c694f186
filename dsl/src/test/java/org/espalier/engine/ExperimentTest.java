package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.Pruning.channelsRemoved;
import static org.espalier.Pruning.cubic;
import static org.espalier.Pruning.denseLayers;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.fineTune;
import static org.espalier.Pruning.layers;
import static org.espalier.Pruning.linear;
import static org.espalier.Pruning.macsAtMost;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.paramsAtMost;
import static org.espalier.Pruning.pruneChannels;
import static org.espalier.Pruning.prunePattern;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.random;
import static org.espalier.Pruning.snip;
import static org.espalier.Pruning.sparsity;
import static org.espalier.Pruning.taylor;
import static org.espalier.Pruning.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.espalier.compile.CompileOptions;
import org.espalier.compile.SparseNetwork;
import org.espalier.data.ImageSets;
import org.espalier.model.Network;
import org.espalier.recipe.Recipe;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class ExperimentTest {
    private static final Recipe SPARSE = pruneWeights()
            .by(magnitude())
            .to(sparsity(0.8))
            .over(cubic(2))
            .then(fineTune(1))
            .named("sparse");
    private static final Recipe NARROW = pruneChannels(4)
            .by(taylor(2))
            .to(macsAtMost(0.6))
            .over(linear(2))
            .then(fineTune(1))
            .named("narrow");

    @Test
    void lenet300LosesExactlyTheSparsityAsked() {
        Run run = Experiment.of(
                        Zoo.lenet300().epochs(1), ImageSets.mnistSubset().limitedTo(600, 200))
                .withoutLatency()
                .withoutControls()
                .run(pruneWeights().by(magnitude()).to(sparsity(0.9)).then(fineTune(1)));

        assertThat(zeros(run.network(), "fc1")).isEqualTo(Math.round(0.9 * 784 * 300));
        assertThat(zeros(run.network(), "fc2")).isEqualTo(Math.round(0.9 * 300 * 100));
        assertThat(zeros(run.network(), "output")).isEqualTo(Math.round(0.9 * 100 * 10));
        Row last = run.last(Row.Arm.RECIPE);
        assertThat(last.asked()).hasValue(0.9);
        assertThat(last.mean(Figures::removed)).isEqualTo(0.9, within(1e-9));
        assertThat(last.mean(Figures::nonZeroParameters)).isEqualTo(266_610 - 0.9 * 266_200, within(1e-9));
        assertThat(last.figures().get(0).testAccuracy().orElseThrow())
                .as("far from trained, but no longer guessing")
                .isGreaterThan(0.2);
        assertThat(last.mean(Figures::bytes))
                .as("each layer as CSR: value and column of each weight left, row offsets; biases dense")
                .isEqualTo(8 * 26_620 + 4 * (301 + 101 + 11) + 4 * 410);
    }

    @Test
    void lenet5IsCutToMultiplesOfEightAndAgreesWithItsMaskedForm() {
        Run run = Experiment.of(Zoo.lenet5().epochs(1), ImageSets.mnistSubset().limitedTo(300, 100))
                .withoutLatency()
                .withoutControls()
                .run(pruneChannels(8).by(taylor(2)).to(macsAtMost(0.5)).then(fineTune(1)));

        Figures cut = run.last(Row.Arm.RECIPE).figures().get(0);
        assertThat(cut.fidelity().orElseThrow()).isLessThanOrEqualTo(1e-4);
        assertThat(run.network().weightLayers().stream()
                        .filter(layer -> !layer.networkOutput())
                        .map(layer -> layer.out() % 8))
                .containsOnly(0L);
        assertThat(cut.macs()).isLessThanOrEqualTo(2_293_000 / 2);
        assertThat(cut.removed()).isEqualTo(1 - cut.macs() / 2_293_000.0, within(1e-12));
    }

    @Test
    void theSameRecipeTwiceGivesTheSameFiguresAndTheSameBits() {
        for (Recipe recipe : List.of(SPARSE, NARROW)) {
            Run one = Tiny.experiment().run(recipe);
            Run again = Tiny.experiment().run(recipe);
            Run other = Tiny.experiment().run(recipe.seed(43));

            assertThat(figures(again)).isEqualTo(figures(one));
            assertThat(again.receipt().modelSha256()).isEqualTo(one.receipt().modelSha256());
            assertThat(again.network().parameters().toFloatVector())
                    .isEqualTo(one.network().parameters().toFloatVector());
            assertThat(other.receipt().modelSha256()).isNotEqualTo(one.receipt().modelSha256());
        }
    }

    @Test
    void dropoutWhileGradientsAreGatheredIsTheSameInEveryRun() {
        MultiLayerNetwork model = Tiny.untrained(1);
        Recipe recipe = pruneWeights().by(taylor(1)).to(sparsity(0.5));
        Experiment given =
                Experiment.of(model, Tiny.data()).asGiven().withoutLatency().withoutControls();

        Run one = given.run(recipe);
        Run again = given.run(recipe);

        assertThat(again.receipt().modelSha256()).isEqualTo(one.receipt().modelSha256());
    }

    @Test
    void aModelLoadedFromAZipIsPrunedAndLeftAsItWas(@TempDir Path folder) throws IOException {
        MultiLayerNetwork mine = Tiny.untrained(9);
        Tiny.data().train().batches(64).forEach(mine::fit);
        Path zip = folder.resolve("mine.zip");
        ModelSerializer.writeModel(mine, zip.toFile(), true);
        MultiLayerNetwork loaded = (MultiLayerNetwork) Network.load(zip).dl4j();
        float[] parameters = loaded.params().toFloatVector();
        float[] updater = loaded.getUpdater().getStateViewArray().toFloatVector();

        Run run = Experiment.of(loaded, Tiny.data())
                .named("mine")
                .withoutLatency()
                .withoutControls()
                .run(SPARSE);

        assertThat(loaded.params().toFloatVector()).isEqualTo(parameters);
        assertThat(loaded.getUpdater().getStateViewArray().toFloatVector()).isEqualTo(updater);
        assertThat(loaded.getIterationCount()).isEqualTo(mine.getIterationCount());
        assertThat(loaded.getLearningRate(0)).isEqualTo(3e-3);
        assertThat(run.modelDescription()).isEqualTo("mine, as given");
        assertThat(run.last(Row.Arm.RECIPE).mean(Figures::removed)).isEqualTo(0.8, within(5e-3));
    }

    @Test
    void prunedWeightsStayExactlyZeroWhenTheUserTrainsOn() {
        Run run = Tiny.experiment().run(SPARSE);
        MultiLayerNetwork model = (MultiLayerNetwork) run.model();
        float[] before = model.params().toFloatVector();

        for (DataSet batch : Tiny.data().train().batches(32)) {
            model.fit(batch);
        }

        assertThat(model.params().toFloatVector()).isNotEqualTo(before);
        Network trained = Network.of(model);
        for (String layer : List.of("conv1", "conv2", "fc1", "output")) {
            float[] weights = trained.weights(layer).reshape(-1).toFloatVector();
            float[] mask = run.network().maskOf(layer).orElseThrow().reshape(-1).toFloatVector();
            assertThat(IntStream.range(0, mask.length).filter(i -> mask[i] == 0 && weights[i] != 0))
                    .as(layer)
                    .isEmpty();
            assertThat(zeros(trained, layer)).isEqualTo(Math.round(0.8 * mask.length));
        }
        assertThat(run.network().parameters().toFloatVector())
                .as("run.model() is a copy")
                .isEqualTo(before);
    }

    @Test
    void aRunCompilesForTheShapeOfItsData() {
        Run run = Tiny.experiment().run(SPARSE);
        INDArray images = Tiny.data().test().batches(7).iterator().next().getFeatures();
        try (SparseNetwork compiled = run.compile(CompileOptions.defaults().backend("dl4j"))) {
            assertThat(compiled.output(images)).isEqualTo(run.network().output(images));
        }
        try (SparseNetwork compiled = run.compile()) {
            assertThat(compiled.agreement().holds()).isTrue();
        }
    }

    @Test
    void weightsPrunedInOneStepStayPrunedInTheNext() {
        Recipe recipe = SPARSE.over(linear(3)).in(everyLayer().rankedGlobally());
        Settings settings = Settings.DEFAULT;
        Trainer trainer = new Trainer(Tiny.data(), 64, new Meter(Progress.Listener.NONE, 1));
        Network network = Tiny.network().build(1);
        DenseModel dense = new DenseModel(network, new Trainer.Course(List.of(network.parameters()), 0));
        Budget budget = Budget.of(recipe, "tiny", network, 1, 1, 8, 8);

        List<Pruner.Step> steps = new Pruner(
                        recipe, budget, dense, Tiny.data(), trainer, settings, new Meter(Progress.Listener.NONE, 1), 1)
                .run();

        for (int step = 1; step < 3; step++) {
            for (String layer : List.of("conv1", "conv2", "fc1", "output")) {
                float[] before = mask(steps.get(step - 1).network(), layer);
                float[] after = mask(steps.get(step).network(), layer);
                assertThat(IntStream.range(0, before.length).filter(i -> before[i] == 0 && after[i] != 0))
                        .isEmpty();
            }
        }
        assertThat(steps).extracting(Pruner.Step::asked).containsExactly(0.8 / 3, 2 * 0.8 / 3, 0.8);
    }

    @Test
    void whatAGivenModelHasLostAlreadyStaysLost() {
        // A run's model counts as trained: no asGiven() is needed.
        MultiLayerNetwork sparse =
                (MultiLayerNetwork) Tiny.experiment().run(SPARSE).model();

        Run run = Experiment.of(sparse, Tiny.data())
                .withoutLatency()
                .withoutControls()
                .run(pruneWeights().by(magnitude()).to(sparsity(0.5)).then(fineTune(1)));

        assertThat(zeros(run.network(), "fc1")).isEqualTo(zeros(Network.of(sparse), "fc1"));
    }

    @Test
    void anNofMPatternHoldsAndItsAbsenceIsFound() {
        Run run = Tiny.experiment()
                .run(prunePattern(2, 4).by(magnitude()).in(denseLayers()).then(fineTune(1)));

        assertThat(run.verifyPattern()).isSameAs(run);
        assertThat(zeros(run.network(), "fc1"))
                .isEqualTo(run.network().weightLayer("fc1").weights() / 2);
        Run dense = Runs.with(run, Tiny.network().build(1), List.of("fc1"));
        assertThatThrownBy(dense::verifyPattern)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("layer fc1 violates the pattern 2:4");
        assertThatThrownBy(() -> Runs.of(SPARSE, List.of()).verifyPattern())
                .hasMessage("the recipe \"sparse\" prunes weights, not a pattern; there is nothing to verify");
    }

    @Test
    void snipPrunesTheInitialisation() {
        Run run = Tiny.experiment()
                .run(pruneWeights()
                        .by(snip())
                        .to(sparsity(0.7))
                        .in(everyLayer().rankedGlobally())
                        .atInitialisation()
                        .then(train(8)));

        Row last = run.last(Row.Arm.RECIPE);
        assertThat(last.mean(Figures::removed)).isEqualTo(0.7, within(1e-3));
        assertThat(last.mean(Figures::validationAccuracy)).isGreaterThan(0.5);
        Network untouched = Tiny.experiment()
                .run(pruneWeights().by(magnitude()).to(sparsity(0)).atInitialisation())
                .network();
        assertThat(untouched.parameters().toFloatVector())
                .as("nothing removed and nothing trained: the initialisation")
                .isEqualTo(Tiny.network().build(42).parameters().toFloatVector());
    }

    @Test
    void theSmallDenseControlIsTrainedAsLongAsThePrunedNetworkItself() {
        List<String> tasks = new ArrayList<>();
        Experiment experiment = Experiment.of(Tiny.network(), Tiny.data())
                .withoutLatency()
                .listening(() -> event -> tasks.add(event.task()));

        experiment.run(SPARSE);
        assertThat(tasks)
                .as("2 dense, 2 × 1 fine-tuning")
                .contains("control: small dense model, 4 epochs from scratch");
        tasks.clear();
        experiment.run(SPARSE.over(linear(1)).atInitialisation().then(train(3)));
        assertThat(tasks)
                .as("pruned before any training")
                .contains("control: small dense model, 3 epochs from scratch");
    }

    @Test
    void weightsOfAGraphArePruned() {
        Run run = Experiment.of(Zoo.resnet8(4, Tiny.IMAGES).epochs(1), Tiny.data())
                .withoutLatency()
                .run(pruneWeights().by(taylor(1)).to(sparsity(0.5)).then(fineTune(1)));

        assertThat(run.last(Row.Arm.RECIPE).mean(Figures::removed)).isEqualTo(0.5, within(1e-2));
        Figures small = run.last(Row.Arm.SMALL_DENSE_CONTROL).figures().get(0);
        Figures pruned = run.last(Row.Arm.RECIPE).figures().get(0);
        assertThat(small.parameters()).isLessThanOrEqualTo(pruned.nonZeroParameters());
        assertThat(run.notes()).isEmpty();
    }

    @Test
    void channelsOfAResidualNetworkArePrunedAndTheShrunkNetworkAgreesWithTheMaskedOne() {
        Run run = Experiment.of(Zoo.resnet8(8, Tiny.IMAGES).epochs(1), Tiny.data())
                .withoutLatency()
                .run(pruneChannels(2)
                        .by(taylor(1))
                        .to(macsAtMost(0.5))
                        .in(everyLayer().rankedGlobally())
                        .over(linear(2))
                        .then(fineTune(1)));

        Row recipe = run.last(Row.Arm.RECIPE);
        assertThat(recipe.mean(Figures::removed)).isGreaterThanOrEqualTo(0.5);
        assertThat(recipe.figures().get(0).fidelity().orElseThrow()).isLessThan(1e-5);
        assertThat(run.rows(Row.Arm.SMALL_DENSE_CONTROL)).hasSize(1);
    }

    @Test
    void controlsRunUnlessLeftOut() {
        Experiment experiment = Experiment.of(Tiny.network(), Tiny.data()).latencyBatch(1);

        Run run = experiment.run(SPARSE);

        assertThat(run.rows())
                .extracting(row -> row.arm() + " " + row.step())
                .containsExactly(
                        "DENSE_AS_SHIPPED 0",
                        "DENSE 0",
                        "RECIPE 1",
                        "RECIPE 2",
                        "RANDOM_CONTROL 1",
                        "RANDOM_CONTROL 2",
                        "SMALL_DENSE_CONTROL 0");
        Figures small = run.last(Row.Arm.SMALL_DENSE_CONTROL).figures().get(0);
        assertThat(small.parameters())
                .isLessThanOrEqualTo(run.last(Row.Arm.RECIPE).figures().get(0).nonZeroParameters())
                .isGreaterThan(100);
        assertThat(small.nonZeroParameters()).isEqualTo(small.parameters());
        assertThat(run.rows()).allSatisfy(row -> assertThat(row.latency()).isPresent());
        Run bare = experiment.withoutLatency().withoutControls().run(SPARSE);
        assertThat(bare.rows())
                .extracting(Row::arm)
                .containsExactly(Row.Arm.DENSE_AS_SHIPPED, Row.Arm.DENSE, Row.Arm.RECIPE, Row.Arm.RECIPE);
        assertThatThrownBy(() -> bare.last(Row.Arm.RANDOM_CONTROL))
                .hasMessage("this run has no rows of RANDOM_CONTROL; controls are left out by withoutControls()");
    }

    @Test
    void aRandomRecipeIsItsOwnControl() {
        Run run = Experiment.of(Tiny.network(), Tiny.data())
                .withoutLatency()
                .run(pruneChannels().by(random()).to(paramsAtMost(0.5)));

        assertThat(run.rows())
                .extracting(Row::arm)
                .containsExactly(Row.Arm.DENSE_AS_SHIPPED, Row.Arm.DENSE, Row.Arm.RECIPE, Row.Arm.SMALL_DENSE_CONTROL);
        assertThat(run.last(Row.Arm.SMALL_DENSE_CONTROL).mean(Figures::parameters))
                .as("channels cut: the same architecture from scratch")
                .isEqualTo(run.last(Row.Arm.RECIPE).mean(Figures::parameters));
    }

    @Test
    void severalSeedsGiveOneRowOfSeveralFigures() {
        Run run = Tiny.experiment().seeds(1, 2).run(SPARSE.over(linear(1)));
        Run first = Tiny.experiment().seeds(1).run(SPARSE.over(linear(1)));

        assertThat(run.receipt().seeds()).containsExactly(1L, 2L);
        assertThat(run.rows()).allSatisfy(row -> assertThat(row.figures()).hasSize(2));
        assertThat(run.last(Row.Arm.RECIPE).figures().get(0))
                .as("a seed's figures do not depend on which others are run")
                .isEqualTo(first.last(Row.Arm.RECIPE).figures().get(0));
        assertThat(run.receipt().modelSha256()).hasSize(2).doesNotHaveDuplicates();
        assertThat(run.network().parameters().toFloatVector())
                .isEqualTo(first.network().parameters().toFloatVector());
    }

    @Test
    void theTestSplitDecidesNothing() {
        Run one = Tiny.experiment().run(NARROW);
        Run other = Experiment.of(Tiny.network(), Tiny.data(99))
                .withoutLatency()
                .withoutControls()
                .run(NARROW);

        assertThat(other.receipt().dataSha256()).isNotEqualTo(one.receipt().dataSha256());
        assertThat(other.rows())
                .extracting(row -> row.figures().get(0).parametersSha256())
                .isEqualTo(one.rows().stream()
                        .map(row -> row.figures().get(0).parametersSha256())
                        .toList());
        assertThat(one.rows(Row.Arm.RECIPE))
                .extracting(row -> row.figures().get(0).testAccuracy().isPresent())
                .as("looked at for the last step only")
                .containsExactly(false, true);
    }

    @Test
    void progressNeverFallsAndEndsOnceAtOne() {
        List<Progress> events = new ArrayList<>();

        Experiment.of(Tiny.network(), Tiny.data())
                .withoutLatency()
                .listening(() -> events::add)
                .run(SPARSE);

        assertThat(events).extracting(Progress::done).isSorted().allMatch(done -> done >= 0 && done <= 1);
        assertThat(events.stream().filter(event -> event.done() == 1)).hasSize(1);
        assertThat(events.get(events.size() - 1).done()).isEqualTo(1);
        assertThat(events.get(events.size() - 2).done())
                .as("all batches that were expected came")
                .isEqualTo(0.999);
        assertThat(events)
                .extracting(Progress::task)
                .contains("train tiny, 2 epochs, seed 42", "sparse, step 2 of 2: fine-tune 1 epoch at 0.001", "done");
    }

    @Test
    void anInterruptEndsTheRunAndLeavesTheExperimentUsable() {
        List<Progress> events = new ArrayList<>();
        Experiment experiment = Tiny.experiment();
        Experiment interrupted = experiment.listening(() -> event -> {
            events.add(event);
            if (events.size() == 8) {
                Thread.currentThread().interrupt();
            }
        });

        assertThatThrownBy(() -> interrupted.run(SPARSE))
                .isInstanceOf(CancellationException.class)
                .hasMessage("interrupted during: train tiny, 2 epochs, seed 42");

        assertThat(events).hasSizeLessThanOrEqualTo(9);
        assertThat(Thread.currentThread().isInterrupted())
                .as("the next run on this thread is not stopped")
                .isFalse();
        assertThat(experiment.run(SPARSE).receipt().modelSha256())
                .isEqualTo(Tiny.experiment().run(SPARSE).receipt().modelSha256());
    }

    @Test
    void aPlanForetellsTheRun() {
        for (Recipe recipe : List.of(
                SPARSE,
                NARROW,
                pruneChannels(4).by(magnitude()).to(channelsRemoved(0.5)).in(layers("conv2", "fc1")),
                pruneWeights()
                        .by(magnitude())
                        .to(paramsAtMost(0.3))
                        .in(everyLayer().rankedGlobally()),
                prunePattern(1, 4).by(magnitude()).in(denseLayers()))) {
            Experiment experiment = Tiny.experiment();
            Plan plan = experiment.explain(recipe);
            Figures got = experiment.run(recipe).last(Row.Arm.RECIPE).figures().get(0);

            assertThat(plan.after().parameters()).as(recipe.name()).hasValue(got.nonZeroParameters());
            plan.after().macs().ifPresent(macs -> assertThat(got.nonZeroMacs()).isEqualTo(macs));
        }
    }

    private static List<List<Figures>> figures(Run run) {
        return run.rows().stream().map(Row::figures).toList();
    }

    private static float[] mask(Network network, String layer) {
        return network.maskOf(layer).orElseThrow().reshape(-1).toFloatVector();
    }

    private static long zeros(Network network, String layer) {
        float[] weights = network.weights(layer).reshape(-1).toFloatVector();
        return IntStream.range(0, weights.length).filter(i -> weights[i] == 0).count();
    }
}
