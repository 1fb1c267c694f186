package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.Pruning.denseLayers;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.fineTune;
import static org.espalier.Pruning.macsAtMost;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.pruneKernels;
import static org.espalier.Pruning.sparsity;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.model.Network;
import org.espalier.recipe.Recipe;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Of a network whose second convolution has 16 × 8 kernels of 2 × 2, its first 8 × 1 of 3 × 3. */
class KernelsTest {
    private static final Recipe HALF = pruneKernels().by(magnitude()).to(sparsity(0.5));

    @Test
    void halfTheKernelsOfEachConvolutionAreMaskedAsAWholeAndStaySo() {
        Run run = Tiny.experiment().run(HALF.then(fineTune(1)));

        for (String layer : List.of("conv1", "conv2")) {
            List<Integer> zeros = zerosByKernel(run.network(), layer);
            int area = layer.equals("conv1") ? 9 : 4;
            assertThat(zeros).as(layer).containsOnly(0, area);
            assertThat(zeros.stream().filter(z -> z == area)).hasSize(zeros.size() / 2);
        }
        assertThat(run.network().maskOf("fc1")).isEmpty();
    }

    @Test
    void theKernelsOfLowestMeanMagnitudeGo() {
        Network dense = Network.of(Tiny.untrained(5));
        List<Double> means = means(dense, "conv2");

        Run run = Experiment.of(dense.dl4j(), Tiny.data())
                .asGiven()
                .withoutLatency()
                .withoutControls()
                .run(HALF);

        List<Double> ascending = means.stream().sorted().toList();
        List<Integer> zeros = zerosByKernel(run.network(), "conv2");
        assertThat(zeros.stream().map(z -> z == 4).toList())
                .isEqualTo(means.stream().map(mean -> mean < ascending.get(64)).toList());
    }

    @Test
    void aTargetOnMacsIsMetWithinOneKernel() {
        Run run = Tiny.experiment()
                .run(pruneKernels()
                        .by(magnitude())
                        .to(macsAtMost(0.6))
                        .in(everyLayer().rankedGlobally()));

        Figures figures = run.last(Row.Arm.RECIPE).figures().get(0);
        double dense = run.last(Row.Arm.DENSE).figures().get(0).macs();
        assertThat(figures.nonZeroMacs() / dense).isBetween(0.6 - 9 * 36 / dense, 0.6);
        Plan plan = Tiny.experiment().explain(HALF);
        assertThat(plan.after().parameters().orElseThrow())
                .isEqualTo(plan.before().parameters().orElseThrow() - 8 / 2 * 9 - 16 * 8 / 2 * 4);
    }

    @Test
    void denseLayersHaveNoKernels() {
        assertThatThrownBy(() -> Tiny.experiment().run(HALF.in(denseLayers())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dense layers");
    }

    private static List<Integer> zerosByKernel(Network network, String layer) {
        INDArray weights = network.weights(layer);
        int area = (int) (weights.size(2) * weights.size(3));
        float[] values = weights.dup('c').data().asFloat();
        List<Integer> zeros = new ArrayList<>();
        for (int kernel = 0; kernel < values.length / area; kernel++) {
            int first = kernel * area;
            zeros.add((int) IntStream.range(first, first + area)
                    .filter(i -> values[i] == 0)
                    .count());
        }
        return zeros;
    }

    private static List<Double> means(Network network, String layer) {
        INDArray weights = network.weights(layer);
        int area = (int) (weights.size(2) * weights.size(3));
        float[] values = weights.dup('c').data().asFloat();
        return IntStream.range(0, values.length / area)
                .mapToObj(kernel -> IntStream.range(kernel * area, (kernel + 1) * area)
                        .mapToDouble(i -> Math.abs(values[i]))
                        .average()
                        .orElse(0))
                .toList();
    }
}
