package org.espalier.criterion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What {@link Criterion} promises, for every criterion on the class path: a new one is tested without a line here. */
class CriterionContractTest {
    /** Dense, convolution, depthwise, pointwise, and the smallest there is. */
    private static final long[][] SHAPES = {{7, 5}, {4, 3, 3, 3}, {6, 1, 3, 3}, {5, 8, 1, 1}, {1, 1}};

    static List<Criterion> criteria() {
        return ServiceLoader.load(Criterion.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    @Test
    void idsAreUnique() {
        assertThat(criteria()).isNotEmpty().extracting(Criterion::id).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("criteria")
    void isARecordWithThePapersDefaults(Criterion criterion) throws ReflectiveOperationException {
        assertThat(criterion.getClass()).isRecord();
        assertThat(criterion.getClass().getConstructor().newInstance()).isEqualTo(criterion);
        assertThat(criterion.id()).matches("[a-z][A-Za-z0-9]*");
        assertThat(criterion.batches()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("criteria")
    void scoresOneFiniteNumberPerChannelAndWeight(Criterion criterion) {
        for (long[] shape : SHAPES) {
            LayerView layer = LayerInMemory.drawn(11, shape);

            assertThat(criterion.scoreChannels(layer).shape()).isEqualTo(new long[] {shape[0]});
            allFinite(criterion.scoreChannels(layer));
            if (criterion instanceof WeightCriterion weights) {
                assertThat(weights.score(layer).shape()).isEqualTo(shape);
                allFinite(weights.score(layer));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("criteria")
    void leavesTheLayerAsItWasAndScoresTheSameAgain(Criterion criterion) {
        for (long[] shape : SHAPES) {
            LayerInMemory layer = LayerInMemory.drawn(12, shape);
            LayerInMemory before = layer.copy();

            assertThat(criterion.scoreChannels(layer)).isEqualTo(criterion.scoreChannels(layer));
            if (criterion instanceof WeightCriterion weights) {
                assertThat(weights.score(layer)).isEqualTo(weights.score(layer));
            }
            assertThat(layer).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @MethodSource("criteria")
    void doesNotDependOnHowTheArraysAreLaidOut(Criterion criterion) {
        LayerInMemory rowMajor = LayerInMemory.drawn(13, 6, 4, 3, 3);
        LayerInMemory columnMajor = rowMajor.columnMajor();

        same(criterion.scoreChannels(columnMajor), criterion.scoreChannels(rowMajor));
        if (criterion instanceof WeightCriterion weights) {
            same(weights.score(columnMajor), weights.score(rowMajor));
        }
    }

    private static void same(INDArray found, INDArray expected) {
        assertThat(found.equalsWithEps(expected, 1e-5))
                .as("%s%nagainst%n%s", found, expected)
                .isTrue();
    }

    private static void allFinite(INDArray scores) {
        for (float score : scores.dup('c').data().asFloat()) {
            assertThat(score).isFinite();
        }
    }
}
