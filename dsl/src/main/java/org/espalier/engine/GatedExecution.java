package org.espalier.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Consumer;
import org.espalier.data.Dataset;
import org.espalier.dynamic.DynamicNetwork;
import org.espalier.measure.Device;
import org.espalier.measure.LayerMacs;
import org.espalier.measure.Macs;
import org.espalier.model.LayerKind;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.recipe.GatedRecipe;
import org.espalier.recipe.Scope;
import org.espalier.text.NearestName;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** One call of {@code experiment.run(gatedRecipe)}: dense, dense trained for as long, and gated, with every seed. */
final class GatedExecution {
    private static final int MOST_INPUTS = 200;
    private static final int CALLS = 7;
    private static final int WARM_CALLS = 50;
    private static final String DENSE = "dense";
    private static final String CONTROL = "control: dense, trained as long";
    private static final String IN_FULL = "gated, every channel computed";
    private static final String GATED = "gated, only channels that pass";

    private final GatedRecipe recipe;
    private final DenseModels models;
    private final Settings settings;
    private final List<String> layers;
    private final Dataset data;
    private final Meter meter;
    private final Trainer trainer;
    private final Map<String, List<Double>> validation = new LinkedHashMap<>();
    private final Map<String, List<Double>> test = new LinkedHashMap<>();
    private final List<String> digests = new ArrayList<>();

    GatedExecution(
            GatedRecipe recipe,
            DenseModels models,
            Settings settings,
            List<String> layers,
            Progress.Listener listener) {
        this.recipe = recipe;
        this.models = models;
        this.settings = settings;
        this.layers = layers;
        this.data = models.data();
        this.meter = new Meter(listener, expectedBatches());
        this.trainer = new Trainer(data, settings.batchSize(), meter);
    }

    /**
     * The convolutions in scope.
     *
     * @throws IllegalArgumentException if a name is unknown or is no convolution, or nothing is left
     */
    static List<String> layers(GatedRecipe recipe, Network network) {
        List<String> convolutions = network.weightLayers().stream()
                .filter(layer -> layer.kind() == LayerKind.CONVOLUTION)
                .map(WeightLayer::name)
                .toList();
        Scope in = recipe.in();
        List<String> named = new ArrayList<>(in.names());
        named.addAll(in.except());
        for (String name : named) {
            if (!convolutions.contains(name)) {
                throw new IllegalArgumentException("gateChannels: no convolution \"%s\"%s; the model has %s"
                        .formatted(name, NearestName.hint(name, convolutions), convolutions));
            }
        }
        List<String> meant = convolutions.stream()
                .filter(name -> in.layers() != Scope.Layers.NAMED || in.names().contains(name))
                .filter(name -> !in.except().contains(name))
                .toList();
        if (meant.isEmpty()) {
            throw new IllegalArgumentException(
                    "gateChannels: a gate goes behind a convolution, and none is left; the model has " + convolutions);
        }
        return meant;
    }

    GatedRun run() {
        Network firstDense = null;
        Network firstGated = null;
        for (long seed : seeds()) {
            DenseModel dense = models.get(seed, trainer, meter);
            accuracies(DENSE, dense.network());
            if (settings.controls()) {
                Network longer = dense.network().copy();
                train(longer, CONTROL, seed);
            }
            Network gated = DynamicNetwork.gated(dense.network(), recipe.gate(), layers);
            train(gated, GATED, seed);
            digests.add(Surroundings.sha256(gated));
            firstDense = firstDense == null ? dense.network() : firstDense;
            firstGated = firstGated == null ? gated : firstGated;
        }
        if (firstDense == null || firstGated == null) {
            throw new IllegalStateException("no seed was run");
        }
        GatedRun run = measured(firstDense, DynamicNetwork.of(firstGated));
        meter.finished();
        return run;
    }

    private List<Long> seeds() {
        return settings.seeds().isEmpty() ? List.of(recipe.seed()) : settings.seeds();
    }

    private void train(Network network, String label, long seed) {
        meter.network(label);
        meter.task("%s, %d epochs, seed %d".formatted(label, recipe.epochs(), seed));
        trainer.train(network, recipe.epochs(), OptionalDouble.empty(), Seeds.of(seed, "gates", 0))
                .giveTo(network);
        accuracies(label, network);
    }

    private void accuracies(String label, Network network) {
        validation.computeIfAbsent(label, l -> new ArrayList<>()).add(trainer.validationAccuracy(network));
        test.computeIfAbsent(label, l -> new ArrayList<>()).add(trainer.testAccuracy(network));
    }

