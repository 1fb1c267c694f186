package org.espalier.engine;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.espalier.criterion.RandomScore;
import org.espalier.data.Dataset;
import org.espalier.measure.Int8;
import org.espalier.measure.Latency;
import org.espalier.measure.Macs;
import org.espalier.measure.Size;
import org.espalier.model.Network;
import org.espalier.recipe.During;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Start;
import org.espalier.recipe.Unit;
import org.espalier.recovery.Recovery;
import org.espalier.training.Gradual;
import org.espalier.training.StaticRandom;

/** One call of {@code experiment.run(recipe)}: every arm with every seed, then the latencies of the first seed's networks. */
final class Execution {
    private final Recipe recipe;
    private final DenseModels models;
    private final Settings settings;
    private final Budget budget;
    private final Dataset data;
    private final Meter meter;
    private final Trainer trainer;
    private final Map<Key, List<Figures>> figures = new LinkedHashMap<>();
    private final Map<Key, Network> firstSeeds = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /** Which row a network belongs to. */
    private record Key(Row.Arm arm, String label, int step, OptionalDouble asked) {}

    Execution(Recipe recipe, DenseModels models, Settings settings, Budget budget, Progress.Listener listener) {
        this.recipe = recipe;
        this.models = models;
        this.settings = settings;
        this.budget = budget;
        this.data = models.data();
        this.meter = new Meter(listener, expectedBatches());
        this.trainer = new Trainer(data, settings.batchSize(), meter);
    }

    Run run() {
        List<Long> seeds = seeds();
        meter.task("begin");
        for (long seed : seeds) {
            DenseModel dense = models.get(seed, trainer, meter);
            record(
                    new Key(Row.Arm.DENSE, "dense", 0, OptionalDouble.empty()),
                    dense.network(),
                    true,
                    OptionalDouble.empty());
            Job job = models.job(seed, trainer, meter).of(recipe, settings);
            Network pruned = arm(Row.Arm.RECIPE, recipe, dense, seed, Steps.of(job, "recipe"));
            if (settings.controls()) {
                if (!(recipe.by() instanceof RandomScore)) {
                    arm(Row.Arm.RANDOM_CONTROL, randomly(), dense, seed, Steps.of(job, "random"));
                }
                reinitialised(pruned, seed, job);
                smallDense(dense, pruned, seed, job);
            }
        }
        List<Row> rows = rows();
        resumed();
        meter.finished();
        Key last = lastOf(Row.Arm.RECIPE);
        Network model = firstSeeds.get(last);
        Network dense = firstSeeds.get(new Key(Row.Arm.DENSE, "dense", 0, OptionalDouble.empty()));
        if (model == null || dense == null) {
            throw new IllegalStateException("no step was run");
        }
        List<String> digests = figures.getOrDefault(last, List.of()).stream()
                .map(Figures::parametersSha256)
                .toList();
        Receipt receipt = new Receipt(
                recipe,
                ExperimentDescription.of(models, settings),
                models.source().sentence(),
                data.description(),
                data.sha256(),
                seeds,
                Surroundings.now(),
                Receipt.lines(rows, seeds),
                digests);
        List<String> scope = budget.scope().stream().map(l -> l.name()).toList();
        return new Run(
                recipe,
                models.source().sentence(),
                data.description(),
                rows,
                receipt,
                notes,
                dense,
                model,
                scope,
                Removal.examples(data),
                finals());
    }

    /** The first seed's network that each arm ended with. */
    private Map<Row.Arm, Network> finals() {
        Map<Row.Arm, Network> finals = new EnumMap<>(Row.Arm.class);
        firstSeeds.forEach((key, network) -> finals.put(key.arm(), network));
        return finals;
    }

    List<Long> seeds() {
        return settings.seeds().isEmpty() ? List.of(recipe.seed()) : settings.seeds();
    }

    /** The same with random scores; where masks are trained, with a random one that stays. */
    private Recipe randomly() {
        Optional<During> trained = recipe.during().filter(during -> !(during.method() instanceof Gradual));
        if (trained.isEmpty()) {
            return recipe.by(new RandomScore()).named("control: random scores");
        }
        int epochs = trained.get().epochs();
        return recipe.prune() instanceof Unit.Channels
                ? recipe.during(new During(new Unpruned(), epochs))
                        .by(new RandomScore())
                        .named("control: trained as long, then random channels")
                : recipe.during(new During(new StaticRandom(), epochs))
                        .named("control: a random mask, trained as long");
    }

