package org.espalier.engine;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import org.espalier.checkpoint.Checkpoints;
import org.espalier.data.Dataset;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;

/** The dense models of an experiment, one per seed, trained when first asked for and kept. */
final class DenseModels {
    private final Source source;
    private final Dataset data;
    private final Map<Long, DenseModel> trained = new ConcurrentHashMap<>();
    private final Map<Long, Object> locks = new ConcurrentHashMap<>();
    private final Map<Long, String> jobs = new ConcurrentHashMap<>();
    private final Optional<Checkpoints> checkpoints;
    private List<String> layers = List.of();

    DenseModels(Source source, Dataset data) {
        this(source, data, Optional.empty());
    }

    private DenseModels(Source source, Dataset data, Optional<Checkpoints> checkpoints) {
        this.source = source;
        this.data = data;
        this.checkpoints = checkpoints;
    }

    /** None of them trained yet, from another source. */
    DenseModels from(Source other) {
        return new DenseModels(other, data, checkpoints);
    }

    /** None of them trained yet, or read from what was kept. */
    DenseModels keptIn(Checkpoints folder) {
        return new DenseModels(source, data, Optional.of(folder));
    }

    Optional<Checkpoints> checkpoints() {
        return checkpoints;
    }

    /** The dense training of one seed, named after all that it depends on. */
    Job job(long seed, Trainer trainer, Meter meter) {
        String name = checkpoints.isEmpty()
                ? ""
                : jobs.computeIfAbsent(
                        seed,
                        s -> "dense-"
                                + Surroundings.sha256(String.join(
                                        "\n",
                                        Surroundings.version(),
                                        fingerprint(source.build().apply(s)),
                                        source.epochs().toString(),
                                        data.sha256(),
                                        "batch " + trainer.batchSize(),
                                        "seed " + s)));
        return new Job(checkpoints, name, meter);
    }

    private static String fingerprint(Network network) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            network.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Surroundings.sha256(bytes.toByteArray());
    }

    Source source() {
        return source;
    }

    Dataset data() {
        return data;
    }

    synchronized List<String> layers() {
        if (layers.isEmpty()) {
            Network network = trained.values().stream()
                    .findFirst()
                    .map(DenseModel::network)
                    .orElseGet(() -> source.build().apply(0));
            layers = network.weightLayers().stream().map(WeightLayer::name).toList();
        }
        return layers;
    }

    int epochsToTrain(long seed) {
        return trained.containsKey(seed) ? 0 : source.epochs().orElse(0);
    }

    /**
     * Two runs may ask at once: for another seed neither waits, and each gets a network of its own, since DL4J's must not
     * compute for two threads.
     */
    DenseModel get(long seed, Trainer trainer, Meter meter) {
        synchronized (locks.computeIfAbsent(seed, s -> new Object())) {
            return getLocked(seed, trainer, meter).copy();
        }
    }

    private DenseModel getLocked(long seed, Trainer trainer, Meter meter) {
        DenseModel known = trained.get(seed);
        if (known != null) {
            return known;
        }
        Network network = source.build().apply(seed);
        DenseModel model;
        if (source.epochs().isEmpty()) {
            model = new DenseModel(network, new Trainer.Course(List.of(network.parameters()), 0));
        } else {
            int epochs = source.epochs().getAsInt();
            meter.network("dense");
            meter.task("train %s, %d epochs, seed %d".formatted(source.name(), epochs, seed));
            Trainer.Course course = trainer.train(
                    network,
                    epochs,
                    OptionalDouble.empty(),
                    Seeds.of(seed, "dense", 0),
                    Epochs.of(job(seed, trainer, meter), "dense"));
            course.giveTo(network);
            model = new DenseModel(network, course);
        }
        trained.put(seed, model);
        return model;
    }
}
