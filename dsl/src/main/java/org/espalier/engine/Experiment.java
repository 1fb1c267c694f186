package org.espalier.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Model;
import org.espalier.checkpoint.Checkpoints;
import org.espalier.data.Dataset;
import org.espalier.dynamic.DynamicNetwork;
import org.espalier.measure.Latency;
import org.espalier.model.Network;
import org.espalier.recipe.GatedRecipe;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Sweep;
import org.espalier.recipe.Target;
import org.espalier.zoo.Images;
import org.espalier.zoo.ModelReference;
import org.espalier.zoo.Zoo;
import org.espalier.zoo.ZooModel;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A dense model, the data it is trained and judged on, and how. Immutable: recipes run on it give new models, and the
 * dense model is trained once and kept for every recipe.
 *
 * <pre>{@code
 * var lenet = experiment(lenet5(), mnist()).seeds(1, 2, 3);
 * lenet.explain(recipe)
 * lenet.run(recipe)
 * }</pre>
 */
public final class Experiment {
    private final DenseModels models;
    private final Settings settings;
    private final Supplier<Progress.Listener> listeners;
    private final RunRecorder recorder;

    private Experiment(
            DenseModels models, Settings settings, Supplier<Progress.Listener> listeners, RunRecorder recorder) {
        this.models = models;
        this.settings = settings;
        this.listeners = listeners;
        this.recorder = recorder;
    }

    /** A model of the zoo, trained here for as many epochs as the zoo says. */
    public static Experiment of(ZooModel model, Dataset data) {
        return of(Source.of(model), data);
    }

    /**
     * Your own model, taken as trained; it is copied and never changed. A model that was never trained needs
     * {@link #trainedFor} or {@link #asGiven}.
     */
    public static Experiment of(Model model, Dataset data) {
        Network network = Network.of(model);
        ModelReference given = new ModelReference.Given(network.type(), Optional.of(Surroundings.sha256(network)));
        return of(Source.of(given, network), data);
    }

    /**
     * The experiment that was described: looks for the model and the data.
     *
     * @throws IllegalArgumentException if the model or the data is unknown, or another one than was described
     * @throws org.espalier.data.DataException if the data is not to be had
     */
    public static Experiment of(ExperimentDescription description) {
        Dataset data = description.data().dataset();
        Source source = source(description.model(), data);
        if (description.epochs().isPresent()) {
            int epochs = description.epochs().getAsInt();
            source = epochs == 0 ? source.asGiven() : source.trainedFor(epochs);
        }
        Settings settings = new Settings(
                description.seeds(), description.batchSize(), description.latencyBatch(), description.controls());
        return of(source, data).with(settings);
    }

    /**
     * Runs a receipt's recipe again, on this model and data, and compares figure by figure. Seeds, batches and controls are
     * the receipt's. Where the model or the data is another one nothing is run: the answer says so.
     *
     * @throws java.util.concurrent.CancellationException if the thread was interrupted
     */
    public Reproduction reproduce(Receipt receipt) {
        ExperimentDescription asked = receipt.experiment();
        Settings as = new Settings(asked.seeds(), asked.batchSize(), asked.latencyBatch(), asked.controls());
        int epochs = asked.epochs().orElse(models.source().epochs().orElse(0));
        Source source =
                epochs == 0 ? models.source().asGiven() : models.source().trainedFor(epochs);
        List<String> reasons = new ArrayList<>();
        Reproduction.differ(
                reasons, "model", asked.model().toString(), source.reference().toString());
        Reproduction.differ(reasons, "data", receipt.dataSha256(), models.data().sha256());
        if (!reasons.isEmpty()) {
            return Reproduction.impossible(receipt, reasons);
        }
        Experiment again = new Experiment(new DenseModels(source, models.data()), as, listeners, recorder);
        Receipt found = receipt.recipe() instanceof Recipe recipe
                ? again.run(recipe).receipt()
                : again.run((GatedRecipe) receipt.recipe()).receipt();
        return Reproduction.of(receipt, found);
    }

    private static Experiment of(Source source, Dataset data) {
        return new Experiment(
                new DenseModels(source, data), Settings.DEFAULT, () -> Progress.Listener.NONE, RunRecorder.NONE);
    }

