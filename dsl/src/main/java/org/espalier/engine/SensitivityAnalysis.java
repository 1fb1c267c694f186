package org.espalier.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.espalier.criterion.LayerSolver;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Start;
import org.espalier.recipe.Target;
import org.espalier.recipe.Unit;
import org.espalier.schedule.OneShot;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.Surgery;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One call of {@code experiment.sensitivity(...)}: each layer by itself to each ratio, scores taken once per seed. */
final class SensitivityAnalysis {
    private final Recipe recipe;
    private final List<Double> ratios;
    private final DenseModels models;
    private final Settings settings;
    private final Budget budget;
    private final Meter meter;
    private final Trainer trainer;
    private final List<Candidate> candidates;
    private final List<Double> dense = new ArrayList<>();

    /** A layer or group, what each ratio leaves of it, and the accuracies found with so much left. */
    private record Candidate(String name, long size, List<Long> left, Map<Long, List<Double>> found) {
        Candidate(String name, long size, List<Long> left) {
            this(name, size, left, new TreeMap<>());
            left.forEach(l -> found.put(l, new ArrayList<>()));
        }

        void found(long left, double accuracy) {
            Objects.requireNonNull(found.get(left)).add(accuracy);
        }
    }

    /** Makes the network in which one layer or group has so much left. */
    private interface Remover {
        Network remove(String name, long left);
    }

    SensitivityAnalysis(
            Recipe recipe,
            List<Double> ratios,
            DenseModels models,
            Settings settings,
            Budget budget,
            Progress.Listener listener) {
        this.recipe = recipe;
        this.ratios = ratios;
        this.models = models;
        this.settings = settings;
        this.budget = budget;
        this.candidates = recipe.prune() instanceof Unit.Channels channels ? groups(channels) : layers();
        this.meter = new Meter(listener, expectedBatches());
        this.trainer = new Trainer(models.data(), settings.batchSize(), meter);
    }

    /**
     * The recipe whose target asks nothing, for what is asked of one layer is not asked of the model.
     *
     * @throws IllegalArgumentException if ratios are not ascending fractions, or the recipe prunes a pattern or at
     *     initialisation
     */
    static Recipe checked(Recipe recipe, double... ratios) {
        boolean ascending = ratios.length > 0;
        for (int i = 0; i < ratios.length; i++) {
            ascending &= ratios[i] > (i == 0 ? 0 : ratios[i - 1]) && ratios[i] < 1;
        }
        if (!ascending) {
            throw new IllegalArgumentException(
                    "sensitivity: expected ascending fractions in (0, 1), such as 0.1, 0.3, 0.5, 0.7, 0.9, found %s"
                            .formatted(Arrays.stream(ratios)
                                    .mapToObj(Double::toString)
                                    .collect(Collectors.joining(", ", "[", "]"))));
        }
        if (recipe.prune() instanceof Unit.Pattern p) {
            throw new IllegalArgumentException(
                    "sensitivity: the pattern %s has one sparsity only; give pruneWeights() or pruneChannels()"
                            .formatted(p.pattern().sentence()));
        }
        if (recipe.prune() instanceof Unit.Blocks || recipe.prune() instanceof Unit.Kernels) {
            throw new IllegalArgumentException(
                    "sensitivity: %s are not measured layer by layer; give pruneWeights() or pruneChannels()"
                            .formatted(recipe.prune().sentence()));
        }
        if (recipe.start() == Start.INITIALISATION) {
            throw new IllegalArgumentException(
                    "sensitivity: the recipe \"%s\" prunes at initialisation, where there is no accuracy to lose; leave out atInitialisation()"
                            .formatted(recipe.name()));
        }
        if (recipe.during().isPresent()) {
            throw new IllegalArgumentException(
                    "sensitivity: the recipe \"%s\" prunes while training, which is not measured layer by layer; leave out whileTraining(...)"
                            .formatted(recipe.name()));
        }
        if (recipe.by() instanceof LayerSolver) {
            throw new IllegalArgumentException(
                    "sensitivity: %s gives the weights that stay new values, which is not measured layer by layer; give a criterion that only ranks, such as wanda()"
                            .formatted(recipe.by().id()));
        }
        Target nothing =
                recipe.prune() instanceof Unit.Channels ? new Target.ChannelsRemoved(0) : new Target.Sparsity(0);
        return new Recipe(
                recipe.name(),
                recipe.prune(),
                recipe.by(),
                nothing,
                recipe.in().rankedPerLayer(),
                recipe.start(),
                Optional.empty(),
                new OneShot(),
                List.of(),
                recipe.seed());
    }

