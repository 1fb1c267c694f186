package org.espalier.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.espalier.data.Dataset;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;

/** The dense models of an experiment, one per seed, trained when first asked for and kept. */
final class DenseModels {
    private final Source source;
    private final Dataset data;
    private final Map<Long, DenseModel> trained = new HashMap<>();
    private List<String> layers = List.of();

    DenseModels(Source source, Dataset data) {
        this.source = source;
        this.data = data;
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

    synchronized int epochsToTrain(long seed) {
        return trained.containsKey(seed) ? 0 : source.epochs().orElse(0);
    }

    synchronized DenseModel get(long seed, Trainer trainer, Meter meter) {
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
            Trainer.Course course = trainer.train(network, epochs, OptionalDouble.empty(), Seeds.of(seed, "dense", 0));
            course.giveTo(network);
            model = new DenseModel(network, course);
        }
        trained.put(seed, model);
        return model;
    }
}
