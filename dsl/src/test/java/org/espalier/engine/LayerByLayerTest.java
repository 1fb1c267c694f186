package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.fisher;
import static org.espalier.Pruning.layers;
import static org.espalier.Pruning.linear;
import static org.espalier.Pruning.macsAtMost;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.obc;
import static org.espalier.Pruning.obd;
import static org.espalier.Pruning.prunePattern;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.reconstruct;
import static org.espalier.Pruning.sparseGpt;
import static org.espalier.Pruning.sparsity;
import static org.espalier.Pruning.vgg;
import static org.espalier.Pruning.wanda;

import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.criterion.Criterion;
import org.espalier.criterion.LayerSolver;
import org.espalier.criterion.LayerView;
import org.espalier.criterion.Need;
import org.espalier.model.Network;
import org.espalier.pattern.NofM;
import org.espalier.recipe.Recipe;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What is gathered of inputs and single examples, and solvers that go through a network layer by layer. */
class LayerByLayerTest {
    private static final List<LayerSolver> SOLVERS = List.of(sparseGpt(), obc());

    private static LayerView gathered(Network network, String layer, Need... needs) {
        return Calibration.of(
                        network,
                        new Request("test", Set.of(needs), 2),
                        List.of(Scored.of(network, network.weightLayer(layer))),
                        Tiny.data(),
                        16,
                        7)
                .get(layer);
    }

    @Test
    void normsAndGramAreOfTheInputsThemselves() {
        Network network = Network.of(Tiny.untrained(5));
        LayerView seen = gathered(network, "fc1", Need.INPUTS, Need.INPUT_GRAM, Need.INPUT_NORMS);
        INDArray gram = seen.gathered(Need.INPUT_GRAM).get(0);
        INDArray norms = seen.gathered(Need.INPUT_NORMS).get(0);
        for (int i = 0; i < 30; i++) {
            for (int j = 0; j < 30; j++) {
                double sum = 0;
                for (INDArray x : seen.inputs()) {
                    for (int n = 0; n < 16; n++) {
                        sum += x.getDouble(n, i) * x.getDouble(n, j);
                    }
                }
                assertThat(gram.getDouble(i, j)).isCloseTo(2 * sum / 32, within(1e-6));
                if (i == j) {
                    assertThat(norms.getDouble(i)).isCloseTo(Math.sqrt(sum), within(1e-6));
                }
            }
        }
    }

    /** Of a softmax with cross-entropy on x the gradient of one example is (p − y)·xᵀ, y the label or one drawn from p. */
    @Test
    void gradientSquaresAreThoseOfSingleExamples() {
        Network network = softmax();
        INDArray fisher = onlyOne(network, Need.GRADIENT_SQUARES);
        INDArray gaussNewton = onlyOne(network, Need.GAUSS_NEWTON);
        INDArray ofLabels = fisher.ulike().assign(0);
        INDArray expected = fisher.ulike().assign(0);
        int taken = 0;
        for (DataSet batch : Tiny.data().train().shuffledBatches(16, Seeds.of(7, "calibration", 0))) {
            if (taken++ == 2) {
                break;
            }
            for (DataSet example : batch.batchBy(1)) {
                INDArray x = example.getFeatures().reshape(1, 64).castTo(fisher.dataType());
                INDArray p = network.output(example.getFeatures()).castTo(fisher.dataType());
                INDArray error = p.sub(example.getLabels().castTo(fisher.dataType()));
                INDArray squares = x.mul(x);
                ofLabels.addi(error.mul(error).transpose().mmul(squares).divi(32));
                // Σ_c p_c (p_i − [i = c])² = p_i (1 − p_i)
                expected.addi(p.mul(p.rsub(1)).transpose().mmul(squares).divi(32));
            }
        }
        assertThat(fisher.equalsWithEps(ofLabels, 1e-5)).isTrue();
        assertThat(gaussNewton.sumNumber().doubleValue())
                .isCloseTo(
                        expected.sumNumber().doubleValue(),
                        within(0.3 * expected.sumNumber().doubleValue()));
        assertThat(gaussNewton).isNotEqualTo(fisher);
    }

    private static INDArray onlyOne(Network network, Need need) {
        return gathered(network, "output", need).gathered(need).get(0);
    }

