package org.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("A dataset")
class DatasetTest {
    private static final Dataset DIGITS = ImageSets.mnistSubset();

    @Test
    @DisplayName("of any size and class mix splits into disjoint, complete, stratified parts")
    void splitsProperly() {
        SplittableRandom random = new SplittableRandom(20260101);
        for (int round = 0; round < 200; round++) {
            int classes = 1 + random.nextInt(12);
            Examples training = randomClasses(2 + random.nextInt(500), classes, random);
            Examples testing = randomClasses(1 + random.nextInt(100), classes, random);
            Dataset whole = Dataset.of("random", "test", training, testing).withDataSeed(random.nextLong());

            assertThat(whole.validation().size()).isEqualTo(Math.max(1, Math.round(training.count() / 10f)));
            assertThat(union(whole.train(), whole.validation())).containsExactly(range(training.count()));
            assertThat(whole.test().members()).containsExactly(range(testing.count()));
            assertProportional(training, range(training.count()), whole.validation());

            int limit = 2 + random.nextInt(600);
            Dataset limited = whole.limitedTo(limit, 1 + random.nextInt(100));
            int[] pool = union(limited.train(), limited.validation());
            assertThat(pool).hasSize(Math.min(limit, training.count())).doesNotHaveDuplicates();
            assertProportional(training, range(training.count()), new Split("pool", training, pool));
            assertProportional(training, pool, limited.validation());
            assertProportional(testing, range(testing.count()), limited.test());
        }
    }

    @Test
    @DisplayName("limited twice is limited to the smaller number, and the same each time")
    void limitedIsDeterministic() {
        Dataset once = DIGITS.limitedTo(500, 100);
        assertThat(once.sha256())
                .isEqualTo(DIGITS.limitedTo(500, 100).sha256())
                .isEqualTo(DIGITS.limitedTo(3_000).limitedTo(500, 100).sha256())
                .isEqualTo(once.limitedTo(9_999, 9_999).sha256())
                .isEqualTo(once.withDataSeed(42).sha256());
        assertThat(once.train().size()).isEqualTo(450);
        assertThat(once.validation().size()).isEqualTo(50);
        assertThat(once.test().size()).isEqualTo(100);
        assertThat(DIGITS.limitedTo(500).test().size()).isEqualTo(2_000);
    }

    @Test
    @DisplayName("has another hash for another seed or limit")
    void hashTellsSplitsApart() {
        Dataset small = DIGITS.limitedTo(500, 100);
        assertThat(List.of(
                        small.sha256(),
                        small.withDataSeed(43).sha256(),
                        small.limitedTo(499).sha256(),
                        small.limitedTo(500, 99).sha256()))
                .doesNotHaveDuplicates()
                .allMatch(hash -> hash.matches("[0-9a-f]{64}"));
    }

    @Test
    @DisplayName("with another seed keeps the test split and moves the validation split")
    void seedMovesValidation() {
        Dataset other = DIGITS.withDataSeed(7);
        assertThat(other.dataSeed()).isEqualTo(7);
        assertThat(other.test().members()).isEqualTo(DIGITS.test().members());
        assertThat(other.validation().members())
                .isNotEqualTo(DIGITS.validation().members());
    }

