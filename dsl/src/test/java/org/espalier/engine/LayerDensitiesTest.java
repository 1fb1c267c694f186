package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.Pruning.channelsRemoved;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.macsAtMost;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.pruneChannels;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.random;
import static org.espalier.Pruning.sparsity;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class LayerDensitiesTest {
    private static final List<long[]> LENET_300 =
            List.of(new long[] {300, 784}, new long[] {100, 300}, new long[] {10, 100});
    private static final List<long[]> LENET_5 =
            List.of(new long[] {20, 1, 5, 5}, new long[] {50, 20, 5, 5}, new long[] {500, 800}, new long[] {10, 500});

    @Test
    void densitiesOfLeNet300AreThePapers() {
        assertThat(LayerDensities.of(LENET_300, false, 0.1))
                .containsExactly(new double[] {.07957, .23019, 1}, within(5e-6));
        assertThat(LayerDensities.of(LENET_300, false, 0.05))
                .containsExactly(new double[] {.03848, .11133, .91851}, within(5e-6));
    }

    @Test
    void kernelsCountAsDimensionsOfLeNet5() {
        assertThat(LayerDensities.of(LENET_5, true, 0.1))
                .containsExactly(new double[] {1, .08707, .08843, 1}, within(5e-6));
    }

    @Test
    void theTotalIsExactAndNoLayerKeepsMoreThanItHas() {
        Random random = new Random(4);
        for (int trial = 0; trial < 500; trial++) {
            List<long[]> shapes = random.ints(1 + random.nextInt(6), 1, 40)
                    .mapToObj(n -> new long[] {n, 1 + random.nextInt(40), 1 + random.nextInt(5), 1 + random.nextInt(5)})
                    .toList();
            long all = shapes.stream().mapToLong(s -> s[0] * s[1] * s[2] * s[3]).sum();
            long total = 1 + random.nextInt(Math.toIntExact(all));

            long[] kept = LayerDensities.kept(shapes, trial % 2 == 0, total);

            assertThat(Arrays.stream(kept).sum()).as("trial %d", trial).isEqualTo(total);
            for (int l = 0; l < kept.length; l++) {
                long[] s = shapes.get(l);
                assertThat(kept[l]).isBetween(0L, s[0] * s[1] * s[2] * s[3]);
            }
        }
    }

    @Test
    void aRunHasTheDensitiesThatThePlanForetells() {
        var recipe =
                pruneWeights().by(random()).to(sparsity(0.8)).in(everyLayer().erdosRenyiKernel());

        Plan plan = Tiny.experiment().explain(recipe);
        Run run = Tiny.experiment().run(recipe);

        long kept = 0;
        long weights = 0;
        for (Plan.PlannedLayer layer : plan.layers()) {
            long left = run.network()
                    .weights(layer.name())
                    .neq(0)
                    .castTo(DataType.LONG)
                    .sumNumber()
                    .longValue();
            assertThat(layer.keptWeights()).hasValue(left);
            kept += left;
            weights += layer.weights();
        }
        assertThat(kept).isEqualTo(weights - Math.round(0.8 * weights));
        assertThat(recipe.sentence()).contains("in every layer, Erdős–Rényi-Kernel densities");
    }

    @Test
    void whatHasNoSuchDensitiesIsRefused() {
        assertThatThrownBy(() -> pruneWeights()
                        .by(magnitude())
                        .to(macsAtMost(0.5))
                        .in(everyLayer().erdosRenyi()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Erdős–Rényi densities are for pruneWeights() to a sparsity");
        assertThatThrownBy(() -> pruneChannels()
                        .by(magnitude())
                        .to(channelsRemoved(0.5))
                        .in(everyLayer().erdosRenyi()))
                .hasMessageContaining("found channels to");
    }
}
