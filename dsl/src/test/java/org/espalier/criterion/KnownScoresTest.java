package org.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Scores worked out by hand from the papers' formulas. */
class KnownScoresTest {

    @Test
    void magnitudeIsTheAbsoluteValue() {
        assertThat(values(new Magnitude().score(layer(new float[] {1, -3, 0.5f, 2}))))
                .containsExactly(1, 3, 0.5f, 2);
    }

    @Test
    void aChannelScoresItsMeanAbsoluteWeightUnderL1() {
        // Filters (1, -3) and (0.5, 2): 4 / 2 and 2.5 / 2.
        LayerView layer = LayerInMemory.of(Nd4j.create(new float[] {1, -3, 0.5f, 2}, 2, 2));

        assertThat(values(new Magnitude(1).scoreChannels(layer))).containsExactly(2, 1.25f);
    }

    @Test
    void aChannelScoresItsRootMeanSquareUnderL2() {
        // A 1 x 2 x 1 x 2 kernel (3, -4, 0, 0): sqrt(25 / 4).
        LayerView layer = LayerInMemory.of(Nd4j.create(new float[] {3, -4, 0, 0}, 1, 2, 1, 2));

        assertThat(values(new Magnitude(2).scoreChannels(layer))).containsExactly(2.5f);
    }

    @Test
    void l1AndL2RankTheseFiltersDifferently() {
        // One large weight against several middling ones: sums 5 and 6, squares 25 and 12.
        LayerView layer = LayerInMemory.of(Nd4j.create(new float[] {5, 0, 0, 2, 2, 2}, 2, 3));

        float[] l1 = values(new Magnitude(1).scoreChannels(layer));
        float[] l2 = values(new Magnitude(2).scoreChannels(layer));
        assertThat(l1[0]).isLessThan(l1[1]);
        assertThat(l2[0]).isGreaterThan(l2[1]);
    }

    @Test
    void snipOfASquaredErrorIsTheConnectionSensitivityOfThePaper() {
        // L = (w.x - 1)^2 / 2 at w = (1, -2, 0.5), x = (1, 1, 2): w.x - 1 = -1, so g = -x and |w g| = (1, 2, 1).
        LayerView layer = LayerInMemory.of(
                Nd4j.create(new float[] {1, -2, 0.5f}, 1, 3), Nd4j.create(new float[] {-1, -1, -2}, 1, 3));

        float[] scores = values(new Snip().score(layer));
        float total = scores[0] + scores[1] + scores[2];
        assertThat(scores).containsExactly(1, 2, 1);
        assertThat(new float[] {scores[0] / total, scores[1] / total, scores[2] / total})
                .containsExactly(0.25f, 0.5f, 0.25f);
    }

    @Test
    void snipAveragesGradientsBeforeItTakesTheAbsoluteValue() {
        LayerView layer = LayerInMemory.of(
                Nd4j.create(new float[] {2, 2}, 1, 2),
                Nd4j.create(new float[] {1, 1}, 1, 2),
                Nd4j.create(new float[] {-1, 3}, 1, 2));

        assertThat(values(new Snip(2).score(layer))).containsExactly(0, 4);
    }

    @Test
    void taylorOfAChannelLetsItsWeightsCancelAndTaylorOfWeightsDoesNot() {
        LayerView layer =
                LayerInMemory.of(Nd4j.create(new float[] {1, -1}, 1, 2), Nd4j.create(new float[] {2, 2}, 1, 2));

        assertThat(values(new Taylor().scoreChannels(layer))).containsExactly(0);
        assertThat(values(new Taylor().score(layer))).containsExactly(4, 4);
    }

    @Test
    void taylorAveragesSquaresOverBatches() {
        LayerView layer = LayerInMemory.of(
                Nd4j.create(new float[] {2}, 1, 1),
                Nd4j.create(new float[] {1}, 1, 1),
                Nd4j.create(new float[] {-3}, 1, 1));

        assertThat(values(new Taylor(2).score(layer))).containsExactly(20);
        assertThat(values(new Taylor(2).scoreChannels(layer))).containsExactly(20);
    }

    @Test
    void aChannelOfAWeightCriterionScoresTheMeanOfItsWeights() {
        LayerView layer = LayerInMemory.of(
                Nd4j.create(new float[] {1, 2, 3, 4}, 2, 2), Nd4j.create(new float[] {1, 1, 1, 1}, 2, 2));

        assertThat(values(new Snip().scoreChannels(layer))).containsExactly(1.5f, 3.5f);
    }

    @Test
    void lampDividesByWhatIsLeftWhenSmallerOnesHaveGone() {
        // 1/(1+4+9), 4/(4+9), 9/9.
        assertThat(values(new Lamp().score(LayerInMemory.of(Nd4j.create(new float[] {2, -1, 3}, 1, 3)))))
                .containsExactly(new float[] {4 / 13f, 1 / 14f, 1}, within(1e-6f));
        assertThat(values(new Lamp().score(LayerInMemory.of(Nd4j.create(new float[] {1, 10}, 2, 1)))))
                .containsExactly(new float[] {1 / 101f, 1}, within(1e-6f));
        assertThat(values(new Lamp().score(LayerInMemory.of(Nd4j.zeros(1, 2))))).containsExactly(0, 0);
    }

