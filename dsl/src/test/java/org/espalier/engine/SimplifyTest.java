package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.simplify;
import static org.espalier.Pruning.sparsity;

import org.espalier.data.ImageSets;
import org.espalier.model.Network;
import org.espalier.report.Renderer;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SimplifyTest {

    @Test
    void lenet5At98PercentSparsityLosesItsDeadChannelsAndComputesTheSame() {
        Run run = Experiment.of(Zoo.lenet5().epochs(1), ImageSets.mnistSubset().limitedTo(300, 100))
                .withoutLatency()
                .withoutControls()
                .run(pruneWeights()
                        .by(magnitude())
                        .to(sparsity(0.98))
                        .in(everyLayer().rankedGlobally()));

        SimplifiedNetwork simplified = run.simplify();

        assertThat(simplified.difference()).isLessThanOrEqualTo(1e-5);
        assertThat(simplified.groups())
                .extracting(SimplifiedNetwork.Group::name)
                .contains("fc1");
        int deadNeurons = deadRows(run.network(), "fc1", "output");
        assertThat(deadNeurons).isPositive();
        SimplifiedNetwork.Group fc1 = simplified.groups().stream()
                .filter(group -> group.name().equals("fc1"))
                .findFirst()
                .orElseThrow();
        assertThat(fc1.removed()).isGreaterThanOrEqualTo(deadNeurons);
        assertThat(simplified.network().weightLayer("fc1").out()).isEqualTo(500 - fc1.removed());
        assertThat(simplified.before().parameters()).isEqualTo(431_080);
        assertThat(simplified.after().parameters())
                .isEqualTo(simplified.network().parameterCount())
                .isLessThan(431_080);
        assertThat(simplified.after().macs()).isLessThan(simplified.before().macs());
        assertThat(simplified.after().bytes())
                .isLessThanOrEqualTo(simplified.before().bytes());
        assertThat(run.network().parameterCount()).as("the run's own network").isEqualTo(431_080);
        assertThat(Renderer.renderingOf(simplified).plain())
                .contains("fc1", "channels after", "431,080 → ", "Outputs differ by at most");
    }

    @Test
    void aModelWithoutDeadChannelsIsLeftAsItIs() {
        SimplifiedNetwork simplified = simplify(Tiny.untrained(3), 1, 8, 8);

        assertThat(simplified.groups()).isEmpty();
        assertThat(simplified.after()).isEqualTo(simplified.before());
        assertThat(simplified.difference()).isZero();
    }

    @Test
    void aNeuronWithoutWeightsLeavesItsConstantToTheLayerThatReadsIt() {
        Network network = Network.of(Tiny.untrained(3));
        INDArray mask = Nd4j.ones(24, 64);
        mask.getRow(5).assign(0);
        network.mask("fc1", mask);
        network.dl4j().getParam("4_b").putScalar(5, 0.7);

        SimplifiedNetwork simplified = simplify(network.dl4j(), 1, 8, 8);

        assertThat(simplified.groups()).containsExactly(new SimplifiedNetwork.Group("fc1", 24, 1, 64 + 1 + 4, 64 + 4));
        assertThat(simplified.difference()).isLessThanOrEqualTo(1e-6);
    }

    /** Neurons without any weight, or that nothing reads. */
    private static int deadRows(Network network, String layer, String reader) {
        INDArray made = network.weights(layer);
        INDArray read = network.weights(reader);
        int dead = 0;
        for (int i = 0; i < made.rows(); i++) {
            boolean silent = made.getRow(i).ameanNumber().doubleValue() == 0;
            boolean unread = read.getColumn(i).ameanNumber().doubleValue() == 0;
            dead += silent || unread ? 1 : 0;
        }
        return dead;
    }
}