    private static Network softmax() {
        return Network.made(() -> {
            MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                    .seed(3)
                    .list()
                    .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                            .name("output")
                            .nOut(4)
                            .activation(Activation.SOFTMAX)
                            .build())
                    .setInputType(InputType.convolutional(8, 8, 1))
                    .build());
            model.init();
            return model;
        });
    }

    @Test
    void everyOutputLosesAlikeWhenRankedPerOutput() {
        Run run =
                run(pruneWeights().by(wanda()).to(sparsity(0.5)).in(everyLayer().rankedPerOutput()));
        for (var layer : run.network().weightLayers()) {
            INDArray kept = run.network().maskOf(layer.name()).orElseThrow();
            long width = layer.weights() / layer.out();
            INDArray each = kept.reshape('c', layer.out(), width).sum(1);
            assertThat(each.maxNumber().doubleValue() - each.minNumber().doubleValue())
                    .isLessThanOrEqualTo(1);
            assertThat(kept.sumNumber().longValue()).isEqualTo(layer.weights() - Math.round(layer.weights() * 0.5));
        }
    }

    @Test
    void solversRemoveExactlyWhatIsAskedAndStayNearerToTheDenseOutputsThanMagnitude() {
        Network dense = Network.of(Tiny.untrained(5));
        double magnitude =
                distance(dense, given(dense, pruneWeights().by(magnitude()).to(sparsity(0.6))));
        for (LayerSolver solver : SOLVERS) {
            Recipe recipe = pruneWeights().by(solver).to(sparsity(0.6));
            Run run = given(dense, recipe);

            for (var layer : run.network().weightLayers()) {
                INDArray kept = run.network().maskOf(layer.name()).orElseThrow();
                assertThat(kept.sumNumber().longValue()).isEqualTo(layer.weights() - Math.round(layer.weights() * 0.6));
            }
            assertThat(distance(dense, run)).as(solver.id()).isLessThan(0.75 * magnitude);
            assertThat(given(dense, recipe).receipt().modelSha256())
                    .isEqualTo(run.receipt().modelSha256());
        }
    }

    @Test
    void patternsHoldInEveryLayer() {
        for (LayerSolver solver : SOLVERS) {
            Run run = run(prunePattern(2, 4).by(solver));
            for (var layer : run.network().weightLayers()) {
                assertThat(new NofM(2, 4).holds(run.network().weights(layer.name())))
                        .as(layer.name())
                        .isTrue();
            }
        }
    }

    @Test
    void whatOneStepRemovedStaysRemovedInTheNext() {
        Network dense = Network.of(Tiny.untrained(5));
        for (LayerSolver solver : SOLVERS) {
            Recipe recipe = pruneWeights().by(solver).to(sparsity(0.8));
            INDArray half = given(dense, recipe.to(sparsity(0.4)))
                    .network()
                    .maskOf("fc1")
                    .orElseThrow();
            INDArray both =
                    given(dense, recipe.over(linear(2))).network().maskOf("fc1").orElseThrow();

            assertThat(both.mul(half)).isEqualTo(both);
        }
    }

    @Test
    void reconstructionKeepsTheMaskAndBringsOutputsNearer() {
        Network dense = Network.of(Tiny.untrained(5));
        Recipe half = pruneWeights().by(magnitude()).to(sparsity(0.7));
        Network cut = given(dense, half).network();
        Network refit = given(dense, half.then(reconstruct())).network();
        INDArray examples = Removal.examples(Tiny.data());
        INDArray expected = dense.output(examples);

        assertThat(refit.maskOf("fc1")).isEqualTo(cut.maskOf("fc1"));
        assertThat(refit.weights("fc1").mul(cut.maskOf("fc1").orElseThrow())).isEqualTo(refit.weights("fc1"));
        assertThat(refit.output(examples).squaredDistance(expected))
                .isLessThan(0.7 * cut.output(examples).squaredDistance(expected));
    }

    @Test
    void theSecondLayerIsSolvedOnWhatThePrunedFirstOneMakes() {
        Network dense = Network.of(Tiny.untrained(5));
        Network together = given(
                        dense, pruneWeights().by(sparseGpt()).to(sparsity(0.8)).in(layers("conv1", "conv2")))
                .network();
        Network alone = given(
                        dense, pruneWeights().by(sparseGpt()).to(sparsity(0.8)).in(layers("conv2")))
                .network();

        assertThat(together.weights("conv2")).isNotEqualTo(alone.weights("conv2"));
    }

    @Test
    void oneExampleHasNoBatchStatistics() {
        for (Criterion criterion : List.of(fisher(), obd())) {
            Experiment experiment =
                    Experiment.of(vgg(org.espalier.Pruning.mnistSubset()), org.espalier.Pruning.mnistSubset());
            assertThatThrownBy(() -> experiment.run(pruneWeights()
                            .by((org.espalier.criterion.WeightCriterion) criterion)
                            .to(sparsity(0.5))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(criterion.id()
                            + " takes gradients of one example at a time, which batch normalisation (layer ");
        }
    }

    @Test
    void whatASolverCannotDoIsRefusedWithTheRecipe() {
        assertThatThrownBy(() -> pruneWeights()
                        .by(obc())
                        .to(sparsity(0.5))
                        .in(everyLayer().rankedGlobally()))
                .hasMessage(
                        "obc solves one layer after the other, each losing the same fraction, found every layer, ranked globally; leave out the ranking, or say rankedPerLayer()");
        assertThatThrownBy(() -> org.espalier.Pruning.pruneChannels().by(obc()).to(macsAtMost(0.5)))
                .hasMessage(
                        "obc gives single weights new values and cannot prune channels; use pruneWeights() or prunePattern(n, m)");
        assertThatThrownBy(() -> org.espalier.Pruning.pruneBlocks()
                        .by(magnitude())
                        .to(macsAtMost(0.5))
                        .then(reconstruct()))
                .hasMessageStartingWith("reconstruct refits weights to the outputs of the trained dense layers");
        assertThatThrownBy(() -> org.espalier.Pruning.pruneChannels()
                        .by(magnitude())
                        .to(macsAtMost(0.5))
                        .in(everyLayer().rankedPerOutput()))
                .hasMessage(
                        "channels are whole outputs, so that there is nothing to rank within one; leave out rankedPerOutput(), or use pruneWeights()");
        assertThatThrownBy(() -> Tiny.experiment().sensitivity(pruneWeights().by(obc()), 0.5))
                .hasMessageStartingWith("sensitivity: obc gives the weights that stay new values");
    }

    private static Run run(Recipe recipe) {
        return Tiny.experiment().run(recipe);
    }

    private static Run given(Network dense, Recipe recipe) {
        return Experiment.of(dense.dl4j(), Tiny.data())
                .asGiven()
                .withoutLatency()
                .withoutControls()
                .run(recipe);
    }

    private static double distance(Network dense, Run run) {
        INDArray examples = Removal.examples(Tiny.data());
        return dense.output(examples).squaredDistance(run.network().output(examples));
    }
}
