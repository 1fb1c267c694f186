package org.espalier.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.espalier.data.Dataset;
import org.espalier.measure.Accuracy;
import org.espalier.model.Network;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Trains networks on the training split and picks the epoch by the validation split; never looks at the test split. */
final class Trainer {
    private static final int EVALUATION_BATCH = 256;

    private final Dataset data;
    private final int batchSize;
    private final Meter meter;

    Trainer(Dataset data, int batchSize, Meter meter) {
        this.data = data;
        this.batchSize = batchSize;
        this.meter = meter;
    }

    /**
     * The parameters after each epoch; the first entry is the start.
     *
     * @param best index of the epoch of highest validation accuracy; of equal ones the earliest, never the start
     */
    record Course(List<INDArray> afterEpoch, int best) {
        INDArray bestParameters() {
            return afterEpoch.get(best);
        }

        void giveTo(Network network) {
            network.takeTraining(bestParameters(), best);
        }
    }

    /**
     * Trains a copy that starts with a fresh updater state; the network itself keeps its parameters.
     *
     * @param seed of the order of examples and of dropout
     */
    Course train(Network network, int epochs, OptionalDouble learningRate, long seed) {
        return train(network, epochs, learningRate, seed, Epochs.FORGOTTEN);
    }

    /** The same, from the last epoch that was kept. */
    Course train(Network network, int epochs, OptionalDouble learningRate, long seed, Epochs kept) {
        return course(network.restarted(learningRate), 0, epochs, seed, UnaryOperator.identity(), kept);
    }

    /**
     * Trains this very network.
     *
     * @param before epochs that it counts as trained for, for schedules of learning rates
     * @param batches what becomes of each batch before the network sees it
     */
    Course course(Network trained, int before, int epochs, long seed, UnaryOperator<DataSet> batches) {
        return course(trained, before, epochs, seed, batches, Epochs.FORGOTTEN);
    }

    private Course course(
            Network start, int before, int epochs, long seed, UnaryOperator<DataSet> batches, Epochs kept) {
        Epochs.SoFar soFar = kept.soFar(epochs);
        Network trained = soFar.network().orElse(start);
        List<INDArray> afterEpoch = new ArrayList<>();
        afterEpoch.add(start.parameters());
        int best = 1;
        double highest = -1;
        for (Epochs.Epoch epoch : soFar.epochs()) {
            afterEpoch.add(epoch.parameters());
            if (epoch.accuracy() > highest) {
                highest = epoch.accuracy();
                best = afterEpoch.size() - 1;
            }
            meter.read(1, stepsPerEpoch());
        }
        for (int epoch = soFar.epochs().size() + 1; epoch <= epochs; epoch++) {
            // Each epoch draws by itself, so that one can begin here.
            Nd4j.getRandom().setSeed(Seeds.of(seed, "dropout", epoch - 1));
            for (DataSet batch : epoch(seed, epoch)) {
                trained.fit(batches.apply(batch));
                meter.batch();
            }
            trained.count(OptionalInt.empty(), before + epoch);
            afterEpoch.add(trained.parameters());
            double accuracy = measuredAccuracy(trained);
            kept.finished(epoch, epochs, trained, accuracy);
            meter.epoch(epoch, epochs, accuracy);
            if (accuracy > highest) {
                highest = accuracy;
                best = epoch;
            }
        }
        return new Course(afterEpoch, best);
    }

    /** The batches of one epoch, in the order that the seed gives it. */
    Iterable<DataSet> epoch(long seed, int epoch) {
        return data.train().shuffledBatches(batchSize, Seeds.of(seed, "shuffle", epoch));
    }

    int batchSize() {
        return batchSize;
    }

    /** How many batches an epoch has. */
    long stepsPerEpoch() {
        return stepsPerEpoch(data, batchSize);
    }

    /** How many batches of this size an epoch has. */
    static long stepsPerEpoch(Dataset data, int batchSize) {
        return (data.train().size() + batchSize - 1) / batchSize;
    }

    double validationAccuracy(Network network) {
        double accuracy = measuredAccuracy(network);
        meter.figure(String.format(Locale.ROOT, "validation accuracy %.2f %%", accuracy * 100));
        return accuracy;
    }

    /** As {@link #validationAccuracy}, but nobody is told. */
    double measuredAccuracy(Network network) {
        return Accuracy.of(network, data.validation().batches(EVALUATION_BATCH));
    }

    /** How many batches an accuracy on the validation split takes. */
    static long evaluationBatches(Dataset data) {
        return (data.validation().size() + EVALUATION_BATCH - 1) / EVALUATION_BATCH;
    }

    double testAccuracy(Network network) {
        return Accuracy.of(network, data.test().batches(EVALUATION_BATCH));
    }
}
