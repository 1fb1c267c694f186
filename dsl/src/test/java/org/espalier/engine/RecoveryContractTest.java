package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.Pruning.blocksRemoved;
import static org.espalier.Pruning.channelsRemoved;
import static org.espalier.Pruning.convolutions;
import static org.espalier.Pruning.distil;
import static org.espalier.Pruning.fineTune;
import static org.espalier.Pruning.fromScratch;
import static org.espalier.Pruning.geometric;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.pruneBlocks;
import static org.espalier.Pruning.pruneChannels;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.quantise;
import static org.espalier.Pruning.recalibrate;
import static org.espalier.Pruning.reconstruct;
import static org.espalier.Pruning.rewindLearningRate;
import static org.espalier.Pruning.rewindToEpoch;
import static org.espalier.Pruning.sparsity;
import static org.espalier.Pruning.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.catalogue.Catalogue;
import org.espalier.catalogue.Kind;
import org.espalier.io.RecipeFile;
import org.espalier.measure.Int8;
import org.espalier.model.Network;
import org.espalier.recipe.Recipe;
import org.espalier.recovery.Decay;
import org.espalier.recovery.Quantise;
import org.espalier.recovery.Recovery;
import org.espalier.zoo.ZooModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** What every recovery step of the catalogue promises, and what single ones do. */
class RecoveryContractTest {