    private static Source source(ModelReference reference, Dataset data) {
        if (reference instanceof ModelReference.OfZoo zoo) {
            return Source.of(Zoo.named(zoo, images(data)));
        }
        if (reference instanceof ModelReference.OfFile file) {
            Network network = Network.load(Path.of(file.file()));
            String found = Surroundings.sha256(network);
            file.sha256().filter(expected -> !expected.equals(found)).ifPresent(expected -> {
                throw new IllegalArgumentException(
                        "%s: expected the model whose parameters have the SHA-256 %s, found %s; give the file that was meant"
                                .formatted(file.file(), expected, found));
            });
            ModelReference known = new ModelReference.OfFile(file.file(), Optional.of(found));
            return Source.of(known, network).named(file.file());
        }
        throw new IllegalArgumentException(
                "the model \"%s\" was made in a notebook, so that it cannot be found from here; run this where the model is, with experiment(model, data)"
                        .formatted(reference.sentence()));
    }

    private static Images images(Dataset data) {
        long[] shape = data.exampleShape();
        if (shape.length != 3) {
            throw new IllegalArgumentException(
                    "models of the zoo take examples of shape [channels, height, width], found %s of %s"
                            .formatted(Arrays.toString(shape), data.name()));
        }
        return new Images((int) shape[0], (int) shape[1], (int) shape[2], data.classes());
    }

    /** This experiment as plain values, to write into a file and to run elsewhere. */
    public ExperimentDescription description() {
        return ExperimentDescription.of(models, settings);
    }

    /** The same experiment with a name for the model, shown in tables. */
    public Experiment named(String model) {
        return with(models.source().named(model));
    }

