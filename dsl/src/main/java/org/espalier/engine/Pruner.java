package org.espalier.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.espalier.criterion.LayerSolver;
import org.espalier.criterion.Need;
import org.espalier.data.Dataset;
import org.espalier.measure.Fidelity;
import org.espalier.model.Network;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Start;
import org.espalier.recipe.Target;
import org.espalier.recipe.Unit;
import org.espalier.recovery.Recovery;
import org.espalier.recovery.Training;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ResidualBlock;
import org.espalier.structure.ResidualBlocks;
import org.espalier.structure.Surgery;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs one recipe with one seed: score, allocate, mask or shrink, recover, once for each step of the schedule. */
final class Pruner {
    private static final int FIDELITY_EXAMPLES = 64;

    private final Recipe recipe;
    private final Budget budget;
    private final DenseModel dense;
    private final Dataset data;
    private final Trainer trainer;
    private final Settings settings;
    private final Meter meter;
    private final long seed;
    private final List<UnaryOperator<Model>> cuts = new ArrayList<>();
    private int trainings;
    private Network network;

    Pruner(
            Recipe recipe,
            Budget budget,
            DenseModel dense,
            Dataset data,
            Trainer trainer,
            Settings settings,
            Meter meter,
            long seed) {
        this.recipe = recipe;
        this.budget = budget;
        this.dense = dense;
        this.data = data;
        this.trainer = trainer;
        this.settings = settings;
        this.meter = meter;
        this.seed = seed;
        this.network = recipe.start() == Start.INITIALISATION
                ? dense.after(0)
                : dense.network().copy();
    }

    /**
     * The network after one step.
     *
     * @param asked the removed fraction the schedule asked for
     * @param fidelity largest output difference between the masked and the shrunk network, where channels were cut
     */
    record Step(int number, double asked, Network network, OptionalDouble fidelity) {}

    List<Step> run() {
        List<Step> steps = new ArrayList<>();
        for (int i = 1; i <= recipe.over().steps(); i++) {
            String where = recipe.over().steps() == 1
                    ? recipe.name()
                    : "%s, step %d of %d"
                            .formatted(recipe.name(), i, recipe.over().steps());
            double asked = recipe.over().at(i, recipe.to().removed());
            meter.task(where + ": score and remove");
            OptionalDouble fidelity =
                    removeInRounds(recipe.over().at(i - 1, recipe.to().removed()), asked, i);
            for (Recovery step : recipe.then()) {
                meter.task(where + ": " + step.sentence());
                step.recover(new MaskedTraining());
            }
            steps.add(new Step(i, asked, network.copy(), fidelity));
        }
        return steps;
    }

    /** The fraction left falls by the same factor from round to round; the largest difference of any. */
    private OptionalDouble removeInRounds(double before, double asked, int step) {
        int rounds = recipe.prune() instanceof Unit.Pattern ? 1 : recipe.by().rounds();
        OptionalDouble fidelity = OptionalDouble.empty();
        for (int round = 1; round <= rounds; round++) {
            double removed = round == rounds
                    ? asked
                    : 1 - (1 - before) * Math.pow((1 - asked) / (1 - before), (double) round / rounds);
            OptionalDouble found = remove(recipe.to().withRemoved(removed), step);
            fidelity =
                    found.isPresent() ? OptionalDouble.of(Math.max(found.getAsDouble(), fidelity.orElse(0))) : fidelity;
        }
        return fidelity;
    }

    private OptionalDouble remove(Target target, int step) {
        Scoring scoring = new Scoring(recipe.by(), data, settings.batchSize(), Seeds.of(seed, "score", step));
        if (recipe.prune() instanceof Unit.Channels channels) {
            return cut(target, channels, scoring);
        }
        return recipe.prune() instanceof Unit.Blocks ? leaveOut(target, scoring) : mask(target, scoring);
    }

