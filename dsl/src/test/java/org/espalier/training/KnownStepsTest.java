package org.espalier.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.espalier.pattern.NofM;
import org.espalier.schedule.Cubic;
import org.espalier.schedule.OneShot;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Single steps of each method, calculated by hand. */
class KnownStepsTest {

    private static void isClose(INDArray found, double... expected) {
        assertThat(found.dup('c').data().asDouble()).containsExactly(expected, within(1e-6));
    }

    @Test
    void rigLMovesACosineOfItsFraction() {
        RigL rigL = new RigL(0.3, 100, 0.75);

        // 0.15·(1 + cos(π·t/T)) at t/T = 0, 1/4, 1/2, 3/4, 1
        double[] expected = {0.3, 0.2560660, 0.15, 0.0439340, 0};
        for (int quarter = 0; quarter < 5; quarter++) {
            assertThat(rigL.fractionAt(quarter * 150L, 800)).isCloseTo(expected[quarter], within(1e-7));
        }
        assertThat(rigL.fractionAt(700, 800)).isCloseTo(0, within(1e-12));
    }

    @Test
    void theSmallestConnectionsAreDroppedAndThoseMostWantedGrow() {
        boolean[] kept = {true, true, true, true, false, false, false, false};
        float[] held = {4, 1, 3, 2, 0, 0, 0, 0};
        float[] wanted = {9, 9, 9, 5, 1, 7, 3, 4};

        // 1 and 3 are dropped; of 1, 3, 4 … 7 the most wanted are 1 (9), just dropped, and 5 (7).
        assertThat(Rewiring.of(kept, held, wanted, 2))
                .containsExactly(true, true, true, false, false, true, false, false);
        // Of equal ones the lower index stays and grows first.
        assertThat(Rewiring.of(new boolean[] {true, true, false, false}, new float[4], new float[4], 1))
                .containsExactly(true, true, false, false);
    }

    @Test
    void rewiringKeepsTheNumberOfConnectionsForAnyScores() {
        Random random = new Random(1);
        for (int trial = 0; trial < 200; trial++) {
            int size = 1 + random.nextInt(40);
            boolean[] kept = new boolean[size];
            float[] held = new float[size];
            float[] wanted = new float[size];
            for (int i = 0; i < size; i++) {
                kept[i] = random.nextInt(3) == 0;
                held[i] = random.nextInt(4);
                wanted[i] = random.nextInt(4);
            }
            int there = Rewiring.count(kept);
            assertThat(Rewiring.count(Rewiring.of(kept, held, wanted, random.nextInt(there + 1))))
                    .isEqualTo(there);
        }
    }

    @Test
    void rigLRewiresByTheGradientOfTheBatch() {
        InMemory network = new InMemory(new double[][] {{1, 2, 3, 4, 5, 6, 7, 8}}, 0.5, Optional.empty(), 100);
        Session session = new RigL(0.5, 1, 1).begin(network);
        boolean[] before = Rewiring.kept(network);
        double[][] gradient = new double[1][8];
        int first = -1;
        int smallest = -1;
        for (int i = 0; i < 8; i++) {
            first = !before[i] && first < 0 ? i : first;
            smallest = before[i] && smallest < 0 ? i : smallest;
        }
        gradient[0][first] = -1e-3;

        // f(1/100) = 0.4999 of the 4 connections: one moves, from the smallest weight to where the gradient is.
        network.step(session, 0, gradient);

        boolean[] after = Rewiring.kept(network);
        assertThat(after[first]).isTrue();
        assertThat(after[smallest]).isFalse();
        assertThat(Rewiring.count(after)).isEqualTo(4);
        assertThat(network.weights.getDouble(0, first)).as("grown from zero").isZero();
    }

