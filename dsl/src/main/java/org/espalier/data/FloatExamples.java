package org.espalier.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Users' own examples, copied out of ND4J once so that nobody can change them later. */
final class FloatExamples implements Examples {
    private final int count;
    private final long[] shape;
    private final int classes;
    private final float[] features;
    private final float[] labels;

    private FloatExamples(int count, long[] shape, int classes, float[] features, float[] labels) {
        this.count = count;
        this.shape = shape;
        this.classes = classes;
        this.features = features;
        this.labels = labels;
    }

    /** The examples in features [n, …] and labels [n, classes]; {@code what} names them in messages. */
    static FloatExamples of(String what, INDArray features, INDArray labels) {
        if (features.rank() < 2) {
            throw new DataException(what + ": expected features of shape [n, …], found "
                    + Arrays.toString(features.shape()) + ". Add the batch dimension by reshape.");
        }
        if (labels.rank() != 2) {
            throw new DataException(what + ": expected label rows [n, classes], found "
                    + Arrays.toString(labels.shape()) + ". One-hot encode the classes, one row an example.");
        }
        if (features.isEmpty() || labels.isEmpty()) {
            throw new DataException(what + ": expected at least one example, found none. Check the arrays.");
        }
        if (features.size(0) != labels.size(0)) {
            throw new DataException(String.format(
                            Locale.ROOT,
                            "%s: expected as many label rows as examples, found %d examples and %d label rows. ",
                            what,
                            features.size(0),
                            labels.size(0))
                    + "Check that the two arrays belong together.");
        }
        if (features.length() > Integer.MAX_VALUE - 8) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: expected at most %,d values, found %,d. Pass fewer examples.",
                    what,
                    Integer.MAX_VALUE - 8,
                    features.length()));
        }
        long[] shape = Arrays.copyOfRange(features.shape(), 1, features.rank());
        int count = Math.toIntExact(features.size(0));
        return new FloatExamples(count, shape, Math.toIntExact(labels.size(1)), values(features), values(labels));
    }

    /** All that {@code iterator} gives, from its start where it can be reset. */
    static FloatExamples of(String what, DataSetIterator iterator) {
        if (iterator.resetSupported()) {
            iterator.reset();
        }
        List<FloatExamples> batches = new ArrayList<>();
        while (iterator.hasNext()) {
            DataSet batch = iterator.next();
            requireUnmasked(what, batch);
            batches.add(of(what, batch.getFeatures(), batch.getLabels()));
        }
        if (batches.isEmpty()) {
            throw new DataException(what + ": expected at least one batch, found that the iterator has none."
                    + " Reset it, or make it anew.");
        }
        return joined(what, batches);
    }

    private static void requireUnmasked(String what, DataSet batch) {
        @Nullable INDArray labels = batch.getLabels();
        if (labels == null) {
            throw new DataException(what + ": expected labels with every batch, found a batch without."
                    + " Pruning measures accuracy, so pass labelled data.");
        }
        if (batch.hasMaskArrays()) {
            throw new DataException(what + ": expected examples of one length, found mask arrays."
                    + " Sequences of differing lengths are not supported; cut or pad them to one length.");
        }
    }

    private static FloatExamples joined(String what, List<FloatExamples> batches) {
        FloatExamples first = batches.get(0);
        long total = 0;
        for (FloatExamples batch : batches) {
            if (!Arrays.equals(batch.shape, first.shape) || batch.classes != first.classes) {
                throw new DataException(String.format(
                                Locale.ROOT,
                                "%s: expected every batch to hold examples of shape %s in %d classes, found %s in %d. ",
                                what,
                                Arrays.toString(first.shape),
                                first.classes,
                                Arrays.toString(batch.shape),
                                batch.classes)
                        + "Bring the examples to one shape.");
            }
            total += batch.features.length;
        }
        if (total > Integer.MAX_VALUE - 8) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: expected at most %,d values, found %,d. Pass fewer examples.",
                    what,
                    Integer.MAX_VALUE - 8,
                    total));
        }
        int count = batches.stream().mapToInt(FloatExamples::count).sum();
        float[] features = new float[(int) total];
        float[] labels = new float[Math.multiplyExact(count, first.classes)];
        int featuresAt = 0;
        int labelsAt = 0;
        for (FloatExamples batch : batches) {
            System.arraycopy(batch.features, 0, features, featuresAt, batch.features.length);
            System.arraycopy(batch.labels, 0, labels, labelsAt, batch.labels.length);
            featuresAt += batch.features.length;
            labelsAt += batch.labels.length;
        }
        return new FloatExamples(count, first.shape, first.classes, features, labels);
    }

    /** A copy in row-major order, whatever the array's own order, type or offset (views included). */
    private static float[] values(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    @Override
    public int classes() {
        return classes;
    }

    /** The largest label: the class itself where labels are one-hot. */
    @Override
    public int classOf(int example) {
        int best = 0;
        for (int i = 1; i < classes; i++) {
            if (labels[example * classes + i] > labels[example * classes + best]) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public void copyFeatures(int example, float[] target, int at) {
        int size = features.length / count;
        System.arraycopy(features, example * size, target, at, size);
    }

    @Override
    public void copyLabels(int example, float[] target, int at) {
        System.arraycopy(labels, example * classes, target, at, classes);
    }

    @Override
    public void hash(int example, MessageDigest digest) {
        int size = features.length / count;
        ByteBuffer bytes = ByteBuffer.allocate((size + classes) * Float.BYTES);
        bytes.asFloatBuffer().put(features, example * size, size).put(labels, example * classes, classes);
        digest.update(bytes);
    }
}