    private OptionalDouble mask(Target target, Scoring scoring) {
        if (recipe.by() instanceof LayerSolver solver) {
            new LayerByLayer(network, budget, Request.of(solver), data, settings.batchSize(), scoring.seed())
                    .solve(solver, recipe.prune(), target);
            return OptionalDouble.empty();
        }
        Map<String, float[]> scores = scoring.ofWeights(network, budget.scope());
        Map<String, INDArray> masks = new LinkedHashMap<>();
        if (recipe.prune() instanceof Unit.Pattern p) {
            scores.forEach((layer, s) -> masks.put(
                    layer,
                    p.pattern().mask(Nd4j.create(s, network.weightLayer(layer).shape()))));
        } else if (recipe.in().drops().isPresent()) {
            new SensitivityAllocation(recipe.in().drops().get())
                    .removed(budget, target)
                    .forEach((layer, count) -> {
                        float[] s = Objects.requireNonNull(scores.get(layer));
                        masks.put(
                                layer,
                                Nd4j.create(
                                        WeightAllocation.best(s, s.length - count),
                                        network.weightLayer(layer).shape()));
                    });
        } else {
            masks.putAll(new WeightAllocation(budget, target, recipe.in().rank(), recipe.prune()).masks(scores));
        }
        masks.forEach((layer, mask) -> {
            // A given model may be sparser than this step asks for; what it lost stays lost.
            network.maskOf(layer).ifPresent(mask::muli);
            network.mask(layer, mask);
        });
        return OptionalDouble.empty();
    }

    private OptionalDouble cut(Target target, Unit.Channels unit, Scoring scoring) {
        Surgery surgery = new Surgery(network.dl4j());
        List<ChannelGroup> groups = budget.ofChannels().scope().stream()
                .map(group -> surgery.groups().named(group.name()).orElseThrow())
                .toList();
        Map<String, float[]> scores = scoring.ofChannels(network, surgery.groups(), groups, unit);
        Map<String, int[]> keep = recipe.in()
                .drops()
                .map(drops -> ChannelAllocation.keep(
                        scores, new SensitivityAllocation(drops).widths(budget.ofChannels(), target, unit.roundTo())))
                .orElseGet(() -> new ChannelAllocation(
                                budget.ofChannels(), target, recipe.in().rank(), unit.roundTo())
                        .keep(scores));
        if (keep.isEmpty()) {
            return OptionalDouble.of(0);
        }
        return replaced(surgery.silence(keep), model -> new Surgery(model).shrink(keep));
    }

    private OptionalDouble leaveOut(Target target, Scoring scoring) {
        ResidualBlocks blocks = ResidualBlocks.of(network.dl4j());
        Set<String> scope = budget.ofBlocks().names();
        List<ResidualBlock> left = blocks.all().stream()
                .filter(block -> scope.contains(block.name()))
                .toList();
        Map<String, Double> scores = new BlockScores(network, scoring).of(left);
        Set<String> gone = budget.ofBlocks().gone(target, scores);
        return gone.isEmpty()
                ? OptionalDouble.of(0)
                : replaced(
                        blocks.silenced(gone), model -> ResidualBlocks.of(model).without(gone));
    }

    /** Puts the smaller network in the place of this one; the largest difference of its outputs from the silenced one's. */
    private OptionalDouble replaced(Model silenced, UnaryOperator<Model> cut) {
        Network smaller = Network.made(() -> cut.apply(network.dl4j()));
        double difference = Fidelity.maxAbsDifference(Network.made(() -> silenced), smaller, examples(data));
        cuts.add(cut);
        network = smaller;
        return OptionalDouble.of(difference);
    }

    /** Validation examples on which two networks' outputs are compared. */
    static INDArray examples(Dataset data) {
        return data.validation()
                .batches(Math.min(FIDELITY_EXAMPLES, data.validation().size()))
                .iterator()
                .next()
                .getFeatures();
    }

    /** What recovery steps may do with the pruned network. */
    private final class MaskedTraining implements Training {

        @Override
        public void train(int epochs, OptionalDouble learningRate) {
            if (epochs < 1) {
                throw new IllegalArgumentException("a recovery step must train at least 1 epoch, found " + epochs);
            }
            long trainingSeed = Seeds.of(seed, "recovery", ++trainings);
            trainer.train(network, epochs, learningRate, trainingSeed).giveTo(network);
        }

        @Override
        public void rewindTo(int epoch) {
            int last = dense.course().afterEpoch().size() - 1;
            if (epoch < 0 || epoch > last) {
                throw new IllegalArgumentException(
                        "a recovery step must rewind to an epoch in [0, %d], found %d".formatted(last, epoch));
            }
            Network then = dense.after(epoch);
            for (UnaryOperator<Model> cut : cuts) {
                Model before = then.dl4j();
                then = Network.made(() -> cut.apply(before));
            }
            network.setParameters(then.parameters());
        }

        @Override
        public void reconstruct(int batches, double damp) {
            Request inputs = new Request("reconstruct", Set.of(Need.INPUT_GRAM), batches);
            new LayerByLayer(
                            network,
                            budget,
                            inputs,
                            data,
                            settings.batchSize(),
                            Seeds.of(seed, "reconstruct", ++trainings))
                    .refit(dense.network(), damp);
        }
    }
}
