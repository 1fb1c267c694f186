package org.espalier.measure;

import org.espalier.model.Network;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** The fraction of examples that a classifier gets right. */
public final class Accuracy {
    private Accuracy() {}

    /**
     * Compares the largest output with the largest label of every example; of equal values the one with the lowest
     * index is taken.
     *
     * <pre>{@code
     * Accuracy.of(network, testBatches)
     * }</pre>
     *
     * @param batches features as the network takes them, labels one-hot {@code [n, classes]}
     * @return in [0, 1]
     * @throws IllegalArgumentException if there is no example, or outputs and labels are not both {@code [n, classes]}
     *     with at least two classes
     * @throws ArithmeticException if an output is not a number, naming the batch
     */
    public static double of(Network network, Iterable<DataSet> batches) {
        long right = 0;
        long examples = 0;
        int number = 0;
        for (DataSet batch : batches) {
            number++;
            INDArray outputs = network.output(batch.getFeatures());
            int classes = classes(outputs, batch.getLabels(), number);
            double[] found = Values.of(outputs);
            double[] wanted = Values.of(batch.getLabels());
            for (int at = 0; at < found.length; at += classes) {
                if (largest(found, at, classes, number) == largest(wanted, at, classes, number)) {
                    right++;
                }
                examples++;
            }
        }
        if (examples == 0) {
            throw new IllegalArgumentException("accuracy: expected at least one example, found none");
        }
        return (double) right / examples;
    }

    private static int classes(INDArray outputs, INDArray labels, int batch) {
        if (outputs.rank() != 2 || outputs.size(1) < 2 || !outputs.equalShapes(labels)) {
            throw new IllegalArgumentException(
                    "accuracy: batch %d: expected outputs and labels of one shape [n, classes] with 2 classes or more, found outputs %s and labels %s"
                            .formatted(batch, outputs.shapeInfoToString(), labels.shapeInfoToString()));
        }
        return Math.toIntExact(outputs.size(1));
    }

    private static int largest(double[] values, int from, int count, int batch) {
        int best = 0;
        for (int i = 0; i < count; i++) {
            double value = values[from + i];
            if (Double.isNaN(value)) {
                throw new ArithmeticException(
                        "accuracy: batch %d, example %d: the value of class %d is not a number; the network has diverged or its input holds NaN"
                                .formatted(batch, from / count + 1, i));
            }
            if (value > values[from + best]) {
                best = i;
            }
        }
        return best;
    }
}
