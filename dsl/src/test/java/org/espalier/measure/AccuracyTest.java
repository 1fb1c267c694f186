package org.espalier.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.espalier.model.Network;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

class AccuracyTest {
    private static final Network SAME = Linear.times(3, 1);

    @Test
    void examples_of_all_batches_weigh_the_same() {
        DataSet three = batch(
                new double[][] {{3, 1, 2}, {1, 2, 3}, {0, 1, 0}}, new double[][] {{1, 0, 0}, {0, 0, 1}, {1, 0, 0}});
        DataSet one = batch(new double[][] {{-3, -1, -2}}, new double[][] {{0, 1, 0}});
        assertThat(Accuracy.of(SAME, List.of(three, one))).isEqualTo(0.75);
    }

    @Test
    void of_equal_outputs_the_one_with_the_lowest_index_counts() {
        DataSet tie = batch(new double[][] {{1, 2, 2}, {5, 5, 5}}, new double[][] {{0, 1, 0}, {0, 0, 1}});
        assertThat(Accuracy.of(SAME, List.of(tie))).isEqualTo(0.5);
    }

    @Test
    void an_output_that_is_not_a_number_is_an_error_that_names_the_batch() {
        DataSet good = batch(new double[][] {{1, 0, 0}}, new double[][] {{1, 0, 0}});
        DataSet bad = batch(new double[][] {{1, 0, 0}, {0, Double.NaN, 0}}, new double[][] {{1, 0, 0}, {1, 0, 0}});
        assertThatThrownBy(() -> Accuracy.of(SAME, List.of(good, bad)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("batch 2, example 2")
                .hasMessageContaining("not a number");
    }

    @Test
    void no_examples_and_labels_of_another_shape_are_refused() {
        assertThatThrownBy(() -> Accuracy.of(SAME, List.of())).hasMessageContaining("at least one example");
        DataSet twoClasses = batch(new double[][] {{1, 0, 0}}, new double[][] {{1, 0}});
        assertThatThrownBy(() -> Accuracy.of(SAME, List.of(twoClasses)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("batch 1")
                .hasMessageContaining("one shape [n, classes]");
        DataSet single = batch(new double[][] {{1}}, new double[][] {{1}});
        assertThatThrownBy(() -> Accuracy.of(Linear.times(1, 1), List.of(single)))
                .hasMessageContaining("2 classes or more");
    }

    private static DataSet batch(double[][] features, double[][] labels) {
        return new DataSet(Linear.rows(features), Linear.rows(labels));
    }
}
