package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.espalier.Pruning.channelsRemoved;
import static org.espalier.Pruning.convolutions;
import static org.espalier.Pruning.eagleEye;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.fineTune;
import static org.espalier.Pruning.layers;
import static org.espalier.Pruning.macsAtMost;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.pruneChannels;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.sparsity;

import java.util.stream.Stream;
import org.espalier.model.Network;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Target;
import org.espalier.search.EagleEye;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Widths that are searched for on real networks. */
class WidthSearchTest {
    private static final Recipe RECIPE = pruneChannels()
            .by(magnitude())
            .to(channelsRemoved(0.5))
            .in(everyLayer().searchedBy(new EagleEye(4, 10, 4)));

    /** A trained network, of whose second convolution 12 of 16 channels are dead; what is left has learnt to do without. */
    private static Network halfDead() {
        Network network = Tiny.experiment()
                .run(pruneWeights().by(magnitude()).to(sparsity(0)))
                .network();
        INDArray mask = Nd4j.ones(network.weights("conv2").shape());
        mask.get(NDArrayIndex.interval(4, 16)).assign(0);
        network.mask("conv2", mask);
        return Experiment.of(network.dl4j(), Tiny.data())
                .asGiven()
                .batchSize(32)
                .withoutLatency()
                .withoutControls()
                .run(pruneWeights()
                        .by(magnitude())
                        .to(sparsity(0))
                        .in(layers("fc1"))
                        .then(fineTune(6).at(3e-3)))
                .network();
    }

    private static Experiment experiment() {
        return Experiment.of(halfDead().dl4j(), Tiny.data())
                .asGiven()
                .batchSize(32)
                .withoutLatency()
                .withoutControls();
    }

    @Test
    void takesFromTheLayerThatHasNothingToLose() {
        Network searched = experiment().run(RECIPE).network();
        Run uniform = experiment().run(RECIPE.in(everyLayer()));

        assertThat(searched.weightLayer("conv2").out())
                .isLessThan(uniform.network().weightLayer("conv2").out());
        assertThat(experiment().run(RECIPE).last(Row.Arm.RECIPE).mean(Figures::validationAccuracy))
                .isGreaterThanOrEqualTo(uniform.last(Row.Arm.RECIPE).mean(Figures::validationAccuracy));
    }

    @Test
    void comesToTheSameTwice() {
        assertThat(experiment().run(RECIPE).network().parameters())
                .isEqualTo(experiment().run(RECIPE).network().parameters());
    }

    static Stream<Target.ForChannels> targets() {
        return Stream.of(macsAtMost(0.5), macsAtMost(0.2), channelsRemoved(0.7));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void meetsItsTargetWhateverItFinds(Target.ForChannels target) {
        Run run = experiment().run(RECIPE.to(target));

        assertThat(run.last(Row.Arm.RECIPE).mean(Figures::removed)).isGreaterThanOrEqualTo(target.removed() - 0.02);
    }

    @Test
    void thePlanAndTheRecipeSayThatWidthsAreSearchedFor() {
        Recipe recipe = RECIPE.in(convolutions().searchedBy(eagleEye()));

        assertThat(recipe.sentence())
                .contains("in convolutions, widths searched by EagleEye (4 generations of 12 candidates)");
        assertThat(recipe.sha256()).isNotEqualTo(RECIPE.in(convolutions()).sha256());
        assertThat(experiment().explain(recipe).notes()).anyMatch(note -> note.contains("searched for by EagleEye"));
    }

    @Test
    void aGroupThatCannotLoseItsShareMayLoseNothing() {
        // Half of conv1's 8 channels is less than a multiple of 8; conv2 and fc1 can make up for it.
        Recipe rounded = pruneChannels(8)
                .by(magnitude())
                .to(channelsRemoved(0.5))
                .in(everyLayer().searchedBy(new EagleEye(1, 4, 3)));

        Network found = experiment().run(rounded).network();

        assertThat(found.weightLayer("conv1").out()).isEqualTo(8);
        assertThat(found.weightLayer("conv2").out() + found.weightLayer("fc1").out())
                .isEqualTo(16);
    }

    @Test
    void isRefusedForWeights() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pruneWeights()
                        .by(magnitude())
                        .to(sparsity(0.5))
                        .in(everyLayer().searchedBy(eagleEye())))
                .withMessage(
                        "eagleEye searches the widths of channel groups, found weights; leave out searchedBy(...), or use pruneChannels()");
    }
}
