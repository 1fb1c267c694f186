package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.Pruning.convolutions;
import static org.espalier.Pruning.denseLayers;
import static org.espalier.Pruning.featureBoosting;
import static org.espalier.Pruning.gateChannels;
import static org.espalier.Pruning.layers;
import static org.espalier.Pruning.table;

import org.espalier.measure.Macs;
import org.espalier.model.Network;
import org.espalier.recipe.GatedRecipe;
import org.junit.jupiter.api.Test;

/** Run-time pruning through the engine. */
class GatedRunTest {
    private static final GatedRecipe HALF = gateChannels(featureBoosting(0.5))
            .whileTraining(6)
            .in(convolutions().except("conv1"));

    @Test
    void gatedNetworksLearnAndComputeLess() {
        GatedRun run = Tiny.experiment().seeds(1, 2).run(HALF);

        long dense = Macs.of(Network.of(Tiny.untrained(1)), 1, 8, 8).dense();
        assertThat(run.rows().get(0).macs().mean()).isEqualTo(dense);
        assertThat(run.gated().macs().most()).isLessThan(dense);
        assertThat(run.gated().macs().least())
                .isLessThanOrEqualTo(run.gated().macs().median());
        assertThat(run.gated().test().bySeed()).hasSize(2);
        assertThat(run.gated().test().mean()).isGreaterThan(0.6);
        assertThat(run.rows())
                .extracting(GatedRun.Row::label)
                .containsExactly("dense", "gated, every channel computed", "gated, only channels that pass");
        assertThat(table(run).columnNames()).contains("mean MACs", "ms, p95", "test sd");
    }

    @Test
    void theSameSeedGivesTheSameFigures() {
        GatedRun one = Tiny.experiment().withoutLatency().run(HALF);
        GatedRun other = Tiny.experiment().withoutLatency().run(HALF);

        assertThat(one.rows()).isEqualTo(other.rows());
        assertThat(one.receipt()).isEqualTo(other.receipt());
        assertThat(one.receipt().recipeSha256())
                .isEqualTo(HALF.named("another name").sha256());
        assertThat(one.receipt().modelSha256()).hasSize(1);
        assertThat(one.receipt().environment()).containsKeys("espalier", "dl4j", "java", "processor", "threads");
        assertThat(HALF.seed(43).sha256()).isNotEqualTo(HALF.sha256());
        assertThat(one.gated().millis()).isEmpty();
    }

    @Test
    void whatMatchesNothingIsRefusedBeforeTraining() {
        assertThatThrownBy(() -> Tiny.experiment().run(HALF.in(layers("conv3"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("gateChannels: no convolution \"conv3\"; did you mean \"conv1\"?");
        assertThatThrownBy(() -> Tiny.experiment().run(HALF.in(convolutions().except("conv1", "conv2"))))
                .hasMessageStartingWith("gateChannels: a gate goes behind a convolution, and none is left");
        assertThatThrownBy(() -> HALF.in(denseLayers()))
                .hasMessageStartingWith("gateChannels: each convolution has its own gate");
        assertThatThrownBy(() -> gateChannels(featureBoosting(0.5)).whileTraining(0))
                .hasMessageEndingWith("epochs must be at least 1, found 0");
    }
}
