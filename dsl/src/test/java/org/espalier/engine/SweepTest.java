package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.Pruning.*;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.espalier.criterion.LayerView;
import org.espalier.criterion.Magnitude;
import org.espalier.criterion.WeightCriterion;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Sweep;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class SweepTest {
    private static final Recipe BASE =
            pruneWeights().by(magnitude()).to(sparsity(0.5)).then(fineTune(1));

    /** A stranger's criterion that fails. */
    private record Broken() implements WeightCriterion {
        @Override
        public String id() {
            return "broken";
        }

        @Override
        public INDArray score(LayerView layer) {
            throw new IllegalStateException("no scores today");
        }
    }

    /** A stranger's criterion, like magnitude. */
    private record Mine() implements WeightCriterion {
        @Override
        public String id() {
            return "mine";
        }

        @Override
        public INDArray score(LayerView layer) {
            return new Magnitude().score(layer);
        }
    }

    @Test
    void runsSideBySideGiveTheFiguresOfRunsOneByOne() {
        Experiment experiment = Tiny.experiment();
        Sweep sweep = Sweep.of(BASE)
                .criteria(magnitude(), taylor())
                .sparsities(0.5, 0.9)
                .seeds(1, 2, 3);
        SweepRun together = new SweepExecution(sweep, List.of(experiment), 4, Progress.Listener.NONE).run();
        assertThat(together.failures()).isEmpty();
        assertThat(together.receipts()).hasSize(12);
        assertThat(together.workers()).isEqualTo(4);

        for (Receipt receipt : together.receipts()) {
            Recipe recipe = (Recipe) receipt.recipe();
            Receipt alone = Tiny.experiment().run(recipe).receipt();
            assertThat(Reproduction.of(receipt, alone).agreement())
                    .as(recipe.toString())
                    .isEqualTo(Reproduction.Agreement.BIT_EXACT);
        }
        assertThat(together.cells())
                .extracting(
                        SweepRun.Cell::network,
                        SweepRun.Cell::target,
                        cell -> cell.row().figures().size())
                .containsExactly(
                        tuple("dense", "", 3),
                        tuple("magnitude", "50 % sparsity", 3),
                        tuple("magnitude", "90 % sparsity", 3),
                        tuple("taylor", "50 % sparsity", 3),
                        tuple("taylor", "90 % sparsity", 3));
    }

    @Test
    void aRunThatFailsIsToldAndIsNotTheEnd() {
        SweepRun run = Tiny.experiment()
                .run(Sweep.of(BASE)
                        .criteria(new Broken(), new Mine(), magnitude())
                        .seeds(1, 2));
        assertThat(run.failures())
                .containsExactly(
                        new SweepRun.Failure(
                                "tiny", "broken 50 % sparsity", 1, "java.lang.IllegalStateException: no scores today"),
                        new SweepRun.Failure(
                                "tiny", "broken 50 % sparsity", 2, "java.lang.IllegalStateException: no scores today"));
        assertThat(run.cells()).extracting(SweepRun.Cell::network).containsExactly("dense", "mine", "magnitude");
        assertThat(run.cells().get(1).row().figures())
                .as("the same scores, so the same networks")
                .isEqualTo(run.cells().get(2).row().figures());
    }

    @Test
    void controlsAndLatencyAreInTheTableAndSeveralModelsToo() {
        Experiment one = Experiment.of(Tiny.network(), Tiny.data()).latencyBatch(2);
        SweepRun run = Experiment.run(
                Sweep.of(BASE).sparsities(0.5, 0.8),
                List.of(one, one.trainedFor(1).named("short")));
        assertThat(run.failures()).isEmpty();
        assertThat(run.cells())
                .extracting(SweepRun.Cell::model, SweepRun.Cell::network, SweepRun.Cell::target)
                .startsWith(
                        tuple("tiny", "dense", ""),
                        tuple("tiny", "magnitude", "50 % sparsity"),
                        tuple("tiny", "magnitude", "80 % sparsity"),
                        tuple("tiny", "control: random scores", "50 % sparsity"),
                        tuple("tiny", "control: random scores", "80 % sparsity"),
                        tuple("tiny", "control: small dense, from scratch", "50 % sparsity"),
                        tuple("tiny", "control: small dense, from scratch", "80 % sparsity"),
                        tuple("short", "dense", ""));
        assertThat(run.cells())
                .hasSize(14)
                .allSatisfy(cell -> assertThat(cell.row().latency()).isPresent());
    }

    @Test
    void whatIsNoRecipeIsRefusedBeforeAnythingRuns() {
        assertThatThrownBy(() -> Sweep.of(BASE).criteria(magnitude(), batchNormScale()))
                .hasMessageContaining("batchNormScale scores channels only");
        assertThatThrownBy(() -> Sweep.of(BASE).seeds(1, 1))
                .hasMessageContaining("seeds: expected at least one and none twice");
        assertThatThrownBy(() -> Sweep.of(BASE).sparsities()).hasMessageContaining("targets: expected at least one");
        assertThatThrownBy(() -> Sweep.of(BASE).sparsities(50)).hasMessageContaining("did you mean 0.5?");
    }

    @Test
    void anInterruptEndsTheSweep() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Tiny.experiment().run(Sweep.of(BASE).seeds(1, 2, 3)))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }
}