    private Network arm(Row.Arm arm, Recipe recipe, DenseModel dense, long seed, Steps kept) {
        meter.network(recipe.name());
        List<Pruner.Step> steps = new Pruner(recipe, budget, dense, data, trainer, settings, meter, seed).run(kept);
        for (Pruner.Step step : steps) {
            boolean last = step.number() == steps.size();
            record(
                    new Key(arm, recipe.name(), step.number(), OptionalDouble.of(step.asked())),
                    step.network(),
                    last,
                    step.fidelity(),
                    step.quantised()
                            ? Int8.storedBytes(step.network())
                            : Size.of(step.network()).storedBytes());
            if (step.quantised()) {
                note(
                        "Weights are rounded to 8-bit integers and computed with in floats: accuracy and bytes are those of int8, latency is not.");
            }
        }
        return steps.get(steps.size() - 1).network();
    }

    /** Whether it was the weights that the recipe went back to, or the mask alone. */
    private void reinitialised(Network pruned, long seed, Job job) {
        if (!rewinds()) {
            return;
        }
        if (recipe.recoveryEpochs() == 0) {
            note("No reinitialised control: the recipe rewinds and trains no epochs, so it would stay untrained.");
            return;
        }
        int epochs = recipe.recoveryEpochs() / recipe.rounds();
        meter.network("control: reinitialised");
        meter.task("control: same masks, reinitialised, %d epochs".formatted(epochs));
        Network fresh = pruned.reinitialised(Seeds.of(seed, "reinitialised", 0));
        trainer.train(
                        fresh,
                        epochs,
                        OptionalDouble.empty(),
                        Seeds.of(seed, "reinitialised", 1),
                        Epochs.of(job, "reinitialised"))
                .giveTo(fresh);
        record(
                new Key(
                        Row.Arm.REINITIALISED_CONTROL,
                        recipe.prune() instanceof Unit.Channels || recipe.prune() instanceof Unit.Blocks
                                ? "control: same channels, reinitialised"
                                : "control: same masks, reinitialised",
                        0,
                        OptionalDouble.empty()),
                fresh,
                true,
                OptionalDouble.empty());
    }

    private boolean rewinds() {
        return recipe.then().stream().anyMatch(step -> step.rewindsTo().isPresent());
    }

    private void smallDense(DenseModel dense, Network pruned, long seed, Job job) {
        int epochs = smallDenseEpochs();
        if (epochs == 0) {
            note(
                    "No small dense control: the model is taken as given and the recipe trains no epochs, so it would stay untrained.");
            return;
        }
        Optional<Network> small = recipe.prune() instanceof Unit.Channels || recipe.prune() instanceof Unit.Blocks
                ? Optional.of(pruned)
                : SmallDense.withParameters(
                        dense.network(), lastFigures(Row.Arm.RECIPE).nonZeroParameters());
        if (small.isEmpty()) {
            note("No small dense control: the channels of this model cannot be cut, or not to so few parameters.");
            return;
        }
        meter.network("control: small dense");
        meter.task("control: small dense model, %d epochs from scratch".formatted(epochs));
        Network fresh = small.get().reinitialised(Seeds.of(seed, "small dense", 0));
        trainer.train(
                        fresh,
                        epochs,
                        OptionalDouble.empty(),
                        Seeds.of(seed, "small dense", 1),
                        Epochs.of(job, "small-dense"))
                .giveTo(fresh);
        record(
                new Key(Row.Arm.SMALL_DENSE_CONTROL, "control: small dense, from scratch", 0, OptionalDouble.empty()),
                fresh,
                true,
                OptionalDouble.empty());
    }

    /** As many as the recipe's own network is trained for: one pruned at initialisation has no dense training behind it. */
    private int smallDenseEpochs() {
        int before = recipe.start() == Start.INITIALISATION
                ? 0
                : models.source().epochs().orElse(0);
        return before + recipe.epochs();
    }

    private void resumed() {
        meter.remarks().forEach(this::note);
        models.checkpoints()
                .filter(kept -> meter.read() > 0)
                .ifPresent(kept -> note(
                        "%d finished epochs and steps were read from checkpoints in %s; delete the folder to do them anew, for instance after a change to a method of your own."
                                .formatted(meter.read(), kept.folder())));
    }

    private void note(String note) {
        if (!notes.contains(note)) {
            notes.add(note);
        }
    }

    private void record(Key key, Network network, boolean last, OptionalDouble fidelity) {
        record(key, network, last, fidelity, Size.of(network).storedBytes());
    }

