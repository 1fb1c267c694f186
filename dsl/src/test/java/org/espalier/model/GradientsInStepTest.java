package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** What is read from, and written into, the gradients between backpropagation and the updater. */
class GradientsInStepTest {
    private static final List<String> WEIGHTS = List.of("conv", "depthwise", "dense", "output");

    /** Lets the hook be made before what it calls. */
    private static final class Later implements Runnable {
        private Runnable then = () -> {};

        @Override
        public void run() {
            then.run();
        }
    }

    private static Network plain(boolean graph) {
        return Network.of(
                TestNets.of(graph, new NeuralNetConfiguration.Builder().seed(3).updater(new Sgd(0.5))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsTheGradientOfTheMeanLossThatPlainGradientDescentThenTakes(boolean graph) {
        Network network = plain(graph);
        INDArray gamma = network.parameter("bn", "gamma");
        INDArray dense = network.weights("dense");
        INDArray[] seen = new INDArray[2];
        Later hook = new Later();
        Gradients gradients = Gradients.listen(network, hook);
        hook.then = () -> {
            seen[0] = gradients.ofWeights("dense");
            seen[1] = gradients.of("bn", "gamma");
        };

        network.fit(TestNets.batch(1));

        assertThat(seen[0].norm2Number().doubleValue()).isPositive();
        assertThat(network.weights("dense").equalsWithEps(dense.sub(seen[0].mul(0.5)), 1e-6))
                .isTrue();
        assertThat(network.parameter("bn", "gamma").equalsWithEps(gamma.sub(seen[1].mul(0.5)), 1e-6))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsWrittenIsWhatTheUpdaterReadsInEveryLayout(boolean graph) {
        Network network = plain(graph);
        Later hook = new Later();
        Gradients gradients = Gradients.listen(network, hook);
        hook.then = () -> {
            for (String layer : WEIGHTS) {
                INDArray weights = network.weights(layer);
                gradients.setWeights(layer, counted(weights.shape()));
            }
            gradients.set("bn", "gamma", counted(6));
        };
        Network before = network.copy();

        network.fit(TestNets.batch(1));

        for (String layer : WEIGHTS) {
            INDArray weights = before.weights(layer);
            assertThat(network.weights(layer)
                            .equalsWithEps(weights.sub(counted(weights.shape()).muli(0.5)), 1e-5))
                    .as(layer)
                    .isTrue();
        }
        assertThat(network.parameter("bn", "gamma")
                        .sub(before.parameter("bn", "gamma"))
                        .divi(-0.5)
                        .distance2(counted(6)))
                .isLessThan(1e-4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theUpdaterForgetsTheWeightsMeantAndNothingElse(boolean graph) {
        Network network = Network.of(
                TestNets.of(graph, new NeuralNetConfiguration.Builder().seed(3).updater(new Adam(1e-2))));
        Gradients gradients = Gradients.listen(network, () -> {});
        network.fit(TestNets.batch(1));
        INDArray before = state(network).dup();
        INDArray kept = Nd4j.ones(network.weightLayer("dense").shape());
        kept.putScalar(2, 3, 0);
        kept.putScalar(6, 0, 0);

        gradients.forget("dense", kept);

        float[] was = before.reshape(before.length()).dup().data().asFloat();
        INDArray now = state(network);
        float[] is = now.reshape(now.length()).dup().data().asFloat();
        int changed = 0;
        for (int i = 0; i < is.length; i++) {
            if (is[i] != was[i]) {
                assertThat(is[i]).isZero();
                changed++;
            }
        }
        assertThat(changed).as("two weights, two moments each").isEqualTo(4);

        // With their moments gone these two take the first step of Adam anew: by the whole learning rate, corrected for
        // the second step's bias: 1e-2·(0.1/0.19)/√(0.001/0.001999) = 7.44e-3.
        INDArray weights = network.weights("dense");
        network.fit(TestNets.batch(2));
        INDArray moved = network.weights("dense").sub(weights);
        assertThat(Math.abs(moved.getDouble(2, 3))).isCloseTo(7.44e-3, within(1e-4));
        assertThat(Math.abs(moved.getDouble(6, 0))).isCloseTo(7.44e-3, within(1e-4));
    }

    private static INDArray counted(long... shape) {
        INDArray counted = Nd4j.create(shape);
        for (long i = 0; i < counted.length(); i++) {
            counted.putScalar(i, 0.01 * (i + 1));
        }
        return counted;
    }

    private static INDArray state(Network network) {
        return network.dl4j() instanceof MultiLayerNetwork sequential
                ? sequential.getUpdater().getStateViewArray()
                : ((ComputationGraph) network.dl4j()).getUpdater().getStateViewArray();
    }
}
