package org.espalier.data;

import java.util.AbstractList;
import java.util.Locale;
import java.util.Objects;
import java.util.RandomAccess;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Batches of some examples in some order, each turned into floats when it is asked for and never kept. */
final class Batches extends AbstractList<DataSet> implements RandomAccess {
    private final Examples examples;
    private final int[] order;
    private final int batchSize;

    /** Takes over {@code order}; nobody may write to it any more. */
    Batches(Examples examples, int[] order, int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batchSize must be at least 1, found " + batchSize);
        }
        this.examples = examples;
        this.order = order;
        this.batchSize = batchSize;
    }

    @Override
    public int size() {
        return (int) (((long) order.length + batchSize - 1) / batchSize);
    }

    @Override
    public DataSet get(int batch) {
        int from = Objects.checkIndex(batch, size()) * batchSize;
        int to = (int) Math.min(order.length, (long) from + batchSize);
        return new DataSet(features(examples, order, from, to), labels(examples, order, from, to));
    }

    /** Without this a notebook would print every pixel. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d batches of %,d, %,d examples",
                size(),
                Math.min(batchSize, order.length),
                order.length);
    }

    /** The features [to - from, …] of the examples at positions {@code from} to {@code to} - 1 of {@code order}. */
    static INDArray features(Examples examples, int[] order, int from, int to) {
        long[] shape = examples.shape();
        long[] batchShape = new long[shape.length + 1];
        batchShape[0] = (long) to - from;
        int size = 1;
        for (int i = 0; i < shape.length; i++) {
            batchShape[i + 1] = shape[i];
            size = Math.multiplyExact(size, Math.toIntExact(shape[i]));
        }
        float[] values = new float[Math.multiplyExact(to - from, size)];
        for (int i = from; i < to; i++) {
            examples.copyFeatures(order[i], values, (i - from) * size);
        }
        return Nd4j.create(values, batchShape);
    }

    /** The label rows [to - from, classes] of the same examples. */
    static INDArray labels(Examples examples, int[] order, int from, int to) {
        int classes = examples.classes();
        float[] values = new float[Math.multiplyExact(to - from, classes)];
        for (int i = from; i < to; i++) {
            examples.copyLabels(order[i], values, (i - from) * classes);
        }
        return Nd4j.create(values, to - from, classes);
    }
}
