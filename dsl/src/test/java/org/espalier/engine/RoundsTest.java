package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.geometric;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.snip;
import static org.espalier.Pruning.sparsity;
import static org.espalier.Pruning.synflow;

import java.util.concurrent.CancellationException;
import org.espalier.criterion.SynFlow;
import org.espalier.model.Network;
import org.espalier.recipe.Recipe;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Several rounds of scoring within one pruning step. */
class RoundsTest {

    @Test
    void roundsWithoutRecoveryAreStepsOfTheGeometricSchedule() {
        Recipe rounds = pruneWeights()
                .by(new SynFlow(4))
                .to(sparsity(0.9))
                .in(everyLayer().rankedGlobally());
        Recipe steps = pruneWeights()
                .by(new SynFlow(1))
                .to(sparsity(0.9))
                .in(everyLayer().rankedGlobally())
                .over(geometric(4));

        assertThat(Tiny.experiment().run(rounds).network().parameters())
                .isEqualTo(Tiny.experiment().run(steps).network().parameters());
    }

    @Test
    void synflowKeepsAPathWhereOneShotMagnitudeAndSnipEmptyALayer() {
        // A few weights are left for four layers.
        double extreme = 0.998;

        assertThat(leastLeft(pruneWeights().by(synflow()).to(sparsity(extreme))))
                .isPositive();
        assertThat(leastLeft(pruneWeights().by(magnitude()).to(sparsity(extreme))))
                .isZero();
        assertThat(leastLeft(pruneWeights().by(snip()).to(sparsity(extreme)))).isZero();
    }

    @Test
    void anInterruptedRunStopsBetweenRounds() {
        Experiment interrupted = Tiny.experiment().listening(() -> event -> {
            if (event.task().contains("round 3 of 100")) {
                Thread.currentThread().interrupt();
            }
        });

        assertThatThrownBy(() -> interrupted.run(pruneWeights()
                        .by(synflow())
                        .to(sparsity(0.9))
                        .in(everyLayer().rankedGlobally())
                        .named("flow")))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("flow: score and remove, round");
    }

    private static long leastLeft(Recipe recipe) {
        Network network = Tiny.experiment()
                .run(recipe.in(everyLayer().rankedGlobally()).atInitialisation())
                .network();
        return network.weightLayers().stream()
                .mapToLong(layer -> network.weights(layer.name())
                        .neq(0)
                        .castTo(DataType.LONG)
                        .sumNumber()
                        .longValue())
                .min()
                .orElseThrow();
    }

    @Test
    void theSparsityAskedForIsReached() {
        Run run = Tiny.experiment()
                .run(pruneWeights()
                        .by(new SynFlow(7))
                        .to(sparsity(0.83))
                        .in(everyLayer().rankedGlobally())
                        .over(geometric(2)));

        assertThat(run.last(Row.Arm.RECIPE).mean(Figures::removed)).isEqualTo(0.83, within(1e-3));
    }
}
