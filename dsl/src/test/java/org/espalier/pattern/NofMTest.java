package org.espalier.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NofMTest {
    private static final long SEED = 4104;

    @Test
    void twoOfFourKeepsTheTwoLargest() {
        INDArray scores = scores(new float[] {1, 3, 0.5f, 2}, 1, 4);

        assertThat(maskOf(new NofM(2, 4), scores)).containsExactly(0, 1, 0, 1);
        assertThat(scores.data().asFloat()).containsExactly(1, 3, 0.5f, 2);
    }

    @Test
    void everyOutputHasItsOwnGroups() {
        INDArray scores = scores(new float[] {1, 2, 3, 4, 8, 7, 6, 5}, 2, 4);

        assertThat(maskOf(new NofM(1, 4), scores)).containsExactly(0, 0, 0, 1, 1, 0, 0, 0);
    }

    @Test
    void groupsOfAConvolutionRunAlongTheInputsNotTheKernel() {
        // [out 1, in 2, kH 1, kW 2]: input 0 scores (1, 9), input 1 scores (5, 2).
        INDArray scores = scores(new float[] {1, 9, 5, 2}, 1, 2, 1, 2);

        assertThat(maskOf(new NofM(1, 2), scores)).containsExactly(0, 1, 1, 0);
    }

    @Test
    void aShortLastGroupKeepsAtMostN() {
        assertThat(maskOf(new NofM(2, 4), scores(new float[] {1, 2, 3, 4, 5, 6, 7}, 1, 7)))
                .containsExactly(0, 0, 1, 1, 0, 1, 1);
        assertThat(maskOf(new NofM(2, 4), scores(new float[] {1, 2, 3, 4, 5}, 1, 5)))
                .containsExactly(0, 0, 1, 1, 1);
    }

    @Test
    void fewerInputsThanAGroupStillKeepAtMostN() {
        assertThat(maskOf(new NofM(2, 4), scores(new float[] {1, 2, 3}, 1, 3))).containsExactly(0, 1, 1);
        assertThat(maskOf(new NofM(2, 4), scores(new float[] {1, 2}, 2, 1))).containsExactly(1, 1);
        assertThat(maskOf(new NofM(1, Integer.MAX_VALUE), scores(new float[] {1, 2, 3}, 1, 3)))
                .containsExactly(0, 0, 1);
    }

    @Test
    void ofEqualScoresTheLowerIndexStays() {
        assertThat(maskOf(new NofM(2, 4), scores(new float[] {7, 7, 7, 7}, 1, 4)))
                .containsExactly(1, 1, 0, 0);
        assertThat(maskOf(new NofM(2, 4), scores(new float[] {0, 5, 5, 5}, 1, 4)))
                .containsExactly(0, 1, 1, 0);
    }

    @Test
    void columnMajorScoresGiveTheSameMask() {
        INDArray rowMajor = scores(new float[] {1, 3, 0.5f, 2, 9, 8, 7, 6}, 2, 4);

        assertThat(maskOf(new NofM(2, 4), rowMajor.dup('f'))).isEqualTo(maskOf(new NofM(2, 4), rowMajor));
    }

    @Test
    void keptCountsTheMaskHoldsChecksItAndNothingMoreFits() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int trial = 0; trial < 150; trial++) {
            int m = 2 + random.nextInt(7);
            NofM pattern = new NofM(1 + random.nextInt(m - 1), m);
            long[] shape = trial % 2 == 0
                    ? new long[] {1 + random.nextInt(6), 1 + random.nextInt(20)}
                    : new long[] {
                        1 + random.nextInt(4), 1 + random.nextInt(12), 1 + random.nextInt(3), 1 + random.nextInt(4)
                    };
            INDArray scores = drawn(random, shape);
            INDArray mask = pattern.mask(scores);
            String found = "trial %d of seed %d: %s".formatted(trial, SEED, pattern.sentence());

            assertThat(mask.shape()).as(found).isEqualTo(shape);
            assertThat(pattern.kept(shape)).as(found).isEqualTo(mask.sumNumber().longValue());
            assertThat(pattern.holds(mask.mul(scores))).as(found).isTrue();
            if (pattern.kept(shape) < scores.length()) {
                assertThat(pattern.holds(scores)).as(found).isFalse();
            }
        }
    }

    @Test
    void keptCountsLayersTooLargeToBuild() {
        assertThat(new NofM(2, 4).kept(100_000, 100_000)).isEqualTo(5_000_000_000L);
    }

    @Test
    void aNegativeZeroIsAZero() {
        assertThat(new NofM(1, 2).holds(scores(new float[] {-0f, 3}, 1, 2))).isTrue();
    }

    @Test
    void sparsityIsTheRemovedFractionOfAFullGroup() {
        assertThat(new NofM().sparsity()).isEqualTo(0.5);
        assertThat(new NofM(1, 4).sparsity()).isEqualTo(0.75);
        assertThat(new NofM(1, 4).sentence()).isEqualTo("1:4");
    }

    @Test
    void moreThanAGroupHoldsAsksWhetherTheNumbersWereSwapped() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NofM(4, 2))
                .withMessage("N:M keeps n of every m consecutive weights and needs 1 <= n < m, found n = 4, m = 2;"
                        + " did you mean prunePattern(2, 4)?");
    }

    @Test
    void aPatternThatRemovesNothingOrEverythingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NofM(4, 4))
                .withMessage("N:M keeps n of every m consecutive weights and needs 1 <= n < m, found n = 4, m = 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NofM(0, 4))
                .withMessage("N:M keeps n of every m consecutive weights and needs 1 <= n < m, found n = 0, m = 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NofM(0, 0))
                .withMessage("N:M keeps n of every m consecutive weights and needs 1 <= n < m, found n = 0, m = 0");
    }

    @Test
    void anArrayWithoutAnInputAxisIsNamedWithItsShape() {
        String message = "2:4: groups run along the inputs of [out, in] or [out, in, kH, kW], found [4]";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NofM().kept(4))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NofM().mask(scores(new float[] {1, 3, 0.5f, 2}, 4)))
                .withMessage(message);
    }

    private static INDArray scores(float[] values, long... shape) {
        return Nd4j.create(values, shape);
    }

    /** Positive, so that every unmasked weight counts as one that is kept. */
    private static INDArray drawn(SplittableRandom random, long... shape) {
        INDArray scores = Nd4j.create(shape);
        for (long i = 0; i < scores.length(); i++) {
            scores.putScalar(i, 0.1 + random.nextDouble());
        }
        return scores;
    }

    private static float[] maskOf(NofM pattern, INDArray scores) {
        return pattern.mask(scores).dup('c').data().asFloat();
    }
}
