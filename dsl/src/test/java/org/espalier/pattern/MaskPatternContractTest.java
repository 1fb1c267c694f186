package org.espalier.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What {@link MaskPattern} promises, for every pattern on the class path. */
class MaskPatternContractTest {
    private static final long[][] SHAPES = {{1, 1}, {3, 7}, {8, 16}, {5, 3, 3, 3}, {4, 8, 1, 1}, {6, 1, 3, 3}};

    static List<MaskPattern> patterns() {
        return ServiceLoader.load(MaskPattern.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    @Test
    void idsAreUnique() {
        assertThat(patterns()).isNotEmpty().extracting(MaskPattern::id).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void masksAreZerosAndOnesThatHoldAndAreCountedBeforehand(MaskPattern pattern) {
        for (long[] shape : SHAPES) {
            INDArray scores = Nd4j.rand(shape);
            INDArray before = scores.dup();
            INDArray mask = pattern.mask(scores);

            assertThat(mask.shape()).isEqualTo(shape);
            assertThat(mask.dup('c').data().asFloat()).containsOnly(maskValues(mask));
            assertThat(pattern.holds(scores.mul(mask))).isTrue();
            assertThat(pattern.kept(shape)).isEqualTo(mask.sumNumber().longValue());
            assertThat(scores).as("scores are left alone").isEqualTo(before);
            assertThat(pattern.mask(scores)).isEqualTo(mask);
        }
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void isARecordWithDefaultsAndASparsityBetweenNothingAndEverything(MaskPattern pattern)
            throws NoSuchMethodException {
        assertThat(pattern.getClass()).isRecord();
        assertThat(pattern.getClass().getConstructor().getParameterCount()).isZero();
        assertThat(pattern.sparsity()).isGreaterThan(0).isLessThan(1);
    }

    private static float[] maskValues(INDArray mask) {
        boolean keepsAll = mask.sumNumber().longValue() == mask.length();
        return keepsAll ? new float[] {1} : new float[] {0, 1};
    }
}