    @Test
    void setDropsNearestToZeroOfEachSign() {
        InMemory network =
                new InMemory(new double[][] {{.1, .2, .3, -.1, -.2, -.3, 0, 0, 0, 0}}, 0.4, Optional.empty(), 10);
        Session session = new SparseEvolution(0.34).begin(network);
        network.setMask(Nd4j.create(new double[][] {{1, 1, 1, 1, 1, 1, 0, 0, 0, 0}}));
        network.setWeights(Nd4j.create(new double[][] {{.1, .2, .3, -.1, -.2, -.3, 0, 0, 0, 0}}));

        session.afterEpoch(1);

        // 0.34·3 = 1 of each sign: .1 and -.1 go, two of the other places come, drawn anew.
        INDArray mask = network.mask().orElseThrow();
        assertThat(mask.sumNumber().intValue()).isEqualTo(6);
        for (int stays : new int[] {1, 2, 4, 5}) {
            assertThat(mask.getDouble(0, stays)).isEqualTo(1);
        }
        isClose(
                network.weights.mul(Nd4j.create(new double[][] {{0, 1, 1, 0, 1, 1, 0, 0, 0, 0}})),
                0,
                .2,
                .3,
                0,
                -.2,
                -.3,
                0,
                0,
                0,
                0);
        for (int i = 0; i < 10; i++) {
            assertThat(network.weights.getDouble(0, i) != 0).isEqualTo(mask.getDouble(0, i) != 0);
        }
    }

    @Test
    void admmKeepsTheLargestAndRemembersTheRest() {
        InMemory network = new InMemory(new double[][] {{3, -1, .5, 2}}, 0.5, Optional.empty(), 10);
        Session session = new Admm(0.1).begin(network);

        // Z = (3, 0, 0, 2) and U = 0 at first: the gradient grows by 0.1·(0, -1, 0.5, 0).
        network.step(session, 0, new double[][] {{0, 0, 0, 0}});
        isClose(network.gradient, 0, -.1, .05, 0);

        // Back at (3, -1, 0.5, 2): Z = (3, 0, 0, 2), U = (0, -1, 0.5, 0), so 0.1·(W - Z + U) = (0, -0.2, 0.1, 0).
        network.setWeights(Nd4j.create(new double[][] {{3, -1, .5, 2}}));
        session.afterEpoch(1);
        network.step(session, 1, new double[][] {{0, 0, 0, 0}});
        isClose(network.gradient, 0, -.2, .1, 0);
    }

    @Test
    void srSteShowsTheLargestTwoOfFourAndDecaysTheOthers() {
        InMemory network = new InMemory(new double[][] {{1, -3, .5, 2}}, 0.5, Optional.of(new NofM(2, 4)), 10);
        Session session = new SrSte(0.01).begin(network);

        session.beforeStep(0);
        isClose(network.weights, 0, -3, 0, 2);

        network.gradient = Nd4j.create(new double[][] {{1, 1, 1, 1}});
        session.onGradient(0);
        isClose(network.weights, 1, -3, .5, 2);
        // 1 + 0.01·(1 - m)·w
        isClose(network.gradient, 1.01, 1, 1.005, 1);
        isClose(session.masks().orElseThrow().values().iterator().next(), 0, 1, 0, 1);
    }

    @Test
    void movementKeepsWhatMovesAwayFromZeroWhateverItsSize() {
        // w = 1 twice: a gradient of -0.5 makes it grow, S = 0.5; one of +0.5 shrinks it, S = -0.5.
        InMemory network = new InMemory(new double[][] {{1, 1}}, 0.5, Optional.empty(), 4);
        network.learningRate = 0.1;
        Session session = new Movement(1, 1, 0.5).begin(network);

        network.step(session, 0, new double[][] {{-.5, .5}});
        network.step(session, 1, new double[][] {{0, 0}});
        network.step(session, 2, new double[][] {{0, 0}});

        isClose(session.masks().orElseThrow().values().iterator().next(), 1, 0);
        assertThat(session.settled()).isTrue();
        // The masked weight keeps what it had: 1 - 0.1·0.5.
        isClose(network.weights, 1.05, .95);
    }

    @Test
    void whatIsMaskedHasNoGradientUnderMovement() {
        InMemory network = new InMemory(new double[][] {{1, 1}}, 0.5, Optional.empty(), 2);
        Session session = new Movement(1, 1, 0.5).begin(network);
        network.step(session, 0, new double[][] {{-.5, .5}});

        session.beforeStep(1);
        isClose(network.weights, 1.5, 0);
        network.gradient = Nd4j.create(new double[][] {{1, 1}});
        session.onGradient(1);

        isClose(network.gradient, 1, 0);
    }