    /** Trains the dense model here first, for {@code epochs} epochs from the parameters it has. */
    public Experiment trainedFor(int epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException(
                    "trainedFor: epochs must be at least 1, found %d; asGiven() trains none".formatted(epochs));
        }
        return with(models.source().trainedFor(epochs));
    }

    /** Takes the model's parameters as they are. */
    public Experiment asGiven() {
        return with(models.source().asGiven());
    }

    /** Repeats every run with each of these seeds and reports mean ± standard deviation. */
    public Experiment seeds(long... seeds) {
        if (seeds.length == 0 || Arrays.stream(seeds).distinct().count() != seeds.length) {
            throw new IllegalArgumentException(
                    "seeds: expected at least one and no seed twice, found " + Arrays.toString(seeds));
        }
        List<Long> list = Arrays.stream(seeds).boxed().toList();
        return with(new Settings(list, settings.batchSize(), settings.latencyBatch(), settings.controls()));
    }

    /** Trains on mini-batches of this size; 64 unless told. */
    public Experiment batchSize(int examples) {
        requirePositive("batchSize", examples);
        Settings changed = new Settings(settings.seeds(), examples, settings.latencyBatch(), settings.controls());
        return new Experiment(models.from(models.source()), changed, listeners, recorder);
    }

    /** Measures latency on batches of this size; 32 unless told. */
    public Experiment latencyBatch(int examples) {
        requirePositive("latencyBatch", examples);
        return with(new Settings(settings.seeds(), settings.batchSize(), examples, settings.controls()));
    }

    /** Leaves latency out: its second or so for every network is most of the time that a small run takes. */
    Experiment withoutLatency() {
        return with(new Settings(settings.seeds(), settings.batchSize(), 0, settings.controls()));
    }

    /** Leaves out the control rows: random scores, and a small dense model trained from scratch. */
    public Experiment withoutControls() {
        return with(new Settings(settings.seeds(), settings.batchSize(), settings.latencyBatch(), false));
    }

    /**
     * Keeps every finished epoch of dense training, every finished step and control in this folder, and takes from there
     * what an interrupted run had finished: the figures are those of a run that was never interrupted. What is found is
     * named after model, data, recipe, seed, settings and version, so that any number of experiments may share a folder. A
     * recipe that was run to its end is read back, too; to do it anew, delete the folder or name another.
     *
     * <pre>{@code
     * experiment(lenet5(), mnist()).checkpointing(Path.of("checkpoints")).run(half)
     * }</pre>
     *
     * @throws IllegalArgumentException if the folder cannot be made or written to
     */
    public Experiment checkpointing(Path folder) {
        return new Experiment(models.keptIn(Checkpoints.in(folder)), settings, listeners, recorder);
    }

    /** Tells a recorder, such as a ledger, of every run. */
    public Experiment recordingTo(RunRecorder recorder) {
        return new Experiment(models, settings, listeners, recorder);
    }

    /** Sends the progress of every run to a listener made for it. */
    public Experiment listening(Supplier<Progress.Listener> listeners) {
        return new Experiment(models, settings, listeners, recorder);
    }

    /**
     * What the recipe would do here. Trains nothing.
     *
     * @throws IllegalArgumentException if a selector matches nothing, or the target cannot be reached
     */
    public Plan explain(Recipe recipe) {
        Network dense = models.source().build().apply(recipe.seed());
        return new Planner(recipe, models.source(), checked(recipe, dense), dense).plan();
    }

    /**
     * Trains the dense model if that was not done yet, runs the recipe and its controls with every seed, and measures.
     *
     * @throws IllegalArgumentException before any training, if a selector matches nothing, the target cannot be
     *     reached, or a recovery step asks for what the dense training does not have
     * @throws java.util.concurrent.CancellationException if the thread was interrupted
     */
    public Run run(Recipe recipe) {
        Budget budget = checked(recipe, models.source().build().apply(recipe.seed()));
        Run run;
        try {
            run = new Execution(recipe, models, settings, budget, listeners.get()).run();
        } catch (RuntimeException e) {
            try {
                recorder.failed(
                        recipe, models.source().sentence(), models.data().description(), e);
            } catch (RuntimeException unrecorded) {
                e.addSuppressed(unrecorded);
            }
            throw e;
        }
        try {
            recorder.finished(run);
        } catch (RuntimeException e) {
            return run.noting("This run was not recorded: " + e.getMessage());
        }
        return run;
    }

    /**
     * Trains the dense model if that was not done yet, puts gates into a copy and trains it, with every seed; then counts
     * MACs and measures latency input by input.
     *
     * @throws IllegalArgumentException before any training, if a selector matches nothing or a layer takes no gate
     * @throws java.util.concurrent.CancellationException if the thread was interrupted
     */
    public GatedRun run(GatedRecipe recipe) {
        Network dense = models.source().build().apply(recipe.seed());
        checkModel(dense);
        List<String> layers = GatedExecution.layers(recipe, dense);
        DynamicNetwork.gated(dense, recipe.gate(), layers);
        return new GatedExecution(recipe, models, settings, layers, listeners.get()).run();
    }

    /**
     * Runs every recipe of a sweep, as many at a time as the processor has threads for, and measures latency when all are
     * done. A run that fails is told among the failures and is not the end.
     *
     * @throws java.util.concurrent.CancellationException if the thread was interrupted
     */
    public SweepRun run(Sweep sweep) {
        return run(sweep, List.of(this));
    }

    /** As {@link #run(Sweep)}, on several models. */
    public static SweepRun run(Sweep sweep, List<Experiment> experiments) {
        return new SweepExecution(
                        sweep,
                        experiments,
                        SweepExecution.usualWorkers(),
                        experiments.get(0).listeners.get())
                .run();
    }

    /** As one cell of a sweep runs it: the recipe's own seed, no latency while others compute beside it. */
    Experiment asCell(boolean controls, Progress.Listener listener) {
        return new Experiment(
                models, new Settings(List.of(), settings.batchSize(), 0, controls), () -> listener, recorder);
    }

    boolean controls() {
        return settings.controls();
    }

    String name() {
        return models.source().name();
    }

    Dataset data() {
        return models.data();
    }

    Map<String, Latency> latencies(Map<String, Network> candidates) {
        return settings.latencyBatch() == 0
                ? Map.of()
                : Latency.compare(candidates, settings.latencyBatch(), data().exampleShape());
    }

    /**
     * Prunes one group of channels at a time to each ratio, with no recovery, and measures the accuracy on validation data.
     *
     * <pre>{@code
     * var lenet = experiment(lenet5(), mnistSubset());
     * lenet.sensitivity(pruneChannels().by(taylor()), 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
     * }</pre>
     *
     * @param ratios fractions of the group's channels, ascending, in (0, 1)
     * @throws IllegalArgumentException before any training, if the ratios are none such, or nothing can be pruned
     * @throws java.util.concurrent.CancellationException if the thread was interrupted
     */
    public Sensitivity sensitivity(Recipe.ChannelsBy stage, double... ratios) {
        return sensitivity(stage.to(new Target.ChannelsRemoved(0)), ratios);
    }

    /**
     * Prunes the weights of one layer at a time to each ratio, with no recovery, and measures the accuracy on validation
     * data.
     *
     * @param ratios fractions of the layer's weights, ascending, in (0, 1)
     * @throws IllegalArgumentException before any training, if the ratios are none such, or nothing can be pruned
     * @throws java.util.concurrent.CancellationException if the thread was interrupted
     */
    public Sensitivity sensitivity(Recipe.WeightsBy stage, double... ratios) {
        return sensitivity(stage.to(new Target.Sparsity(0)), ratios);
    }

    /**
     * As for the recipe's stage, in the layers of its scope and with its seed; target, schedule and recovery are not used.
     *
     * @param ratios fractions of each layer's weights or group's channels, ascending, in (0, 1)
     * @throws IllegalArgumentException before any training, if the ratios are none such, the recipe prunes a pattern or at
     *     initialisation, or nothing can be pruned
     * @throws java.util.concurrent.CancellationException if the thread was interrupted
     */
    public Sensitivity sensitivity(Recipe recipe, double... ratios) {
        Recipe each = SensitivityAnalysis.checked(recipe, ratios);
        Budget budget = checked(each, models.source().build().apply(each.seed()));
        List<Double> list = Arrays.stream(ratios).boxed().toList();
        return new SensitivityAnalysis(each, list, models, settings, budget, listeners.get()).measure();
    }

    private void checkModel(Network dense) {
        if (!models.source().decided()) {
            throw new IllegalArgumentException(
                    "the model was never trained (its iteration count is 0); say trainedFor(n) to train it here, or asGiven() if its parameters are right as they are");
        }
        checkData(dense);
    }

    private Budget checked(Recipe recipe, Network dense) {
        checkModel(dense);
        Execution.checkStart(recipe, models.source(), dense);
        recipe.during()
                .ifPresent(during -> during.method()
                        .check(
                                during.epochs() * Trainer.stepsPerEpoch(models.data(), settings.batchSize()),
                                during.epochs(),
                                recipe.over()));
        return Budget.of(
                recipe,
                models.source().name(),
                dense,
                Math.max(1, settings.latencyBatch()),
                models.data().exampleShape());
    }

    /** Whether the model reads this data's examples and has an output for each class. */
    private void checkData(Network dense) {
        long[] batch = LongStream.concat(
                        LongStream.of(1), Arrays.stream(models.data().exampleShape()))
                .toArray();
        long outputs;
        try {
            INDArray output = dense.output(Nd4j.zeros(batch));
            outputs = output.size(output.rank() - 1);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "%s cannot read examples of shape %s of %s; give the model that input, or use other data. DL4J says: %s"
                            .formatted(
                                    models.source().name(),
                                    Arrays.toString(models.data().exampleShape()),
                                    models.data().name(),
                                    e.getMessage()),
                    e);
        }
        if (outputs != models.data().classes()) {
            throw new IllegalArgumentException(
                    "%s has %d outputs, but %s has %d classes; give the model that many outputs, or use other data"
                            .formatted(
                                    models.source().name(),
                                    outputs,
                                    models.data().name(),
                                    models.data().classes()));
        }
    }

    private Experiment with(Source source) {
        return new Experiment(models.from(source), settings, listeners, recorder);
    }

    /** The names of the layers that can be pruned, in topological order; nothing is trained for it. */
    public List<String> layers() {
        return models.layers();
    }

    private Experiment with(Settings changed) {
        return new Experiment(models, changed, listeners, recorder);
    }

    private static void requirePositive(String what, int examples) {
        if (examples < 1) {
            throw new IllegalArgumentException("%s must be at least 1, found %d".formatted(what, examples));
        }
    }

    @Override
    public String toString() {
        return "Experiment: %s on %s; seeds %s"
                .formatted(
                        models.source().sentence(),
                        models.data().description(),
                        settings.seeds().isEmpty() ? "of the recipe" : settings.seeds());
    }
}