    private void record(Key key, Network network, boolean last, OptionalDouble fidelity, long bytes) {
        Macs macs = Macs.of(network, data.exampleShape());
        Size size = Size.of(network);
        figures.computeIfAbsent(key, k -> new ArrayList<>())
                .add(new Figures(
                        size.parameters(),
                        size.nonZero(),
                        macs.dense(),
                        macs.nonZero(),
                        bytes,
                        budget.removed(recipe.to(), network, macs),
                        trainer.validationAccuracy(network),
                        last ? OptionalDouble.of(trainer.testAccuracy(network)) : OptionalDouble.empty(),
                        fidelity,
                        Surroundings.sha256(network)));
        macs.layers().stream()
                .filter(l -> l.nonZeroWeights() == 0)
                .forEach(l -> note(
                        "%s, step %d: layer %s has no weight left, so that its output no longer depends on the input."
                                .formatted(key.label(), key.step(), l.name())));
        firstSeeds.putIfAbsent(key, network);
    }

    private List<Row> rows() {
        Map<String, Network> candidates = new LinkedHashMap<>();
        Key denseKey = lastOf(Row.Arm.DENSE);
        Network dense = firstSeeds.get(denseKey);
        if (dense == null) {
            throw new IllegalStateException("no dense model was recorded");
        }
        candidates.put("as shipped", dense.asShipped());
        firstSeeds.forEach((key, network) -> candidates.put(key.toString(), network));
        Map<String, Latency> latencies = latencies(candidates);
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(
                Row.Arm.DENSE_AS_SHIPPED,
                "dense, DL4J as shipped",
                0,
                OptionalDouble.empty(),
                figures.getOrDefault(denseKey, List.of()),
                Optional.ofNullable(latencies.get("as shipped"))));
        figures.forEach((key, measured) -> rows.add(new Row(
                key.arm(),
                key.label(),
                key.step(),
                key.asked(),
                measured,
                Optional.ofNullable(latencies.get(key.toString())))));
        return rows;
    }

    private Map<String, Latency> latencies(Map<String, Network> candidates) {
        if (settings.latencyBatch() == 0) {
            return Map.of();
        }
        meter.task("measure latency");
        return Latency.compare(candidates, settings.latencyBatch(), data.exampleShape());
    }

    private Figures lastFigures(Row.Arm arm) {
        List<Figures> all = figures.getOrDefault(lastOf(arm), List.of());
        return all.get(all.size() - 1);
    }

    private Key lastOf(Row.Arm arm) {
        Key last = null;
        for (Key key : figures.keySet()) {
            last = key.arm() == arm ? key : last;
        }
        if (last == null) {
            throw new IllegalStateException("no row of " + arm);
        }
        return last;
    }

    private long expectedBatches() {
        long perEpoch = (models.data().train().size() + settings.batchSize() - 1) / settings.batchSize();
        int arms = settings.controls() ? 2 : 1;
        int small = settings.controls() ? smallDenseEpochs() : 0;
        small += settings.controls() && rewinds() ? recipe.recoveryEpochs() / recipe.rounds() : 0;
        long epochs = 0;
        for (long seed : seeds()) {
            epochs += models.epochsToTrain(seed) + (long) arms * recipe.epochs() + small;
        }
        return epochs * perEpoch;
    }

    /** Whether the recipe asks for an initialisation or an epoch that the dense training does not have. */
    static void checkStart(Recipe recipe, Source source, Network dense) {
        boolean initialisationKnown = source.epochs().isPresent() || !dense.trained();
        if (recipe.start() == Start.INITIALISATION && !initialisationKnown) {
            throw new IllegalArgumentException(
                    "the recipe \"%s\" prunes at initialisation, but the model is taken as given and was trained before; build a fresh one and say trainedFor(n) on the experiment"
                            .formatted(recipe.name()));
        }
        Consumer<Recovery> check = step -> step.rewindsTo().ifPresent(epoch -> {
            int trained = source.epochs().orElse(0);
            if (epoch > trained || !initialisationKnown) {
                throw new IllegalArgumentException(
                        source.epochs().isPresent()
                                ? "%s: the dense training has %d epochs, found epoch %d; train longer with trainedFor(%d) or rewind to less"
                                        .formatted(step.id(), trained, epoch, epoch)
                                : "%s: the model is taken as given, so there is no epoch %d to go back to; say trainedFor(n) on the experiment"
                                        .formatted(step.id(), epoch));
            }
        });
        recipe.then().forEach(check);
        recipe.then().stream()
                .filter(step -> step.repeats() > source.epochs().orElse(0))
                .findFirst()
                .ifPresent(step -> {
                    throw new IllegalArgumentException(
                            "%s: the dense training has %s, found its last %d; train longer with trainedFor(%d), or repeat fewer"
                                    .formatted(
                                            step.id(),
                                            source.epochs().isPresent()
                                                    ? source.epochs().getAsInt() + " epochs"
                                                    : "no epochs, the model being taken as given",
                                            step.repeats(),
                                            step.repeats()));
                });
    }
}
