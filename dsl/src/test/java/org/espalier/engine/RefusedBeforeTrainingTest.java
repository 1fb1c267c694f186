package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.Pruning.batchNormScale;
import static org.espalier.Pruning.channelsRemoved;
import static org.espalier.Pruning.convolutions;
import static org.espalier.Pruning.denseLayers;
import static org.espalier.Pruning.distil;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.layers;
import static org.espalier.Pruning.macsAtMost;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.obd;
import static org.espalier.Pruning.paramsAtMost;
import static org.espalier.Pruning.pruneChannels;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.rewindToEpoch;
import static org.espalier.Pruning.sparseGpt;
import static org.espalier.Pruning.sparsity;
import static org.espalier.Pruning.train;
import static org.espalier.Pruning.wanda;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.data.ImageSets;
import org.espalier.recipe.Recipe;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A recipe that does not fit its model fails with words before anything is trained. */
class RefusedBeforeTrainingTest {
    private static final Recipe HALF =
            pruneWeights().by(magnitude()).to(sparsity(0.5)).named("half");
    private final List<Progress> events = new ArrayList<>();
    private final Experiment lenet5 = listened(Experiment.of(Zoo.lenet5(), ImageSets.mnistSubset()));
    private final Experiment lenet300 = listened(Experiment.of(Zoo.lenet300(), ImageSets.mnistSubset()));

    @AfterEach
    void nothingWasTrained() {
        // Every mini-batch sends an event.
        assertThat(events).isEmpty();
    }

    @Test
    void aMistypedNameIsAnsweredByTheNearest() {
        assertRefused(
                lenet5,
                HALF.in(layers("conv9")),
                "no layer \"conv9\" in lenet5; did you mean \"conv1\"? Its layers with weights are conv1 (convolution), conv2 (convolution), fc1 (dense), output (dense)");
    }

    @Test
    void anUnknownExceptionIsAnError() {
        assertRefused(
                lenet5,
                HALF.in(everyLayer().except("nope")),
                "no layer \"nope\" in lenet5. Its layers with weights are conv1 (convolution), conv2 (convolution), fc1 (dense), output (dense)");
    }

    @Test
    void aLayerWithoutWeightsIsAnError() {
        assertRefused(
                lenet5,
                HALF.in(layers("pool1")),
                "layer \"pool1\" of lenet5 is a SubsamplingLayer, which has no weights to prune; layers with weights are conv1 (convolution), conv2 (convolution), fc1 (dense), output (dense)");
    }

    @Test
    void convolutionsOfADenseNetworkAreAnError() {
        assertRefused(
                lenet300,
                HALF.in(convolutions()),
                "the recipe \"half\" prunes convolutions, ranked per layer, but lenet300 has none such; its layers with weights are fc1 (dense), fc2 (dense), output (dense)");
    }

    @Test
    void whatAModelDoesNotGiveACriterionIsAnError() {
        // A regression: no softmax, so no labels to draw.
        assertRefused(
                listened(Experiment.of(ending(Activation.IDENTITY, LossFunction.MSE), ImageSets.mnistSubset())
                        .named("regression")
                        .trainedFor(1)),
                HALF.by(obd()),
                "obd draws labels from a softmax output trained with cross-entropy, one for each example, and the model ends otherwise; use fisher()");
        assertRefused(
                listened(Experiment.of(ending(Activation.IDENTITY, LossFunction.MSE), ImageSets.mnistSubset())
                        .named("regression")
                        .trainedFor(1)),
                HALF.then(distil(1)),
                "distil compares softmax outputs trained with cross-entropy, one for each example; the model ends otherwise: use fineTune(...)");
        assertRefused(
                lenet300,
                pruneChannels().by(batchNormScale()).to(channelsRemoved(0.5)).in(layers("fc1")),
                "batchNormScale reads the scales of batch normalisation, but the channels of fc1 pass through none (fc1 out → fc2 in); take it out with except(\"fc1\"), or use magnitude()");
    }

    @Test
    void matricesOfInputsThatFitNoMemoryOrAreNoneAreAnError() {
        MultiLayerNetwork wide = built(
                new DepthwiseConvolution2D.Builder(3, 3)
                        .name("depthwise")
                        .depthMultiplier(16)
                        .nOut(16)
                        .build(),
                new DenseLayer.Builder().name("wide").nOut(4).build());
        Experiment experiment = listened(
                Experiment.of(wide, ImageSets.mnistSubset()).named("wide").trainedFor(1));
        assertRefused(
                experiment,
                HALF.by(wanda()).in(layers("depthwise")),
                "wanda: each channel of a depthwise convolution reads inputs of its own, so that layer depthwise has no one matrix of inputs; take it out with except(\"depthwise\")");
        // 16 channels of 26 × 26.
        assertRefused(
                experiment,
                HALF.by(sparseGpt()).in(layers("wide")),
                "sparseGpt holds a matrix of inputs by inputs: expected at most 8192 inputs per output, found 10816 in layer wide; take it out with except(\"wide\"), or use wanda(), which holds their norms only");
    }

    private static MultiLayerNetwork ending(Activation activation, LossFunction loss) {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().name("fc1").nOut(8).build())
                .layer(new OutputLayer.Builder(loss)
                        .name("output")
                        .nOut(10)
                        .activation(activation)
                        .build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
        model.init();
        return model;
    }

    private static MultiLayerNetwork built(Layer first, Layer second) {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(first)
                .layer(second)
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("output")
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
        model.init();
        return model;
    }