    /** @throws IllegalArgumentException if no group can be narrower, widths being multiples */
    private List<Candidate> groups(Unit.Channels channels) {
        ChannelBudget of = budget.ofChannels();
        if (of.scope().stream().allMatch(group -> group.width() <= channels.roundTo())) {
            throw new IllegalArgumentException(
                    "sensitivity: no group of %s in %s can be narrower, widths being multiples of %d (%s); round to a smaller multiple"
                            .formatted(
                                    channels.piece().plural(),
                                    recipe.in().sentence(),
                                    channels.roundTo(),
                                    of.scope().stream()
                                            .map(group -> group.name() + " has " + group.width())
                                            .collect(Collectors.joining(", "))));
        }
        List<Map<String, Integer>> widths = ratios.stream()
                .map(ratio -> of.uniformWidths(new Target.ChannelsRemoved(ratio), channels.roundTo()))
                .toList();
        return of.scope().stream()
                .map(group -> new Candidate(
                        group.name(),
                        group.width(),
                        widths.stream()
                                .map(w -> (long) w.getOrDefault(group.name(), group.width()))
                                .toList()))
                .toList();
    }

    private List<Candidate> layers() {
        return budget.scope().stream()
                .map(layer -> new Candidate(
                        layer.name(),
                        layer.weights(),
                        ratios.stream()
                                .map(ratio -> layer.weights() - Math.round(ratio * layer.weights()))
                                .toList()))
                .toList();
    }

    Sensitivity measure() {
        meter.task("begin");
        for (long seed : seeds()) {
            measure(seed);
        }
        meter.finished();
        Accuracies whole = new Accuracies(dense);
        return new Sensitivity(
                models.source().sentence(),
                models.data().description(),
                recipe.prune(),
                recipe.by().id(),
                ratios,
                seeds(),
                whole,
                candidates.stream().map(candidate -> curve(candidate, whole)).toList());
    }

    private void measure(long seed) {
        Network network = models.get(seed, trainer, meter).network().copy();
        meter.task("dense model, seed " + seed);
        double whole = accuracy(network);
        dense.add(whole);
        meter.task("score, seed " + seed);
        Remover remover = remover(network, seed);
        for (Candidate candidate : candidates) {
            for (long left : candidate.found().keySet()) {
                if (left == candidate.size()) {
                    candidate.found(left, whole);
                } else {
                    meter.task(
                            "%s, %,d of %,d left, seed %d".formatted(candidate.name(), left, candidate.size(), seed));
                    candidate.found(left, accuracy(remover.remove(candidate.name(), left)));
                }
            }
        }
    }

    private double accuracy(Network network) {
        double accuracy = trainer.validationAccuracy(network);
        for (long batch = 0; batch < batchesPerAccuracy(); batch++) {
            meter.batch();
        }
        return accuracy;
    }

    private Remover remover(Network network, long seed) {
        Scoring scoring = new Scoring(recipe.by(), models.data(), settings.batchSize(), Seeds.of(seed, "score", 1));
        if (recipe.prune() instanceof Unit.Channels unit) {
            Surgery surgery = new Surgery(network.dl4j());
            List<ChannelGroup> groups = budget.ofChannels().scope().stream()
                    .map(group -> surgery.groups().named(group.name()).orElseThrow())
                    .toList();
            Map<String, float[]> scores = scoring.ofChannels(network, surgery.groups(), groups, unit);
            return (name, left) -> {
                int[] best = ChannelAllocation.best(Objects.requireNonNull(scores.get(name)), Math.toIntExact(left));
                return Network.made(() -> surgery.shrink(Map.of(name, best)));
            };
        }
        Map<String, float[]> scores = scoring.ofWeights(network, budget.scope());
        return (name, left) -> {
            WeightLayer layer = budget.layer(name);
            INDArray mask =
                    Nd4j.create(WeightAllocation.best(Objects.requireNonNull(scores.get(name)), left), layer.shape());
            network.maskOf(name).ifPresent(mask::muli);
            Network masked = network.copy();
            masked.mask(name, mask);
            return masked;
        };
    }

    private Sensitivity.Curve curve(Candidate candidate, Accuracies whole) {
        List<Sensitivity.Level> levels = new ArrayList<>();
        for (int i = 0; i < ratios.size(); i++) {
            long left = candidate.left().get(i);
            Accuracies accuracy =
                    new Accuracies(Objects.requireNonNull(candidate.found().get(left)));
            levels.add(new Sensitivity.Level(
                    ratios.get(i),
                    left,
                    1 - (double) left / candidate.size(),
                    accuracy,
                    whole.mean() - accuracy.mean()));
        }
        return new Sensitivity.Curve(candidate.name(), candidate.size(), levels);
    }

    private List<Long> seeds() {
        return settings.seeds().isEmpty() ? List.of(recipe.seed()) : settings.seeds();
    }

    /** An evaluated batch costs about as much as one that is trained on, being four times as large. */
    private long batchesPerAccuracy() {
        return Trainer.evaluationBatches(models.data());
    }

    private long expectedBatches() {
        long perEpoch = (models.data().train().size() + settings.batchSize() - 1) / settings.batchSize();
        long measured = 1;
        for (Candidate candidate : candidates) {
            measured += candidate.found().keySet().stream()
                    .filter(left -> left != candidate.size())
                    .count();
        }
        long batches = 0;
        for (long seed : seeds()) {
            batches += models.epochsToTrain(seed) * perEpoch + measured * batchesPerAccuracy();
        }
        return batches;
    }
}