    @Test
    void graspKeepsWhatTheNormOfTheGradientWouldLose() {
        // L = ½wᵀAw, A = diag(1, 2), w = (1, 1): g = (1, 2), H·g = (1, 4); the paper removes the first.
        LayerView layer = LayerInMemory.of(
                Nd4j.create(new float[] {1, 1}, 1, 2), Need.HESSIAN_GRADIENT, Nd4j.create(new float[] {1, 4}, 1, 2));

        assertThat(values(new Grasp().score(layer))).containsExactly(1, 4);
    }

    @Test
    void synflowIsTheWeightTimesTheFlowThroughIt() {
        LayerView layer = LayerInMemory.of(
                Nd4j.create(new float[] {1, -2, 3, 1}, 2, 2),
                Need.SYNAPTIC_FLOW,
                Nd4j.create(new float[] {2, 2, 1, 1}, 2, 2));

        assertThat(values(new SynFlow().score(layer))).containsExactly(2, 4, 3, 1);
    }

    @Test
    void thiNetRemovesWhatTheNextLayerMissesLeast() {
        // Contributions (1, 0), (-1, 0.1) and (0, 2): the first goes first with an error of 1; with it the second makes
        // up for most of it, ‖(0, 0.1)‖² = 0.01, where the third would make 5.
        INDArray contributions = Nd4j.create(new double[][] {{1, 0}, {-1, 0.1}, {0, 2}});
        LayerView layer =
                LayerInMemory.of(Nd4j.zeros(3, 1), Need.CONTRIBUTIONS, contributions.mmul(contributions.transpose()));

        assertThat(values(new ThiNet().scoreChannels(layer))).containsExactly(1 / 3f, 2 / 3f, 1);
    }

    @Test
    void apozKeepsChannelsThatAreSeldomZero() {
        // One example of two channels: 0, 0, 3, 0 and 1, 2, 0, 4; and another: 0, 0, 0, 0 and 1, 1, 1, 1.
        LayerView layer = LayerInMemory.of(
                Nd4j.zeros(2, 1, 1, 1),
                Need.OUTPUTS,
                Nd4j.create(
                        new float[] {0, 0, 3, 0, 1, 2, 0, 4, 0, 0, 0, 0, 1, 1, 1, 1}, new long[] {2, 2, 2, 2}, 'c'));

        assertThat(values(new Apoz().scoreChannels(layer))).containsExactly(1 / 8f, 7 / 8f);
    }

    @Test
    void hrankIsTheMeanRankOfTheMaps() {
        LayerView layer = LayerInMemory.of(
                Nd4j.zeros(2, 1, 1, 1),
                Need.OUTPUTS,
                // [1 2; 2 4] and the identity; zeros and [0 1; 0 0].
                Nd4j.create(
                        new float[] {1, 2, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0}, new long[] {2, 2, 2, 2}, 'c'));

        assertThat(values(new HRank().scoreChannels(layer))).containsExactly(0.5f, 1.5f);
    }

    @Test
    void fpgmPrunesTheFilterInTheMiddleWhereTheNormPrunesTheSmallest() {
        LayerView layer = LayerInMemory.of(Nd4j.create(new float[] {0, 1, 3, 6, 10}, 5, 1));

        // 1+3+6+10, 1+2+5+9, 3+2+3+7, 6+5+3+4, 10+9+7+4.
        assertThat(values(new Fpgm().scoreChannels(layer))).containsExactly(20, 17, 15, 18, 30);
    }

    @Test
    void randomScoresComeFromTheSeedAlone() {
        LayerInMemory layer = LayerInMemory.drawn(1, 30, 20);

        INDArray first = new RandomScore().score(layer.seeded(7));
        assertThat(new RandomScore().score(layer.seeded(7))).isEqualTo(first);
        assertThat(new RandomScore().score(LayerInMemory.drawn(2, 30, 20).seeded(7)))
                .as("whatever the weights")
                .isEqualTo(first);
        assertThat(new RandomScore().score(layer.seeded(8))).isNotEqualTo(first);
    }

    @Test
    void randomScoresAreUniform() {
        float[] scores = values(new RandomScore().score(LayerInMemory.drawn(3, 100, 200)));
        int[] deciles = new int[10];
        for (float score : scores) {
            deciles[Math.min(9, (int) (score * 10))]++;
        }
        // 2000 expected in each; 225 is 5.3 standard deviations.
        assertThat(Arrays.stream(deciles).boxed())
                .allSatisfy(count -> assertThat(count).isCloseTo(2000, within(225)));
        for (float score : scores) {
            assertThat(score).isBetween(0f, 1f);
        }
    }

    @Test
    void randomChannelsAreAsFarApartAsRandomWeights() {
        float[] scores = values(new RandomScore().scoreChannels(LayerInMemory.drawn(4, 1000, 50)));
        Arrays.sort(scores);

        assertThat(scores[100]).isCloseTo(0.1f, within(0.05f));
        assertThat(scores[900]).isCloseTo(0.9f, within(0.05f));
    }

    @Test
    void componentsOutOfRangeAreRefusedWithWhatWasFound() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Magnitude(3))
                .withMessage("magnitude: norm must be 1 or 2, found 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Snip(0))
                .withMessage("snip: batches must be at least 1, found 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Taylor(-8))
                .withMessage("taylor: batches must be at least 1, found -8");
    }

    private static LayerView layer(float... weights) {
        return LayerInMemory.of(Nd4j.create(weights, 1, weights.length));
    }

    private static float[] values(INDArray scores) {
        return scores.dup('c').data().asFloat();
    }
}
