package org.espalier.engine;

import java.util.List;
import java.util.OptionalInt;
import org.espalier.data.DataReference;
import org.espalier.zoo.ModelReference;

/**
 * An experiment as plain values: with a recipe, all that a run is made of, so that it can be written into a file and run
 * elsewhere.
 *
 * @param model the dense model
 * @param data what it is trained and judged on
 * @param epochs of dense training, 0 to take the parameters as they are; empty for as many as a model of the zoo says, and
 *     none for a file
 * @param seeds one whole run each; empty to take the recipe's
 * @param batchSize of training and calibration
 * @param latencyBatch the batch that latency is measured at; 0 to measure none
 * @param controls whether the control rows are run
 */
public record ExperimentDescription(
        ModelReference model,
        DataReference data,
        OptionalInt epochs,
        List<Long> seeds,
        int batchSize,
        int latencyBatch,
        boolean controls) {

    /** Checks every component. */
    public ExperimentDescription {
        seeds = List.copyOf(seeds);
        if (epochs.isPresent() && epochs.getAsInt() < 0) {
            throw new IllegalArgumentException("experiment: epochs must be at least 0, found " + epochs.getAsInt());
        }
        if (seeds.stream().distinct().count() != seeds.size()) {
            throw new IllegalArgumentException("experiment: expected no seed twice, found " + seeds);
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException("experiment: batchSize must be at least 1, found " + batchSize);
        }
        if (latencyBatch < 0) {
            throw new IllegalArgumentException(
                    "experiment: latencyBatch must be at least 1, or 0 to measure no latency, found " + latencyBatch);
        }
    }

    static ExperimentDescription of(DenseModels models, Settings settings) {
        return new ExperimentDescription(
                models.source().reference(),
                models.data().reference(),
                OptionalInt.of(models.source().epochs().orElse(0)),
                settings.seeds(),
                settings.batchSize(),
                settings.latencyBatch(),
                settings.controls());
    }

    /** With all else as usual. */
    public static ExperimentDescription of(ModelReference model, DataReference data) {
        Settings usual = Settings.DEFAULT;
        return new ExperimentDescription(
                model,
                data,
                OptionalInt.empty(),
                usual.seeds(),
                usual.batchSize(),
                usual.latencyBatch(),
                usual.controls());
    }
}