    private static MultiLayerNetwork model(IUpdater updater, long seed) {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(updater)
                .l2(1e-3)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .name("conv")
                        .nOut(8)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new BatchNormalization.Builder()
                        .name("bn")
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

    private static Experiment with(IUpdater updater) {
        ZooModel zoo = new ZooModel("small", "with BN", Tiny.IMAGES, 3, seed -> model(updater, seed));
        return Experiment.of(zoo, Tiny.data()).batchSize(32).withoutLatency().withoutControls();
    }

    private static Experiment experiment() {
        return with(new Adam(3e-3));
    }

    private static final Recipe WEIGHTS = pruneWeights().by(magnitude()).to(sparsity(0.9));

    static Stream<Recovery> every() {
        return Catalogue.entries().stream()
                .filter(entry -> entry.kind() == Kind.RECOVERY && entry.taxon().isPresent())
                .map(entry -> (Recovery) entry.method());
    }

    @ParameterizedTest
    @MethodSource("every")
    void everyStepLeavesMasksInForceAndTheDenseModelAloneAndComesToTheSameTwice(Recovery step) {
        Experiment experiment = experiment();
        String dense = digest(experiment.run(WEIGHTS), Row.Arm.DENSE);

        Run run = experiment.run(WEIGHTS.then(step));

        Network network = run.network();
        network.weightLayers().forEach(layer -> {
            INDArray outside = network.maskOf(layer.name()).orElseThrow().rsub(1);
            assertThat(outside.mul(network.weights(layer.name())).norm1Number().doubleValue())
                    .as(layer.name())
                    .isZero();
        });
        assertThat(Arrays.stream(network.parameters().dup().data().asDouble())).allMatch(Double::isFinite);
        Run again = experiment.run(WEIGHTS.then(step));
        assertThat(digest(again, Row.Arm.DENSE)).isEqualTo(dense);
        assertThat(digest(again, Row.Arm.RECIPE)).isEqualTo(digest(run, Row.Arm.RECIPE));
        assertThat(digest(experiment().run(WEIGHTS.then(step)), Row.Arm.RECIPE))
                .as("with a dense model trained anew")
                .isEqualTo(digest(run, Row.Arm.RECIPE));
        assertThat(run.recipe().sentence()).contains(step.sentence());
        assertThat(RecipeFile.parse(run.recipe().toYaml()).recipe()).isEqualTo(run.recipe());
    }

    private static String digest(Run run, Row.Arm arm) {
        return run.last(arm).figures().get(0).parametersSha256();
    }

    @ParameterizedTest
    @MethodSource("every")
    void everyStepWorksOnCutChannels(Recovery step) {
        Recipe recipe = pruneChannels().by(magnitude()).to(channelsRemoved(0.5)).in(convolutions());
        assertThat(experiment()
                        .run(recipe.then(step))
                        .network()
                        .weightLayer("conv")
                        .out())
                .isEqualTo(4);
    }

    private static INDArray after(Recovery... steps) {
        return experiment().run(WEIGHTS.then(steps)).network().parameters();
    }

    @Test
    void learningRatesFallAsTheirFormulasSay() {
        assertThat(Decay.CONSTANT.at(0.9)).isEqualTo(1);
        assertThat(Decay.LINEAR.at(0.25)).isEqualTo(0.75);
        assertThat(Decay.COSINE.at(0)).isEqualTo(1);
        assertThat(Decay.COSINE.at(1 / 3.0)).isCloseTo(0.75, within(1e-12));
        assertThat(Decay.COSINE.at(0.5)).isCloseTo(0.5, within(1e-12));
        assertThat(Decay.STEP.at(0.49)).isEqualTo(1);
        assertThat(Decay.STEP.at(0.5)).isEqualTo(0.1);
        assertThat(Decay.STEP.at(0.75)).isEqualTo(0.01);
    }

    @Test
    void aFallingRateIsUsedBatchByBatch() {
        INDArray constant = after(fineTune(1));

        for (Decay decay : List.of(Decay.LINEAR, Decay.COSINE, Decay.STEP)) {
            assertThat(after(fineTune(1).falling(decay))).as("%s", decay).isNotEqualTo(constant);
        }
        assertThat(after(fineTune(1).falling(Decay.CONSTANT))).isEqualTo(constant);
        assertThat(fineTune(2).at(0.01).falling(Decay.COSINE).sentence())
                .isEqualTo("fine-tune 2 epochs at 0.01, falling along a cosine");
    }

    @Test
    void rewindingTheRateGoesOnWithTheScheduleFromThere() {
        // The rate of the third epoch is zero, so that repeating it changes nothing but statistics; two do train.
        Experiment stops = with(new Sgd(new MapSchedule.Builder(ScheduleType.EPOCH)
                .add(0, 0.05)
                .add(2, 0.0)
                .build()));
        INDArray pruned = stops.run(WEIGHTS).network().weights("conv");

        assertThat(stops.run(WEIGHTS.then(rewindLearningRate(1))).network().weights("conv"))
                .isEqualTo(pruned);
        assertThat(stops.run(WEIGHTS.then(rewindLearningRate(2))).network().weights("conv"))
                .isNotEqualTo(pruned);
    }

    @Test
    void rewindingAConstantRateIsTraining() {
        assertThat(with(new Sgd(0.05))
                        .run(WEIGHTS.then(rewindLearningRate(2)))
                        .network()
                        .parameters())
                .isEqualTo(with(new Sgd(0.05))
                        .run(WEIGHTS.then(train(2)))
                        .network()
                        .parameters());
    }

    @Test
    void fromScratchForgetsTheWeightsAndKeepsTheMask() {
        Network pruned = experiment().run(WEIGHTS).network();
        Network scratch = experiment().run(WEIGHTS.then(fromScratch(1))).network();

        assertThat(scratch.maskOf("conv").orElseThrow())
                .isEqualTo(pruned.maskOf("conv").orElseThrow());
        assertThat(scratch.weights("conv").distance2(pruned.weights("conv")))
                .isGreaterThan(experiment()
                        .run(WEIGHTS.then(train(1)))
                        .network()
                        .weights("conv")
                        .distance2(pruned.weights("conv")));
    }

    @Test
    void distillingWithNothingFromTheTeacherIsFineTuning() {
        INDArray plain = after(fineTune(1).at(1e-3));

        assertThat(after(distil(1).alpha(0))).isEqualTo(plain);
        assertThat(after(distil(1).alpha(0)).data().asFloat())
                .as("to the last bit")
                .isEqualTo(plain.data().asFloat());
        assertThat(after(distil(1)).equalsWithEps(plain, 1e-5)).isFalse();
    }

    @Test
    void quantisedWeightsAreIntegersTimesAScaleAndCountAByteEach() {
        Run run = experiment().run(WEIGHTS.then(fineTune(1), quantise()));
        Run floats = experiment().run(WEIGHTS.then(fineTune(1)));

        Network network = run.network();
        INDArray conv = network.weights("conv").reshape(8, 9);
        for (int channel = 0; channel < 8; channel++) {
            double scale = conv.getRow(channel).amaxNumber().doubleValue() / 127;
            for (int i = 0; i < 9 && scale > 0; i++) {
                double code = conv.getDouble(channel, i) / scale;
                assertThat(code).isCloseTo(Math.round(code), within(1e-3));
            }
        }
        double bytes = run.last(Row.Arm.RECIPE).mean(Figures::bytes);
        assertThat(bytes)
                .isEqualTo(Int8.storedBytes(network))
                .isLessThan(floats.last(Row.Arm.RECIPE).mean(Figures::bytes));
        assertThat(run.notes()).anyMatch(note -> note.contains("8-bit integers"));
    }

    @Test
    void quantisingIsDoneOnceInTheEnd() {
        Recipe recipe = WEIGHTS.over(geometric(2)).then(train(1), quantise());

        Run run = experiment().run(recipe);

        assertThat(recipe.sentence())
                .contains("then train 1 epoch after each, quantise the weights to int8 in the end");
        List<Row> rows = run.rows(Row.Arm.RECIPE);
        assertThat(rows).hasSize(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WEIGHTS.then(quantise(), train(1)))
                .withMessage("quantise is done once, when all else is over, found train after it; put it last");
        assertThat(new Quantise().atTheEnd()).isTrue();
    }

    @Test
    void aRewindingRecipeIsControlledByItsMasksReinitialised() {
        ZooModel zoo = new ZooModel("small", "with BN", Tiny.IMAGES, 3, seed -> model(new Adam(3e-3), seed));
        Experiment controlled = Experiment.of(zoo, Tiny.data()).batchSize(32).withoutLatency();

        Run ticket = controlled.run(WEIGHTS.over(geometric(2)).then(rewindToEpoch(0), train(2)));
        Run tuned = controlled.run(WEIGHTS.then(fineTune(1)));

        Row control = ticket.last(Row.Arm.REINITIALISED_CONTROL);
        assertThat(control.label()).isEqualTo("control: same masks, reinitialised");
        assertThat(control.mean(Figures::nonZeroParameters))
                .isEqualTo(ticket.last(Row.Arm.RECIPE).mean(Figures::nonZeroParameters));
        assertThat(control.figures().get(0).parametersSha256())
                .isNotEqualTo(ticket.last(Row.Arm.RECIPE).figures().get(0).parametersSha256());
        assertThat(tuned.rows(Row.Arm.REINITIALISED_CONTROL)).isEmpty();
    }

    @Test
    void theReinitialisedControlCountsInTheProgress() {
        Map<String, Double> begins = new LinkedHashMap<>();
        ZooModel zoo = new ZooModel("small", "with BN", Tiny.IMAGES, 3, seed -> model(new Adam(3e-3), seed));

        Experiment.of(zoo, Tiny.data())
                .batchSize(32)
                .withoutLatency()
                .listening(() -> event -> begins.putIfAbsent(event.task(), event.done()))
                .run(WEIGHTS.over(geometric(2)).then(rewindToEpoch(0), train(2)));

        // Epochs: 3 dense, 2 × 2 of the recipe, as many with random scores, 2 reinitialised, 3 + 4 small dense: 20.
        assertThat(begins.get("control: same masks, reinitialised, 2 epochs")).isCloseTo(11 / 20.0, within(2e-3));
        assertThat(begins.get("control: small dense model, 7 epochs from scratch"))
                .isCloseTo(13 / 20.0, within(2e-3));
    }

    @Test
    void whatTheModelCannotGiveIsRefusedBeforeAnyTraining() {
        refused(
                () -> Tiny.experiment().run(WEIGHTS.then(recalibrate())),
                "recalibrate measures the statistics of batch normalisation, and the model has none; leave it out");
        refused(
                () -> experiment().run(WEIGHTS.then(rewindLearningRate(4))),
                "rewindLearningRate: the dense training has 3 epochs, found its last 4; train longer with trainedFor(4), or repeat fewer");
        refused(
                () -> Experiment.of(model(new Adam(), 1), Tiny.data())
                        .asGiven()
                        .run(WEIGHTS.then(rewindLearningRate(1))),
                "rewindLearningRate: the dense training has no epochs, the model being taken as given, found its last 1; train longer with trainedFor(1), or repeat fewer");
        refused(
                () -> pruneBlocks().by(magnitude()).to(blocksRemoved(0.5)).then(reconstruct()),
                "reconstruct refits weights to the outputs of the trained dense layers, found residual blocks pruned after training; use fineTune(...) or train(...)");
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable wrong, String message) {
        assertThatIllegalArgumentException().isThrownBy(wrong).withMessage("%s", message);
    }
}