    @Test
    void theOutputLayersChannelsAreRefusedByNameAndAsTheOnlyOnes() {
        Recipe channels =
                pruneChannels().by(magnitude()).to(channelsRemoved(0.5)).named("half");
        assertRefused(
                lenet5,
                channels.in(layers("fc1", "output")),
                "the channels of output cannot be pruned: its channels are the network's outputs");
        assertRefused(
                lenet5,
                channels.in(denseLayers().except("fc1")),
                "the recipe \"half\" finds no channels to prune in lenet5 (dense layers except fc1, ranked per layer). output: its channels are the network's outputs");
    }

    @Test
    void dataThatTheModelCannotReadIsRefused() {
        Experiment colour = listened(Experiment.of(Zoo.resnet8(), ImageSets.mnistSubset()));
        assertThatThrownBy(() -> colour.run(HALF))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "resnet8 cannot read examples of shape [1, 28, 28] of MNIST; give the model that input, or use other data. DL4J says: ");
    }

    @Test
    void anOutputLayerForOtherClassesIsRefused() {
        Experiment two = listened(Experiment.of(Zoo.vgg(new Images(1, 28, 28, 2)), ImageSets.mnistSubset()));
        assertThatThrownBy(() -> two.run(HALF))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "vgg has 2 outputs, but MNIST has 10 classes; give the model that many outputs, or use other data");
    }

    @Test
    void channelsThatFallTogetherWithThoseOfAnExceptedLayerAreRefused() {
        Experiment graph =
                listened(Experiment.of(Zoo.resnet8(4, Tiny.IMAGES), Tiny.data()).named("net"));

        assertRefused(
                graph,
                pruneChannels()
                        .by(magnitude())
                        .to(channelsRemoved(0.5))
                        .in(layers("stage1.block1.conv2").except("conv1"))
                        .named("half"),
                "the recipe \"half\" finds no channels to prune in net (stage1.block1.conv2 except conv1, ranked per layer). stage1.block1.conv2: its channels fall together with those of an excepted layer");
    }

    @Test
    void targetsThatTheScopeCannotReachSayHowMuchThereIs() {
        assertRefused(
                lenet5,
                pruneWeights()
                        .by(magnitude())
                        .to(macsAtMost(0.5))
                        .in(layers("conv1"))
                        .named("light"),
                "the recipe \"light\" asks for at most 50 % of the MACs in conv1, ranked per layer, which cannot be reached: the layers in scope hold only 12.6 % of it all; widen the scope, or ask for less");
        assertRefused(
                lenet5,
                pruneWeights()
                        .by(magnitude())
                        .to(paramsAtMost(0.05))
                        .in(layers("fc1"))
                        .named("small"),
                "the recipe \"small\" asks for at most 5 % of the parameters in fc1, ranked per layer, which cannot be reached: the layers in scope hold only 92.8 % of it all; widen the scope, or ask for less");
    }

    @Test
    void aModelThatWasNeverTrainedNeedsADecision() {
        Experiment untrained = listened(Experiment.of(Tiny.untrained(1), Tiny.data()));

        assertRefused(
                untrained,
                HALF,
                "the model was never trained (its iteration count is 0); say trainedFor(n) to train it here, or asGiven() if its parameters are right as they are");
        assertThat(untrained.trainedFor(2).explain(HALF).model()).isEqualTo("MultiLayerNetwork, trained for 2 epochs");
        assertThat(untrained.asGiven().explain(HALF).model()).isEqualTo("MultiLayerNetwork, as given");
    }

    @Test
    void rewindingBeyondTheDenseTrainingIsAnError() {
        assertRefused(
                lenet5,
                HALF.then(rewindToEpoch(7), train(1)),
                "rewindToEpoch: the dense training has 3 epochs, found epoch 7; train longer with trainedFor(7) or rewind to less");
    }

    @Test
    void aGivenModelHasNoEarlierSelfToGoBackTo() {
        MultiLayerNetwork model = Tiny.untrained(1);
        model.fit(Tiny.data().train().batches(64).get(0));
        Experiment given = listened(Experiment.of(model, Tiny.data()));

        assertRefused(
                given,
                HALF.then(rewindToEpoch(1), train(1)),
                "rewindToEpoch: the model is taken as given, so there is no epoch 1 to go back to; say trainedFor(n) on the experiment");
        assertRefused(
                given,
                HALF.then(rewindToEpoch(0), train(1)),
                "rewindToEpoch: the model is taken as given, so there is no epoch 0 to go back to; say trainedFor(n) on the experiment");
        assertRefused(
                given,
                HALF.atInitialisation().then(train(1)),
                "the recipe \"half\" prunes at initialisation, but the model is taken as given and was trained before; build a fresh one and say trainedFor(n) on the experiment");
    }

    @Test
    void settingsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> lenet5.seeds(1, 2, 1))
                .hasMessage("seeds: expected at least one and no seed twice, found [1, 2, 1]");
        assertThatThrownBy(() -> lenet5.seeds()).hasMessage("seeds: expected at least one and no seed twice, found []");
        assertThatThrownBy(() -> lenet5.batchSize(0)).hasMessage("batchSize must be at least 1, found 0");
        assertThatThrownBy(() -> lenet5.latencyBatch(-1)).hasMessage("latencyBatch must be at least 1, found -1");
        assertThatThrownBy(() -> lenet5.trainedFor(0))
                .hasMessage("trainedFor: epochs must be at least 1, found 0; asGiven() trains none");
    }

    /** Both explaining and running say the same. */
    private static void assertRefused(Experiment experiment, Recipe recipe, String message) {
        assertThatThrownBy(() -> experiment.explain(recipe))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> experiment.run(recipe))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private Experiment listened(Experiment experiment) {
        return experiment.listening(() -> events::add);
    }
}