    @Test
    void groupLassoShortensChannelsAndEmptiesShortOnes() {
        InMemory network = new InMemory(new double[][] {{3, 4}, {0, 5}, {.6, 0}}, 0.5, Optional.empty(), 10);
        network.channels = List.of(new ChannelsInTraining(
                "layer", 3, List.of(new ChannelsInTraining.Maker(network, List.of(0, 1, 2))), List.of()));

        // ηλ = 0.5·2: norms 5, 5 and 0.6 become 4, 4 and 0.
        network.learningRate = 0.5;
        network.step(new GroupLasso(2).begin(network), 0, new double[][] {{0, 0}, {0, 0}, {0, 0}});

        isClose(network.weights, 2.4, 3.2, 0, 4, 0, 0);
    }

    @Test
    void coupledLayersShareTheNormOfAChannel() {
        InMemory one = new InMemory(new double[][] {{3}}, 0.5, Optional.empty(), 10);
        InMemory other = new InMemory(new double[][] {{4}}, 0.5, Optional.empty(), 10);
        one.channels = List.of(new ChannelsInTraining(
                "layer",
                1,
                List.of(new ChannelsInTraining.Maker(one, List.of(0)), new ChannelsInTraining.Maker(other, List.of(0))),
                List.of()));

        new GroupLasso(1).begin(one).afterStep(0);

        // √(3² + 4²) = 5, so each loses a fifth.
        isClose(one.weights, 2.4);
        isClose(other.weights, 3.2);
    }

    @Test
    void slimmingAddsTheSignOfTheScale() {
        double[] gamma = {2, -3, 0};
        INDArray[] gradient = {Nd4j.create(new double[] {1, 1, 1})};
        ChannelsInTraining.Scale scale = new ChannelsInTraining.Scale() {
            @Override
            public String layer() {
                return "bn";
            }

            @Override
            public List<Integer> unitOfElement() {
                return List.of(0, 1, 2);
            }

            @Override
            public INDArray values() {
                return Nd4j.create(gamma);
            }

            @Override
            public INDArray gradient() {
                return gradient[0].dup();
            }

            @Override
            public void setGradient(INDArray replaced) {
                gradient[0] = replaced;
            }
        };
        InMemory network = new InMemory(new double[][] {{1}}, 0.5, Optional.empty(), 10);
        network.channels = List.of(new ChannelsInTraining("layer", 3, List.of(), List.of(scale)));

        new NetworkSlimming(0.25).begin(network).onGradient(0);

        isClose(gradient[0], 1.25, .75, 1);
    }

    @Test
    void gradualPruningReachesItsTargetAtTheStepItSays() {
        InMemory network = new InMemory(new double[][] {{1, 2, 3, 4}}, 0.5, Optional.empty(), 8);
        Session session = new Gradual(0.75).begin(network);

        // 0.75·8 = 6 steps.
        for (int step = 0; step < 5; step++) {
            network.step(session, step, new double[1][4]);
            assertThat(network.mask()).isEmpty();
            assertThat(session.settled()).isFalse();
        }
        network.step(session, 5, new double[1][4]);
        isClose(network.weights, 0, 0, 3, 4);
        assertThat(session.settled()).isTrue();
    }

    @Test
    void aTrainingThatIsTooShortIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Gradual().check(12, 1, new Cubic(10)))
                .withMessage(
                        "gradual: 10 pruning steps need as many training steps, found 9 in 75 % of the training; train longer, or over fewer steps");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RigL().check(120, 1, new OneShot()))
                .withMessage(
                        "rigl: 75 % of the training are 90 steps, so that a mask rewired every 100 steps never moves; say every(n) with a smaller n, or train longer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SparseEvolution().check(500, 1, new OneShot()))
                .withMessage("set: connections move between epochs, found 1 epoch of training; train at least 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Movement().check(12, 1, new Cubic(10)))
                .withMessageContaining("fewer than the 10 between two masks");
    }

    @Test
    void wrongParametersAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RigL(1, 100, 0.75));
        assertThatIllegalArgumentException().isThrownBy(() -> new RigL(0.3, 0, 0.75));
        assertThatIllegalArgumentException().isThrownBy(() -> new RigL(0.3, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new SparseEvolution(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Gradual(1.5));
        assertThatIllegalArgumentException().isThrownBy(() -> new GroupLasso(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new NetworkSlimming(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new Admm(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new SrSte(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Movement(0, 1, 1));
    }
}
