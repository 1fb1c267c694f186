package org.espalier.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Labelled examples in three fixed splits. The test split is the set's own test data; validation is a tenth of the
 * training data, drawn class by class by the data seed (42 unless {@link #withDataSeed} says otherwise), so that two runs
 * of one recipe see the same pictures. Immutable: every method that changes something answers a new dataset.
 *
 * <pre>{@code
 * var digits = ImageSets.mnist().limitedTo(10_000, 2_000);
 * digits.description()
 * }</pre>
 */
public final class Dataset {
    static final long DATA_SEED = 42;
    private static final int TENTH = 10;

    private final String name;
    private final String source;
    private final DataReference.Origin origin;
    private final Examples training;
    private final Examples testing;
    private final int trainLimit;
    private final int testLimit;
    private final long dataSeed;
    private final Split train;
    private final Split validation;
    private final Split test;
    private volatile @Nullable String sha256;

    private Dataset(
            String name,
            String source,
            DataReference.Origin origin,
            Examples training,
            Examples testing,
            int trainLimit,
            int testLimit,
            long dataSeed) {
        this.name = name;
        this.source = source;
        this.origin = origin;
        this.training = training;
        this.testing = testing;
        this.trainLimit = Math.min(trainLimit, training.count());
        this.testLimit = Math.min(testLimit, testing.count());
        this.dataSeed = dataSeed;
        int[] pool = limited(training, this.trainLimit, dataSeed);
        int[] held = Stratified.draw(training, pool, Math.max(1, (pool.length + TENTH / 2) / TENTH), dataSeed);
        this.train = new Split("train", training, Stratified.rest(pool, held));
        this.validation = new Split("validation", training, held);
        this.test = new Split("test", testing, limited(testing, this.testLimit, dataSeed));
    }

    private static int[] limited(Examples examples, int limit, long seed) {
        int[] all = IntStream.range(0, examples.count()).toArray();
        return limit == all.length ? all : Stratified.draw(examples, all, limit, seed);
    }

    static Dataset of(String name, String source, Examples training, Examples testing) {
        return of(name, source, new DataReference.Given(name), training, testing);
    }

    static Dataset of(String name, String source, DataReference.Origin origin, Examples training, Examples testing) {
        if (!Arrays.equals(training.shape(), testing.shape()) || training.classes() != testing.classes()) {
            throw new DataException(String.format(
                            Locale.ROOT,
                            "%s: expected test examples like the training examples, %s in %d classes, found %s in %d. ",
                            name,
                            shown(training),
                            training.classes(),
                            shown(testing),
                            testing.classes())
                    + "Bring both to one shape.");
        }
        if (training.count() < 2) {
            throw new DataException(name + ": expected at least 2 training examples, one to learn from and one to"
                    + " validate on, found " + training.count() + ". Pass more.");
        }
        return new Dataset(name, source, origin, training, testing, training.count(), testing.count(), DATA_SEED);
    }

    /**
     * A dataset of your own arrays: features [n, …] of any example shape, label rows [n, classes]. The values are copied,
     * and not rescaled.
     *
     * <pre>{@code
     * Dataset.of("iris", trainX, trainY, testX, testY)
     * }</pre>
     *
     * @throws DataException when shapes or counts do not fit together
     */
    public static Dataset of(
            String name, INDArray trainFeatures, INDArray trainLabels, INDArray testFeatures, INDArray testLabels) {
        return of(
                name,
                "arrays in memory",
                FloatExamples.of(name + " (train)", trainFeatures, trainLabels),
                FloatExamples.of(name + " (test)", testFeatures, testLabels));
    }

    /**
     * Data in a folder: the four IDX files of an MNIST-like set; {@code train.csv} and {@code test.csv}, a line for each
     * example with its label in the column {@code label}, or the first; or pictures in {@code train/CLASS} and {@code
     * test/CLASS}, all of one size. Pixels are scaled to [0, 1], other numbers taken as they are.
     *
     * <pre>{@code
     * Dataset.ofFolder(Path.of("digits"))
     * }</pre>
     *
     * @throws DataException when there is no such data, or a file is broken; says which, and where
     */
    public static Dataset ofFolder(Path folder) {
        return DataFolder.read(folder);
    }

    /**
     * A dataset of all that two DL4J iterators give, from their start where they can be reset. The values are copied,
     * after the iterators' own preprocessors and without further scaling.
     *
     * <pre>{@code
     * Dataset.of("mine", trainIterator, testIterator)
     * }</pre>
     *
     * @throws DataException when an iterator is empty, has no labels or has masks, or shapes do not fit together
     */
    public static Dataset of(String name, DataSetIterator train, DataSetIterator test) {
        return of(
                name,
                "DL4J iterators",
                FloatExamples.of(name + " (train)", train),
                FloatExamples.of(name + " (test)", test));
    }

    /** The set's name, such as {@code MNIST}. */
    public String name() {
        return name;
    }

    /** Where the data came from, and, when that is a second choice, why the first was not to be had. */
    public String source() {
        return source;
    }

    /** One line: which set, from where, and how many examples of which shape in which split. */
    public String description() {
        return String.format(
                Locale.ROOT,
                "%s (%s): %,d train, %,d validation, %,d test examples of %s in %d classes",
                name,
                source,
                train.size(),
                validation.size(),
                test.size(),
                shown(training),
                classes());
    }

    /** What others find the same data by. */
    public DataReference reference() {
        return new DataReference(
                origin,
                trainLimit < training.count() ? OptionalInt.of(trainLimit) : OptionalInt.empty(),
                testLimit < testing.count() ? OptionalInt.of(testLimit) : OptionalInt.empty(),
                dataSeed);
    }

    /** The shape of one example, without the batch: [1, 28, 28] for MNIST. A copy. */
    public long[] exampleShape() {
        return training.shape();
    }

    /** How many classes there are: the length of a label row. */
    public int classes() {
        return training.classes();
    }

    /**
     * The SHA-256 of the exact features and labels in each split, in order: equal only where the three splits are equal.
     * A new data seed or limit makes a new hash. Computed once, on the first call (0.1 s for the full MNIST).
     */
    public String sha256() {
        String known = sha256;
        if (known == null) {
            MessageDigest digest = Sha256.begin();
            digest.update((shown(training) + " " + classes()).getBytes(StandardCharsets.UTF_8));
            train.hash(digest);
            validation.hash(digest);
            test.hash(digest);
            known = Sha256.finish(digest);
            sha256 = known;
        }
        return known;
    }

    /** What a network learns from: the training data without the validation tenth. */
    public Split train() {
        return train;
    }

    /** A tenth of the training data, the classes in proportion, to choose by. */
    public Split validation() {
        return validation;
    }

    /** The set's own test data, to report on. */
    public Split test() {
        return test;
    }

    /**
     * At most {@code trainImages} of the training data, validation tenth included: {@code limitedTo(10_000)} trains on
     * 9,000 and validates on 1,000. The classes keep their shares; which examples are kept depends on the data seed only.
     * A set that has fewer stays whole.
     *
     * @throws IllegalArgumentException when {@code trainImages} is below 2
     */
    public Dataset limitedTo(int trainImages) {
        return limitedTo(trainImages, testLimit);
    }

    /**
     * The same as {@link #limitedTo(int)}, with at most {@code testImages} test examples, the classes in proportion.
     *
     * @throws IllegalArgumentException when {@code trainImages} is below 2 or {@code testImages} below 1
     */
    public Dataset limitedTo(int trainImages, int testImages) {
        if (trainImages < 2) {
            throw new IllegalArgumentException("trainImages must be at least 2 (one to learn from, one to validate on),"
                    + " found " + trainImages);
        }
        if (testImages < 1) {
            throw new IllegalArgumentException("testImages must be at least 1, found " + testImages);
        }
        return new Dataset(
                name,
                source,
                origin,
                training,
                testing,
                Math.min(trainImages, trainLimit),
                Math.min(testImages, testLimit),
                dataSeed);
    }

    /** The same data split, and where limited chosen, by another seed. */
    public Dataset withDataSeed(long seed) {
        return new Dataset(name, source, origin, training, testing, trainLimit, testLimit, seed);
    }

    /** The seed that fixes the splits. */
    public long dataSeed() {
        return dataSeed;
    }

    /** The {@link #description()}. */
    @Override
    public String toString() {
        return description();
    }

    private static String shown(Examples examples) {
        return LongStream.of(examples.shape()).mapToObj(Long::toString).collect(Collectors.joining("×"));
    }
}
