package org.espalier.data;

import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * The training, validation or test part of a {@link Dataset}: features [n, …] as floats (images [n, 1, 28, 28] in
 * [0, 1]) and label rows [n, classes]. Immutable: every array handed out is new.
 *
 * <pre>{@code
 * var train = ImageSets.mnistSubset().train();
 * for (var batch : train.shuffledBatches(64, 1)) { network.fit(batch); }
 * }</pre>
 */
public final class Split {
    private final String name;
    private final Examples examples;
    private final int[] members;

    Split(String name, Examples examples, int[] members) {
        this.name = name;
        this.examples = examples;
        this.members = members;
    }

    /** How many examples this split holds. */
    public int size() {
        return members.length;
    }

    /**
     * All features in one new array [size, …]: 3 kB an image, so 169 MB for the full MNIST training split. Prefer {@link
     * #batches} where the data need not be in one piece.
     */
    public INDArray features() {
        return Batches.features(examples, members, 0, members.length);
    }

    /** All label rows in one new array [size, classes], one-hot unless the user's own labels are not. */
    public INDArray labels() {
        return Batches.labels(examples, members, 0, members.length);
    }

    /**
     * The examples in their own order, {@code batchSize} at a time; the last batch is smaller where the size is no
     * multiple. The list is lazy: a batch is converted each time it is asked for.
     *
     * @throws IllegalArgumentException when {@code batchSize} is below 1
     */
    public List<DataSet> batches(int batchSize) {
        return new Batches(examples, members, batchSize);
    }

    /**
     * The examples in the order that {@code seed} stands for: the same on every machine, whatever ND4J's own random
     * generator has been through. Pass another seed for every epoch. The last batch is smaller where the size is no
     * multiple.
     *
     * @throws IllegalArgumentException when {@code batchSize} is below 1
     */
    public List<DataSet> shuffledBatches(int batchSize, long seed) {
        int[] order = Permutation.of(members.length, seed);
        for (int i = 0; i < order.length; i++) {
            order[i] = members[order[i]];
        }
        return new Batches(examples, order, batchSize);
    }

    /** The numbers, in the file they came from, of the examples in this split; ascending, a copy. */
    int[] members() {
        return members.clone();
    }

    void hash(MessageDigest digest) {
        digest.update((byte) (members.length >>> 24));
        digest.update((byte) (members.length >>> 16));
        digest.update((byte) (members.length >>> 8));
        digest.update((byte) members.length);
        for (int example : members) {
            examples.hash(example, digest);
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: %,d examples", name, members.length);
    }
}