    private GatedRun measured(Network dense, DynamicNetwork gated) {
        meter.task("measure MACs and latency, input by input");
        List<INDArray> inputs = inputs();
        Macs macs = Macs.of(dense, data.exampleShape());
        // What no gate is behind is computed for every input.
        long always = macs.layers().stream()
                .filter(layer -> !layers.contains(layer.name()))
                .mapToLong(LayerMacs::dense)
                .sum();
        double[] inFull = new double[inputs.size()];
        double[] passing = new double[inputs.size()];
        for (int i = 0; i < inputs.size(); i++) {
            inFull[i] = always + gated.computeInFull(inputs.get(i)).macs();
            passing[i] = always + gated.compute(inputs.get(i)).macs();
        }
        Map<String, Spread> millis = millis(dense, gated, inputs);
        Spread denseMacs = Spread.of(macs.dense());
        List<GatedRun.Row> rows = new ArrayList<>();
        rows.add(row(DENSE, DENSE, denseMacs, Optional.ofNullable(millis.get(DENSE))));
        if (settings.controls()) {
            rows.add(row(CONTROL, CONTROL, denseMacs, Optional.empty()));
        }
        rows.add(row(IN_FULL, GATED, Spread.of(inFull), Optional.ofNullable(millis.get(IN_FULL))));
        rows.add(row(GATED, GATED, Spread.of(passing), Optional.ofNullable(millis.get(GATED))));
        return new GatedRun(
                recipe,
                models.source().sentence(),
                data.description(),
                rows,
                inputs.size(),
                CALLS,
                Device.name(),
                dense.backend(),
                Device.threads(),
                new Receipt(
                        recipe,
                        ExperimentDescription.of(models, settings),
                        models.source().sentence(),
                        data.description(),
                        data.sha256(),
                        seeds(),
                        Surroundings.now(),
                        Receipt.gatedLines(rows, seeds()),
                        digests),
                gated);
    }

    private GatedRun.Row row(String label, String trained, Spread macs, Optional<Spread> millis) {
        return new GatedRun.Row(
                label,
                new Accuracies(validation.getOrDefault(trained, List.of())),
                new Accuracies(test.getOrDefault(trained, List.of())),
                macs,
                millis);
    }

    private List<INDArray> inputs() {
        List<INDArray> inputs = new ArrayList<>();
        for (DataSet one : data.test().batches(1)) {
            if (inputs.size() == MOST_INPUTS) {
                break;
            }
            inputs.add(one.getFeatures());
        }
        return inputs;
    }

    /** Milliseconds of each input: the median of several calls, networks in turn in another order each time. */
    private Map<String, Spread> millis(Network dense, DynamicNetwork gated, List<INDArray> inputs) {
        if (settings.latencyBatch() == 0) {
            return Map.of();
        }
        Map<String, Consumer<INDArray>> candidates = new LinkedHashMap<>();
        candidates.put(DENSE, dense::output);
        candidates.put(IN_FULL, gated::computeInFull);
        candidates.put(GATED, gated::compute);
        candidates.values().forEach(candidate -> {
            for (int i = 0; i < WARM_CALLS; i++) {
                candidate.accept(inputs.get(i % inputs.size()));
            }
        });
        Map<String, double[]> medians = new LinkedHashMap<>();
        candidates.keySet().forEach(label -> medians.put(label, new double[inputs.size()]));
        List<String> order = new ArrayList<>(candidates.keySet());
        Random random = new Random(7);
        for (int i = 0; i < inputs.size(); i++) {
            Map<String, double[]> nanos = new LinkedHashMap<>();
            for (int call = 0; call < CALLS; call++) {
                Collections.shuffle(order, random);
                for (String label : order) {
                    long begun = System.nanoTime();
                    candidates.getOrDefault(label, x -> {}).accept(inputs.get(i));
                    nanos.computeIfAbsent(label, l -> new double[CALLS])[call] = System.nanoTime() - begun;
                }
            }
            int input = i;
            nanos.forEach((label, calls) -> {
                Arrays.sort(calls);
                medians.getOrDefault(label, new double[inputs.size()])[input] = calls[CALLS / 2] / 1e6;
            });
        }
        Map<String, Spread> spreads = new LinkedHashMap<>();
        medians.forEach((label, values) -> spreads.put(label, Spread.of(values)));
        return spreads;
    }

    private long expectedBatches() {
        long perEpoch = (models.data().train().size() + settings.batchSize() - 1) / settings.batchSize();
        long epochs = 0;
        for (long seed : seeds()) {
            epochs += models.epochsToTrain(seed) + (settings.controls() ? 2L : 1L) * recipe.epochs();
        }
        return epochs * perEpoch;
    }
}
