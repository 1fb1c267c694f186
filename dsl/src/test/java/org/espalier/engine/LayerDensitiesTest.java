package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.Pruning.blocksRemoved;
import static org.espalier.Pruning.bytesAtMost;
import static org.espalier.Pruning.channelsRemoved;
import static org.espalier.Pruning.convolutions;
import static org.espalier.Pruning.cubic;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.macsAtMost;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.pruneBlocks;
import static org.espalier.Pruning.pruneChannels;
import static org.espalier.Pruning.pruneKernels;
import static org.espalier.Pruning.prunePattern;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.random;
import static org.espalier.Pruning.sparsity;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
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

    /** Weight by weight: the one that comes in at the smallest ε next, of equal ones in the first layer. */
    @Test
    void noLayerKeepsLessWhenAllKeepMore() {
        Random random = new Random(8);
        for (int trial = 0; trial < 60; trial++) {
            boolean kernel = trial % 2 == 0;
            // Few sizes, so that layers alike and ties between others are frequent.
            List<long[]> shapes = random.ints(2 + random.nextInt(7), 1, 6)
                    .mapToObj(n -> new long[] {
                        (long) n * n, 1 + 3L * random.nextInt(3), 1 + random.nextInt(3), 1 + random.nextInt(3)
                    })
                    .toList();
            long[] expected = new long[shapes.size()];
            long all = shapes.stream().mapToLong(LayerDensitiesTest::weights).sum();
            for (long total = 0; total <= all; total++) {
                assertThat(LayerDensities.kept(shapes, kernel, total))
                        .as("trial %d, total %d", trial, total)
                        .containsExactly(expected);
                if (total < all) {
                    expected[firstToComeIn(shapes, kernel, expected)]++;
                }
            }
        }
    }

    private static int firstToComeIn(List<long[]> shapes, boolean kernel, long... kept) {
        int first = -1;
        BigDecimal least = BigDecimal.ZERO;
        for (int l = 0; l < kept.length; l++) {
            long[] s = shapes.get(l);
            long share = kernel ? s[0] + s[1] + s[2] + s[3] : (s[0] + s[1]) * s[2] * s[3];
            BigDecimal epsilon =
                    new BigDecimal(kept[l] + 0.5).divide(BigDecimal.valueOf(share), MathContext.DECIMAL128);
            if (kept[l] < weights(s) && (first < 0 || epsilon.compareTo(least) < 0)) {
                first = l;
                least = epsilon;
            }
        }
        return first;
    }

    private static long weights(long... shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    @Test
    void everyOneOfSeveralStepsRemovesExactlyWhatItAsks() {
        Run run = Tiny.experiment()
                .run(pruneWeights()
                        .by(random())
                        .to(sparsity(0.899))
                        .in(everyLayer().erdosRenyi())
                        .over(cubic(11)));

        long weights = Network.of(Tiny.untrained(1)).weightLayers().stream()
                .mapToLong(WeightLayer::weights)
                .sum();
        List<Row> steps =
                run.rows().stream().filter(row -> row.arm() == Row.Arm.RECIPE).toList();
        assertThat(steps).hasSize(11);
        for (Row step : steps) {
            double asked = step.asked().orElseThrow();
            assertThat(step.mean(Figures::removed) * weights).isEqualTo(Math.round(asked * weights), within(1e-6));
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
        assertThatThrownBy(() -> pruneWeights()
                        .by(magnitude())
                        .to(bytesAtMost(0.5))
                        .in(everyLayer().erdosRenyi()))
                .hasMessageContaining("found weights to at most 50 % of the bytes; rank");
        assertThatThrownBy(() -> pruneKernels()
                        .by(magnitude())
                        .to(sparsity(0.5))
                        .in(convolutions().erdosRenyiKernel()))
                .hasMessageContaining("found convolution kernels to 50 % sparsity; rank");
        assertThatThrownBy(
                        () -> prunePattern(2, 4).by(magnitude()).in(everyLayer().erdosRenyi()))
                .hasMessageContaining("found weights in the pattern 2:4 to 50 % sparsity; rank");
        assertThatThrownBy(() -> pruneBlocks()
                        .by(magnitude())
                        .to(blocksRemoved(0.5))
                        .in(everyLayer().erdosRenyi()))
                .hasMessageContaining("found residual blocks to 50 % of the residual blocks removed; rank");
    }
}
