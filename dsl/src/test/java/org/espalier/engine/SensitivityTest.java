package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.Pruning.channelsRemoved;
import static org.espalier.Pruning.cubic;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.layers;
import static org.espalier.Pruning.macsAtMost;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.pruneChannels;
import static org.espalier.Pruning.prunePattern;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.sparsity;
import static org.espalier.Pruning.taylor;
import static org.espalier.Pruning.train;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.espalier.engine.Sensitivity.Curve;
import org.espalier.engine.Sensitivity.Level;
import org.espalier.recipe.Recipe;
import org.junit.jupiter.api.Test;

class SensitivityTest {
    private static final Recipe CHANNELS = pruneChannels().by(taylor()).to(channelsRemoved(0));

    @Test
    void aLevelIsARunWithoutRecoveryInThatLayerAlone() {
        Experiment experiment = Tiny.experiment().seeds(1, 2);
        Sensitivity channels = experiment.sensitivity(pruneChannels().by(taylor()), 0.25, 0.75);
        Sensitivity weights = experiment.sensitivity(pruneWeights().by(magnitude()), 0.5, 0.9);

        assertThat(channels.layers()).extracting(Curve::name).containsExactly("conv1", "conv2", "fc1");
        assertThat(weights.layers()).extracting(Curve::name).containsExactly("conv1", "conv2", "fc1", "output");
        for (String layer : List.of("conv1", "fc1")) {
            Recipe cut = pruneChannels().by(taylor()).to(channelsRemoved(0.75)).in(layers(layer));
            Recipe masked = pruneWeights().by(magnitude()).to(sparsity(0.9)).in(layers(layer));
            assertThat(level(channels, layer, 1).accuracy().bySeed()).isEqualTo(validation(experiment.run(cut)));
            assertThat(level(weights, layer, 1).accuracy().bySeed()).isEqualTo(validation(experiment.run(masked)));
        }
        Row dense = experiment.run(CHANNELS).last(Row.Arm.DENSE);
        assertThat(channels.dense().mean()).isEqualTo(dense.mean(Figures::validationAccuracy));
        assertThat(level(channels, "conv2", 1).drop())
                .isEqualTo(channels.dense().mean()
                        - level(channels, "conv2", 1).accuracy().mean());
        assertThat(channels.layers())
                .as("something is lost, or this shows nothing")
                .anyMatch(curve -> curve.levels().get(1).drop() > 0.05);
    }

    @Test
    void whatWasAskedAndWhatRoundingMadeOfItAreBothThere() {
        Sensitivity sensitivity = Tiny.experiment().sensitivity(pruneChannels(8).by(magnitude()), 0.1, 0.5, 0.6);

        Curve conv1 = sensitivity.layers().get(0);
        Curve fc1 = sensitivity.layers().get(2);
        assertThat(conv1.levels()).as("8 channels cannot be fewer").allMatch(level -> level.removed() == 0);
        assertThat(conv1.levels()).allMatch(level -> level.drop() == 0 && level.left() == 8);
        assertThat(fc1.levels()).extracting(Level::left).containsExactly(24L, 16L, 8L);
        assertThat(fc1.levels()).extracting(Level::asked).containsExactly(0.1, 0.5, 0.6);
        assertThat(fc1.levels().get(1).removed()).isEqualTo(1 - 16 / 24.0);
        assertThat(sensitivity.drops().byLayer().get("conv1")).isEmpty();
        assertThat(sensitivity.drops().byLayer().get("fc1")).hasSize(2);
    }

    @Test
    void theSameAgainIsTheSameAndTheDenseModelIsAsItWas() {
        Experiment experiment = Tiny.experiment();
        Sensitivity first = experiment.sensitivity(pruneChannels().by(taylor()), 0.3, 0.6);

        assertThat(experiment.sensitivity(CHANNELS, 0.3, 0.6)).isEqualTo(first);
        assertThat(Tiny.experiment().sensitivity(pruneChannels().by(taylor()), 0.3, 0.6))
                .isEqualTo(first);
        Recipe half = pruneChannels().by(taylor()).to(macsAtMost(0.5)).then(train(1));
        assertThat(experiment.run(half).receipt().modelSha256())
                .isEqualTo(Tiny.experiment().run(half).receipt().modelSha256());
    }

