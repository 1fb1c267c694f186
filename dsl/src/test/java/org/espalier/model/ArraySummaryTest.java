package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.espalier.model.ArraySummary.Figures;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class ArraySummaryTest {

    @Test
    void figuresAreThoseOfTheNumbersAndWhatIsNoneIsCounted() {
        ArraySummary summary = ArraySummary.of(Nd4j.createFromArray(
                new float[][] {{0, 2, 4}, {Float.NaN, Float.POSITIVE_INFINITY, -2}}));

        Figures figures = summary.figures().orElseThrow();
        assertThat(figures.min()).isEqualTo(-2);
        assertThat(figures.max()).isEqualTo(4);
        assertThat(figures.mean()).isEqualTo(1);
        assertThat(figures.sd()).as("√((1 + 1 + 9 + 9) / 3)").isCloseTo(Math.sqrt(20 / 3.0), within(1e-12));
        assertThat(figures.zeros()).isEqualTo(1);
        assertThat(figures.nans()).isEqualTo(1);
        assertThat(figures.infinite()).isEqualTo(1);
        assertThat(summary.shape()).containsExactly(2L, 3L);
        assertThat(summary.first().get(1).get(2)).isEqualTo(-2);
    }

    @Test
    void aViewIsItselfAndNotTheArrayItIsOf() {
        INDArray whole = Nd4j.arange(0, 24).castTo(DataType.DOUBLE).reshape(4, 6);
        INDArray column = whole.get(NDArrayIndex.all(), NDArrayIndex.point(5));
        INDArray turned = whole.permute(1, 0);

        assertThat(ArraySummary.of(column).figures().orElseThrow().mean()).isEqualTo((5 + 11 + 17 + 23) / 4.0);
        assertThat(ArraySummary.of(column).length()).isEqualTo(4);
        assertThat(ArraySummary.of(turned).first().get(0)).containsExactly(0.0, 6.0, 12.0, 18.0);
        assertThat(ArraySummary.of(turned).figures().orElseThrow().max()).isEqualTo(23);
    }

    @Test
    void scalarsEmptyArraysWholeNumbersAndTruthValuesAreReadToo() {
        assertThat(ArraySummary.of(Nd4j.scalar(2.5)).first()).containsExactly(java.util.List.of(2.5));
        assertThat(ArraySummary.of(Nd4j.scalar(2.5)).figures().orElseThrow().sd())
                .isZero();
        ArraySummary empty = ArraySummary.of(Nd4j.empty(DataType.FLOAT));
        assertThat(empty.length()).isZero();
        assertThat(empty.figures()).isEmpty();
        ArraySummary whole = ArraySummary.of(Nd4j.createFromArray(3, 0, -4));
        assertThat(whole.whole()).isTrue();
        assertThat(whole.figures().orElseThrow().min()).isEqualTo(-4);
        ArraySummary truth = ArraySummary.of(Nd4j.createFromArray(true, false, true, true));
        assertThat(truth.type()).isEqualTo("BOOL");
        assertThat(truth.figures().orElseThrow().zeros()).isEqualTo(1);
        assertThat(ArraySummary.of(Nd4j.create("some", "words")).figures()).isEmpty();
        assertThat(ArraySummary.ofValue("no array")).isEmpty();
    }

    @Test
    void ofAllNaNThereAreNoFigures() {
        Figures figures = ArraySummary.of(Nd4j.createFromArray(Double.NaN, Double.NaN))
                .figures()
                .orElseThrow();

        assertThat(figures.mean()).isNaN();
        assertThat(figures.nans()).isEqualTo(2);
    }

    @Test
    void theFirstTenByTenOfTheLastTwoDimensionsAreShown() {
        ArraySummary summary = ArraySummary.of(
                Nd4j.arange(0, 2 * 30 * 40).castTo(DataType.FLOAT).reshape(2, 30, 40));

        assertThat(summary.first()).hasSize(10).allMatch(row -> row.size() == 10);
        assertThat(summary.first().get(9).get(9)).isEqualTo(9 * 40 + 9);
        assertThat(ArraySummary.of(Nd4j.arange(0, 25)).first()).hasSize(1);
    }
}
