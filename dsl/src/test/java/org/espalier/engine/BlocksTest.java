package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.Pruning.blocksRemoved;
import static org.espalier.Pruning.channelsRemoved;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.fineTune;
import static org.espalier.Pruning.layers;
import static org.espalier.Pruning.linear;
import static org.espalier.Pruning.macsAtMost;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.paramsAtMost;
import static org.espalier.Pruning.pruneBlocks;
import static org.espalier.Pruning.random;
import static org.espalier.Pruning.rewindToEpoch;
import static org.espalier.Pruning.taylor;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.recipe.Recipe;
import org.espalier.report.Renderer;
import org.espalier.structure.ResidualBlock;
import org.espalier.structure.ResidualBlocks;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;

class BlocksTest {
    private static final Recipe SHALLOW = pruneBlocks().by(magnitude()).to(macsAtMost(0.7));

    @Test
    void aResnet20IsMadeShallowerUntilItsMacsAreFewEnough() {
        Run run = experiment().run(SHALLOW.then(fineTune(1)));

        Figures figures = run.last(Row.Arm.RECIPE).figures().get(0);
        Figures dense = run.last(Row.Arm.DENSE).figures().get(0);
        double left = (double) figures.macs() / dense.macs();
        double block = (double) ofFirstBlock(SHALLOW).macs() / dense.macs();
        assertThat(left).isBetween(0.7 - block, 0.7);
        assertThat(figures.removed()).isEqualTo(1 - left, within(1e-12));
        assertThat(figures.fidelity().orElseThrow()).isLessThanOrEqualTo(1e-5);
        assertThat(blocks(run)).hasSizeBetween(3, 6);
        assertThat(run.network().parameterCount()).isEqualTo(figures.parameters());
    }

    @Test
    void eachStepLeavesOutMoreAndRewindingKeepsWhatIsLeftShallow() {
        Run run = experiment()
                .run(pruneBlocks()
                        .by(taylor(1))
                        .to(blocksRemoved(0.6))
                        .over(linear(2))
                        .then(rewindToEpoch(1)));

        assertThat(run.rows(Row.Arm.RECIPE))
                .extracting(row -> row.mean(Figures::removed))
                .containsExactly(2 / 7.0, 4 / 7.0);
        assertThat(blocks(run)).hasSize(3);
    }

    @Test
    void aScopeStandsForTheBlocksThatItsLayersAreIn() {
        Run run = experiment()
                .run(pruneBlocks()
                        .by(random())
                        .to(blocksRemoved(0.8))
                        .in(layers("stage3.block2.conv1", "stage3.block3.conv2", "stage2.block2.conv1")
                                .except("stage2.block2.conv2")));

        assertThat(blocks(run))
                .containsExactly(
                        "stage1.block1.add",
                        "stage1.block2.add",
                        "stage1.block3.add",
                        "stage2.block2.add",
                        "stage2.block3.add");
    }

    @Test
    void thePlanSaysWhatLeavingABlockOutRemoves() {
        Plan plan = experiment().explain(SHALLOW.in(everyLayer().except("stage3.block3.conv1")));

        assertThat(plan.blocks()).hasSize(7);
        Plan.PlannedBlock first = plan.blocks().get(0);
        assertThat(first.parameters()).isEqualTo(2 * (4 * 4 * 9) + 2 * (4 * 4));
        assertThat(first.macs()).isEqualTo(2 * 4 * 4 * 9 * 8 * 8);
        assertThat(first.why()).startsWith("relu1 + (stage1.block1.conv1 → ");
        assertThat(plan.blocks().get(6).pruned()).isFalse();
        assertThat(Renderer.renderingOf(plan).plain())
                .contains("what is left out", "stage1.block1.add", "18,432", "1,280")
                .contains("Which blocks go is decided by their scores");
    }

    @Test
    void whatCannotBeReachedIsRefusedBeforeTraining() {
        assertThatThrownBy(() -> experiment().run(pruneBlocks().by(magnitude()).to(paramsAtMost(0.05))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be reached: without any of the 7 blocks (stage1.block1.add");
        assertThatThrownBy(() -> Tiny.experiment().run(SHALLOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prunes residual blocks, but tiny has none that can be left out");
        assertThatThrownBy(() -> experiment().run(SHALLOW.in(layers("conv1"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("finds no residual block to leave out")
                .hasMessageContaining("stage1.block1.add with [stage1.block1.conv1,");
        assertThatThrownBy(() -> experiment().sensitivity(SHALLOW, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("residual blocks are not measured layer by layer");
        assertThatThrownBy(() -> SHALLOW.atInitialisation())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("residual blocks are pruned after training here");
        assertThatThrownBy(() -> SHALLOW.to(channelsRemoved(0.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "residual blocks cannot be pruned to 50 % of the channels removed; use blocksRemoved, macsAtMost or paramsAtMost");
    }

    @Test
    void aRankingThatBlocksCannotHaveIsRefused() {
        assertThatThrownBy(() -> SHALLOW.in(everyLayer().rankedByShape()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "residual blocks are all ranked together; leave out rankedByShape(), or use pruneChannels()");
        assertThat(SHALLOW.in(everyLayer().rankedGlobally())).isEqualTo(SHALLOW);
    }

    @Test
    void theLowestScoresGoAndNoneThatTheTargetDoesNotNeed() {
        List<ResidualBlock> three = List.of(block("small"), block("middle"), block("large"));
        BlockBudget budget = new BlockBudget(three, three, Map.of("small", 10L, "middle", 20L, "large", 60L), 100, 100);
        Map<String, Double> scores = Map.of("small", 1.0, "middle", 2.0, "large", 3.0);

        assertThat(budget.gone(macsAtMost(0.7), scores)).containsExactlyInAnyOrder("small", "middle");
        assertThat(budget.gone(macsAtMost(0.5), scores))
                .as("with the large one out, the middle one may stay and so may the small one")
                .containsExactly("large");
        assertThat(budget.gone(blocksRemoved(0.34), scores)).containsExactly("small");
        assertThat(budget.gone(macsAtMost(0.2), Map.of("middle", 2.0, "large", 3.0)))
                .as("the small one is gone already")
                .containsExactlyInAnyOrder("middle", "large");
    }

    private static ResidualBlock block(String layer) {
        return new ResidualBlock(layer, "x", List.of(layer), List.of(layer), 10);
    }

    private static Plan.PlannedBlock ofFirstBlock(Recipe recipe) {
        return experiment().explain(recipe).blocks().get(0);
    }

    private static Set<String> blocks(Run run) {
        Set<String> names = new LinkedHashSet<>();
        ResidualBlocks.of(run.model()).all().forEach(block -> names.add(block.name()));
        return names;
    }

    private static Experiment experiment() {
        return Experiment.of(Zoo.resnet20(4, Tiny.IMAGES).epochs(1), Tiny.data())
                .withoutLatency()
                .withoutControls();
    }
}