    @Test
    @DisplayName("says which limits make no sense")
    void refusesLimits() {
        assertThatThrownBy(() -> DIGITS.limitedTo(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("trainImages must be at least 2 (one to learn from, one to validate on), found 1");
        assertThatThrownBy(() -> DIGITS.limitedTo(10, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("testImages must be at least 1, found 0");
    }

    @Test
    @DisplayName("gives its batches in order, the last one smaller, the same as its features")
    void batchesInOrder() {
        Split train = DIGITS.limitedTo(100).train();
        List<DataSet> batches = train.batches(32);
        assertThat(batches).hasToString("3 batches of 32, 90 examples");
        assertThat(batches).hasSize(3);
        assertThat(batches.get(0).getFeatures().shape()).containsExactly(32, 1, 28, 28);
        assertThat(batches.get(2).getLabels().shape()).containsExactly(26, 10);
        INDArray joined =
                Nd4j.concat(0, batches.stream().map(DataSet::getFeatures).toArray(INDArray[]::new));
        assertThat(joined).isEqualTo(train.features());
        assertThat(Nd4j.concat(0, batches.stream().map(DataSet::getLabels).toArray(INDArray[]::new)))
                .isEqualTo(train.labels());
        assertThatThrownBy(() -> train.batches(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batchSize must be at least 1, found 0");
        assertThatThrownBy(() -> batches.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batches.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(train.batches(Integer.MAX_VALUE)).hasSize(1);
    }

    @Test
    @DisplayName("shuffles by the given seed alone, whatever ND4J's generator has been through")
    void shufflesBySeedAlone() {
        Split train = DIGITS.limitedTo(200).train();
        Nd4j.getRandom().setSeed(1);
        INDArray first = train.shuffledBatches(64, 5).get(0).getFeatures();
        Nd4j.getRandom().setSeed(2);
        Nd4j.rand(3);
        assertThat(train.shuffledBatches(64, 5).get(0).getFeatures()).isEqualTo(first);
        assertThat(train.shuffledBatches(64, 6).get(0).getFeatures()).isNotEqualTo(first);
        float[] sums = new float[2];
        train.batches(64)
                .forEach(batch -> sums[0] += batch.getLabels().sumNumber().floatValue());
        train.shuffledBatches(64, 5)
                .forEach(batch -> sums[1] += batch.getLabels().sumNumber().floatValue());
        assertThat(sums).containsExactly(180, 180);
    }

    @Test
    @DisplayName("is shuffled in the same order by every Java version")
    void permutationIsPinned() {
        assertThat(Permutation.of(10, 42)).containsExactly(3, 4, 0, 8, 1, 5, 9, 2, 6, 7);
        assertThat(IntStream.of(Permutation.of(1000, 7)).sorted().toArray()).containsExactly(range(1000));
    }

    @Test
    @DisplayName("is not changed by writing into an array it handed out")
    void handsOutCopies() {
        Dataset small = DIGITS.limitedTo(50, 10);
        INDArray before = small.train().features();
        small.train().features().assign(7);
        small.train().batches(10).get(0).getFeatures().assign(7);
        small.exampleShape()[0] = 9;
        assertThat(small.train().features()).isEqualTo(before);
        assertThat(small.exampleShape()).containsExactly(1, 28, 28);
    }

    @Test
    @DisplayName("of the user's own arrays keeps shapes and values, and a copy")
    void ownArrays() {
        INDArray features = Nd4j.linspace(1, 60, 60).reshape('f', 20, 3).castTo(DataType.FLOAT);
        INDArray labels = oneHot(20, 4);
        Dataset own = Dataset.of("mine", features, labels, features.dup(), labels.dup());
        assertThat(own.test().features()).isEqualTo(features);
        assertThat(own.test().labels()).isEqualTo(labels);
        assertThat(own.exampleShape()).containsExactly(3);
        assertThat(own.classes()).isEqualTo(4);
        assertThat(own)
                .hasToString("mine (arrays in memory): 18 train, 2 validation, 20 test examples of 3 in 4 classes");
        INDArray before = own.train().features();
        String hash = own.sha256();
        features.assign(0);
        assertThat(own.train().features()).isEqualTo(before);
        assertThat(Dataset.of("mine", own.test().features(), labels, own.test().features(), labels)
                        .sha256())
                .isEqualTo(hash);
        assertThat(Dataset.of("mine", features, labels, features, labels).sha256())
                .isNotEqualTo(hash);
    }

    @Test
    @DisplayName("of a view of a larger array takes the view's values")
    void ownViews() {
        INDArray large = Nd4j.arange(80).castTo(DataType.FLOAT).reshape(20, 4);
        INDArray view = large.getColumns(1, 3);
        Dataset own = Dataset.of("view", view, oneHot(20, 2), view, oneHot(20, 2));
        assertThat(own.test().features().getRow(2).toFloatVector()).containsExactly(9, 11);
    }

    @Test
    @DisplayName("of DL4J iterators holds all their batches, from the start")
    void ownIterators() {
        DataSetIterator train = iterator(batch(8, 2), batch(8, 2), batch(4, 2));
        train.next();
        Dataset own = Dataset.of("mine", train, iterator(batch(5, 2)));
        assertThat(own.train().size() + own.validation().size()).isEqualTo(20);
        assertThat(own.test().size()).isEqualTo(5);
        assertThat(own.exampleShape()).containsExactly(2, 3);
        assertThat(own.source()).isEqualTo("DL4J iterators");
    }

    @Test
    @DisplayName("of data that do not fit together says what does not")
    void refusesMisfits() {
        INDArray labels = oneHot(6, 2);
        refuses(
                Nd4j.ones(5, 3),
                labels,
                "mine (train): expected as many label rows as examples, found 5 examples and 6");
        refuses(Nd4j.ones(6), labels, "expected features of shape [n, …], found [6]. Add the batch dimension");
        refuses(Nd4j.ones(6, 3), Nd4j.ones(6), "expected label rows [n, classes], found [6]. One-hot encode");
        refuses(Nd4j.ones(1, 3), oneHot(1, 2), "expected at least 2 training examples");
        assertThatThrownBy(() -> Dataset.of("mine", Nd4j.ones(6, 3), labels, Nd4j.ones(6, 4), labels))
                .isInstanceOf(DataException.class)
                .hasMessage("mine: expected test examples like the training examples, 3 in 2 classes, found 4 in 2."
                        + " Bring both to one shape.");
    }

    @Test
    @DisplayName("of iterators that are empty, unlabelled, masked or mixed says so")
    void refusesIterators() {
        DataSetIterator good = iterator(batch(4, 2));
        refuses(iterator(), good, "mine (train): expected at least one batch, found that the iterator has none.");
        refuses(iterator(new DataSet(Nd4j.ones(2, 3), null)), good, "expected labels with every batch");
        DataSet masked = batch(4, 2);
        masked.setFeaturesMaskArray(Nd4j.ones(4, 3));
        refuses(iterator(masked), good, "expected examples of one length, found mask arrays");
        refuses(iterator(batch(4, 2), batch(4, 3)), good, "shape [2, 3] in 2 classes, found [2, 3] in 3.");
    }

    private static void refuses(INDArray features, INDArray labels, String message) {
        assertThatThrownBy(() -> Dataset.of("mine", features, labels, features, labels))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    private static void refuses(DataSetIterator train, DataSetIterator test, String message) {
        assertThatThrownBy(() -> Dataset.of("mine", train, test))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    private static DataSetIterator iterator(DataSet... batches) {
        return new ExistingDataSetIterator(List.of(batches));
    }

    private static DataSet batch(int size, int classes) {
        return new DataSet(Nd4j.ones(size, 2, 3), oneHot(size, classes));
    }

    private static INDArray oneHot(int size, int classes) {
        INDArray labels = Nd4j.zeros(size, classes);
        for (int i = 0; i < size; i++) {
            labels.putScalar(i, i % classes, 1);
        }
        return labels;
    }

    private static Examples randomClasses(int count, int classes, SplittableRandom random) {
        INDArray labels = Nd4j.zeros(count, classes);
        for (int i = 0; i < count; i++) {
            // The lower of two draws: classes of very different sizes.
            labels.putScalar(i, Math.min(random.nextInt(classes), random.nextInt(classes)), 1);
        }
        return FloatExamples.of("random", Nd4j.ones(count, 1), labels);
    }

    private static void assertProportional(Examples examples, int[] whole, Split part) {
        double[] expected = new double[examples.classes()];
        for (int example : whole) {
            expected[examples.classOf(example)] += (double) part.size() / whole.length;
        }
        int[] found = new int[examples.classes()];
        for (int example : part.members()) {
            found[examples.classOf(example)]++;
        }
        for (int c = 0; c < found.length; c++) {
            assertThat(Math.abs(found[c] - expected[c]))
                    .as("class %d of %s", c, part)
                    .isLessThan(1);
        }
    }

    private static int[] union(Split one, Split other) {
        int[] all = Arrays.copyOf(one.members(), one.size() + other.size());
        System.arraycopy(other.members(), 0, all, one.size(), other.size());
        Arrays.sort(all);
        return all;
    }

    private static int[] range(int end) {
        return IntStream.range(0, end).toArray();
    }
}