    @Test
    void asAScopeItMeetsTheTargetAsForetold() {
        Experiment experiment = Tiny.experiment();
        Sensitivity channels = experiment.sensitivity(pruneChannels(2).by(taylor()), 0.25, 0.5, 0.75);
        Sensitivity weights = experiment.sensitivity(pruneWeights().by(magnitude()), 0.5, 0.8, 0.95);
        for (Recipe recipe : List.of(
                pruneChannels(2)
                        .by(taylor())
                        .to(macsAtMost(0.4))
                        .in(everyLayer().rankedBy(channels))
                        .over(cubic(2)),
                pruneWeights().by(magnitude()).to(sparsity(0.8)).in(everyLayer().rankedBy(weights)),
                pruneWeights()
                        .by(magnitude())
                        .to(macsAtMost(0.5))
                        .in(everyLayer().rankedBy(weights)))) {
            Plan plan = experiment.explain(recipe);
            Figures got = experiment.run(recipe).last(Row.Arm.RECIPE).figures().get(0);

            assertThat(got.removed()).isGreaterThanOrEqualTo(recipe.to().removed() - 1e-3);
            assertThat(plan.after().parameters()).hasValue(got.nonZeroParameters());
            assertThat(plan.after().macs()).hasValue(got.nonZeroMacs());
        }
    }

    @Test
    void whatCannotBeMeasuredIsRefusedBeforeTraining() {
        List<Progress> events = new ArrayList<>();
        Experiment experiment = Tiny.experiment().listening(() -> events::add);

        assertRefused(
                () -> experiment.sensitivity(CHANNELS, 0.5, 0.3),
                "sensitivity: expected ascending fractions in (0, 1), such as 0.1, 0.3, 0.5, 0.7, 0.9, found [0.5, 0.3]");
        assertRefused(
                () -> experiment.sensitivity(CHANNELS, 10, 50), "sensitivity: expected ascending fractions in (0, 1)");
        assertRefused(() -> experiment.sensitivity(CHANNELS), "sensitivity: expected ascending fractions in (0, 1)");
        assertRefused(
                () -> experiment.sensitivity(prunePattern(2, 4).by(magnitude()), 0.5),
                "sensitivity: the pattern 2:4 has one sparsity only");
        assertRefused(
                () -> experiment.sensitivity(
                        pruneWeights().by(magnitude()).to(sparsity(0.5)).atInitialisation(), 0.5),
                "prunes at initialisation, where there is no accuracy to lose; leave out atInitialisation()");
        assertRefused(
                () -> experiment.sensitivity(pruneChannels(32).by(taylor()), 0.5),
                "sensitivity: no group of channels in every layer, ranked per layer can be narrower, widths being multiples of 32 (conv1 has 8, conv2 has 16, fc1 has 24); round to a smaller multiple");
        assertRefused(
                () -> experiment.sensitivity(CHANNELS.in(layers("output")), 0.5),
                "the channels of output cannot be pruned");
        assertThat(events).isEmpty();
    }

    @Test
    void progressGrowsToItsEndAndAnInterruptStopsItBetweenMeasurements() {
        List<Progress> events = new ArrayList<>();
        Experiment experiment = Tiny.experiment();
        Sensitivity whole = experiment.listening(() -> events::add).sensitivity(CHANNELS, 0.3, 0.6);

        assertThat(events).extracting(Progress::done).isSorted();
        assertThat(events.get(events.size() - 1).done()).isEqualTo(1);
        assertThat(events.get(events.size() - 2).done()).isBetween(0.99, 1.0);
        assertThat(events).extracting(Progress::task).contains("conv2, 6 of 16 left, seed 42");

        Experiment interrupted = experiment.listening(() -> event -> {
            if (event.task().startsWith("conv2")) {
                Thread.currentThread().interrupt();
            }
        });
        assertThatThrownBy(() -> interrupted.sensitivity(CHANNELS, 0.3, 0.6))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("interrupted during: conv2");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(experiment.sensitivity(CHANNELS, 0.3, 0.6)).isEqualTo(whole);
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    private static Level level(Sensitivity sensitivity, String layer, int ratio) {
        return sensitivity.layers().stream()
                .filter(curve -> curve.name().equals(layer))
                .findFirst()
                .orElseThrow()
                .levels()
                .get(ratio);
    }

    private static List<Double> validation(Run run) {
        return run.last(Row.Arm.RECIPE).figures().stream()
                .map(Figures::validationAccuracy)
                .toList();
    }
}
