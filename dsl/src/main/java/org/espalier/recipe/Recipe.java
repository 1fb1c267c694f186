package org.espalier.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.espalier.criterion.Criterion;
import org.espalier.criterion.LayerSolver;
import org.espalier.criterion.WeightCriterion;
import org.espalier.pattern.NofM;
import org.espalier.recovery.Recovery;
import org.espalier.recovery.Recovery.Asks;
import org.espalier.schedule.OneShot;
import org.espalier.schedule.Schedule;
import org.espalier.training.Gradual;
import org.espalier.training.TrainingMethod;

/**
 * What to prune, by which criterion, to which target, where, when, in how many steps and with what recovery. A value:
 * nothing has run, and running it changes neither the recipe nor the model it is run on.
 *
 * <pre>{@code
 * var half = pruneChannels(8)
 *     .by(taylor()).to(macsAtMost(0.5))
 *     .in(convolutions().except("conv1"))
 *     .over(cubic(5)).then(fineTune(1).at(1e-3)).named("lenet-half");
 * }</pre>
 *
 * @param name shown in tables
 * @param prune what is removed as one piece
 * @param by the criterion that ranks the pieces
 * @param to how far
 * @param in where
 * @param start which weights are pruned
 * @param during what prunes while the network is trained; empty where pruning and training take turns
 * @param over in how many steps
 * @param then the recovery after each step
 * @param seed of everything that is drawn at random in a run
 */
public record Recipe(
        String name,
        Unit prune,
        Criterion by,
        Target to,
        Scope in,
        Start start,
        Optional<During> during,
        Schedule over,
        List<Recovery> then,
        long seed)
        implements PruningRecipe {

    /** Checks that unit, criterion and target belong together. */
    public Recipe {
        then = List.copyOf(then);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a recipe's name must not be blank");
        }
        if (in.rank() == Scope.Rank.PER_OUTPUT && (prune instanceof Unit.Channels || prune instanceof Unit.Blocks)) {
            throw new IllegalArgumentException(
                    "%s are whole outputs, so that there is nothing to rank within one; leave out rankedPerOutput(), or use pruneWeights()"
                            .formatted(prune.sentence()));
        }
        if (in.rank().byShapes()
                && !(prune instanceof Unit.Weights
                        && (to instanceof Target.Sparsity || to instanceof Target.ParamsAtMost))) {
            throw new IllegalArgumentException(
                    "Erdős–Rényi densities are for pruneWeights() to a sparsity or to paramsAtMost, found %s to %s; rank them in another way"
                            .formatted(prune.sentence(), to.sentence()));
        }
        if (prune instanceof Unit.Channels) {
            if (!(to instanceof Target.ForChannels)) {
                throw new IllegalArgumentException(
                        "channels cannot be pruned to %s; use channelsRemoved, macsAtMost, paramsAtMost, bytesAtMost or latencyAtMost"
                                .formatted(to.sentence()));
            }
        } else if (prune instanceof Unit.Blocks) {
            if (!(to instanceof Target.ForBlocks)) {
                throw new IllegalArgumentException(
                        "residual blocks cannot be pruned to %s; use blocksRemoved, macsAtMost or paramsAtMost"
                                .formatted(to.sentence()));
            }
            if (in.drops().isPresent()) {
                throw new IllegalArgumentException(
                        "residual blocks are ranked by their scores; leave out rankedBy(...), or use pruneChannels()");
            }
            if (in.rank() == Scope.Rank.ISOMORPHIC) {
                throw new IllegalArgumentException(
                        "residual blocks are all ranked together; leave out rankedByShape(), or use pruneChannels()");
            }
            // A block is left out or not: there is nothing to take the same fraction of.
            in = in.rankedGlobally();
        } else {
            if (!(by instanceof WeightCriterion)) {
                throw new IllegalArgumentException(
                        "%s scores channels only; to prune %s use a weight criterion such as magnitude()"
                                .formatted(by.id(), prune.sentence()));
            }
            if (!(to instanceof Target.ForWeights)) {
                throw new IllegalArgumentException(
                        "single weights cannot be pruned to %s; use sparsity, macsAtMost, paramsAtMost or bytesAtMost"
                                .formatted(to.sentence()));
            }
        }
        if (prune instanceof Unit.Pattern p
                && !to.equals(new Target.Sparsity(p.pattern().sparsity()))) {
            throw new IllegalArgumentException("the pattern %s is a sparsity of %s, found a target of %s"
                    .formatted(
                            p.pattern().sentence(),
                            Fractions.percent(p.pattern().sparsity()),
                            to.sentence()));
        }
        if (prune instanceof Unit.Pattern && over.steps() != 1 && during.isEmpty()) {
            throw new IllegalArgumentException(
                    "a fixed pattern is reached in one step, found %s over %d steps; leave out over(...)"
                            .formatted(over.id(), over.steps()));
        }
        if (during.isPresent()) {
            checkDuring(during.get().method(), prune, by, over);
        }
        if (start == Start.INITIALISATION
                && during.isEmpty()
                && (prune instanceof Unit.Channels || prune instanceof Unit.Blocks)) {
            throw new IllegalArgumentException(
                    "%s are pruned after training here; atInitialisation() is for pruneWeights() and prunePattern()"
                            .formatted(prune instanceof Unit.Blocks ? "residual blocks" : "channels"));
        }
        if (in.search().isPresent() && !(prune instanceof Unit.Channels)) {
            throw new IllegalArgumentException(
                    "%s searches the widths of channel groups, found %s; leave out searchedBy(...), or use pruneChannels()"
                            .formatted(in.search().get().id(), prune.sentence()));
        }
        if (in.drops().isPresent()) {
            in.checkDrops(prune);
        }
        if (by.rounds() < 1) {
            throw new IllegalArgumentException(
                    "%s: rounds must be at least 1, found %d".formatted(by.id(), by.rounds()));
        }
        if (by instanceof LayerSolver) {
            checkSolver(by.id(), prune, in);
        }
        boolean ofDenseOutputs = then.stream().anyMatch(step -> step.asks().contains(Asks.DENSE_OUTPUTS));
        if (ofDenseOutputs && (start == Start.INITIALISATION || during.isPresent() || prune instanceof Unit.Blocks)) {
            throw new IllegalArgumentException(
                    "reconstruct refits weights to the outputs of the trained dense layers, found %s pruned %s; use fineTune(...) or train(...)"
                            .formatted(prune.sentence(), moment(start, during)));
        }
        for (int i = 0; i < then.size() - 1; i++) {
            if (then.get(i).atTheEnd()) {
                throw new IllegalArgumentException(
                        "%s is done once, when all else is over, found %s after it; put it last"
                                .formatted(then.get(i).id(), then.get(i + 1).id()));
            }
        }
        // Fails now, not after hours of training, where the schedule starts above the target.
        over.at(over.steps(), to.removed());
    }

    private static void checkDuring(TrainingMethod method, Unit prune, Criterion by, Schedule over) {
        boolean fits = prune instanceof Unit.Channels && method instanceof TrainingMethod.ForChannels
                || prune instanceof Unit.Pattern && method instanceof TrainingMethod.ForPatterns
                || (prune instanceof Unit.Weights || prune instanceof Unit.Kernels)
                        && method instanceof TrainingMethod.ForWeights;
        if (!fits) {
            List<String> pieces = new ArrayList<>();
            if (method instanceof TrainingMethod.ForWeights) {
                pieces.add("weights");
            }
            if (method instanceof TrainingMethod.ForPatterns) {
                pieces.add("patterns of weights");
            }
            if (method instanceof TrainingMethod.ForChannels) {
                pieces.add("channels");
            }
            throw new IllegalArgumentException("%s prunes %s while training, found %s"
                    .formatted(method.id(), String.join(" and ", pieces), prune.sentence()));
        }
        if (method.decides() && !by.equals(method.by())) {
            throw new IllegalArgumentException(
                    "%s decides itself which weights stay, found by(%s), which would have no say; leave out by(...)"
                            .formatted(method.id(), by.id()));
        }
        if (by instanceof LayerSolver || by.rounds() != 1) {
            throw new IllegalArgumentException(
                    "%s gives weights new values, or removes in rounds of its own; while training use a criterion that ranks, such as magnitude()"
                            .formatted(by.id()));
        }
        if (over.steps() != 1 && method.over().steps() == 1) {
            throw new IllegalArgumentException(
                    "%s is at its target from the first step, or prunes in the end, found %s over %d steps; leave out over(...)"
                            .formatted(method.id(), over.id(), over.steps()));
        }
    }

    private static void checkSolver(String id, Unit prune, Scope in) {
        boolean pattern = prune instanceof Unit.Pattern p && p.pattern() instanceof NofM;
        if (!(prune instanceof Unit.Weights) && !pattern) {
            throw new IllegalArgumentException(
                    "%s gives single weights new values and cannot prune %s; use pruneWeights() or prunePattern(n, m)"
                            .formatted(id, prune.sentence()));
        }
        if (in.rank() != Scope.Rank.PER_LAYER || in.drops().isPresent()) {
            throw new IllegalArgumentException(
                    "%s solves one layer after the other, each losing the same fraction, found %s; leave out the ranking, or say rankedPerLayer()"
                            .formatted(id, in.sentence()));
        }
    }

    /** The stage after {@code pruneWeights()}: asks for the criterion. */
    public record OfWeights(Unit.Weights prune) {
        /** Ranks single weights by {@code criterion}. */
        public WeightsBy by(WeightCriterion criterion) {
            return new WeightsBy(prune, criterion);
        }

        /** Prunes by what is learnt while the network is trained. */
        public WeightsLearning learning(TrainingMethod.ForWeights method) {
            return new WeightsLearning(prune, Scope.of(Scope.Layers.EVERY), method);
        }
    }

    /**
     * The stage of weights that are pruned while the network is trained: asks how many go.
     *
     * @param in the layers, unless the recipe says otherwise
     */
    public record WeightsLearning(Unit.Weights prune, Scope in, TrainingMethod.ForWeights method) {
        /** Prunes to {@code target}. */
        public LearningTo to(Target.ForWeights target) {
            return new LearningTo(prune, in, method, target);
        }
    }

    /**
     * The stage that asks for how long the network is trained.
     *
     * @param in the layers, unless the recipe says otherwise
     */
    public record LearningTo(Unit prune, Scope in, TrainingMethod method, Target to) {
        /** Trains from the initialisation for so many epochs. */
        public Recipe whileTraining(int epochs) {
            String pattern = prune instanceof Unit.Pattern p ? p.pattern().sentence() : to.sentence();
            return new Recipe(
                    method.id() + " " + pattern,
                    prune,
                    method.by(),
                    to,
                    in,
                    Start.INITIALISATION,
                    Optional.of(new During(method, epochs)),
                    method.over(),
                    List.of(),
                    42);
        }
    }

    /** The stage that asks how many weights go. */
    public record WeightsBy(Unit.Weights prune, WeightCriterion criterion) {
        /** Prunes to {@code target}. */
        public Recipe to(Target.ForWeights target) {
            return create(prune, criterion, target);
        }
    }

    /** The stage after {@code pruneKernels()}: asks for the criterion. */
    public record OfKernels(Unit.Kernels prune) {
        /** Ranks kernels by the mean score that {@code criterion} gives their weights. */
        public KernelsBy by(WeightCriterion criterion) {
            return new KernelsBy(prune, criterion);
        }
    }

    /** The stage that asks how many kernels go; targets count their weights. */
    public record KernelsBy(Unit.Kernels prune, WeightCriterion criterion) {
        /** Prunes to {@code target}. */
        public Recipe to(Target.ForWeights target) {
            return create(prune, criterion, target).in(Scope.of(Scope.Layers.CONVOLUTIONS));
        }
    }

    /** The stage after {@code prunePattern(n, m)}: asks for the criterion, the pattern itself being the target. */
    public record OfPattern(Unit.Pattern prune) {
        /** Ranks the weights of a group by {@code criterion}. */
        public Recipe by(WeightCriterion criterion) {
            return create(prune, criterion, new Target.Sparsity(prune.pattern().sparsity()));
        }

        /** Prunes by what is learnt while the network is trained. */
        public LearningTo learning(TrainingMethod.ForPatterns method) {
            return new LearningTo(
                    prune,
                    Scope.of(Scope.Layers.EVERY),
                    method,
                    new Target.Sparsity(prune.pattern().sparsity()));
        }
    }

    /** The stage after {@code pruneChannels(roundTo)}: asks for the criterion. */
    public record OfChannels(Unit.Channels prune) {
        /** Scores channels that fall together, as those of a residual sum do, by {@code aggregate}; the mean unless told. */
        public OfChannels aggregating(Aggregate aggregate) {
            return new OfChannels(new Unit.Channels(prune.roundTo(), aggregate, prune.normalisation(), prune.piece()));
        }

        /** Divides each layer's scores before layers are compared; by nothing unless told. */
        public OfChannels normalisedBy(Normalisation normalisation) {
            return new OfChannels(new Unit.Channels(prune.roundTo(), prune.aggregate(), normalisation, prune.piece()));
        }

        /** Prunes by what is learnt while the network is trained. */
        public ChannelsLearning learning(TrainingMethod.ForChannels method) {
            return new ChannelsLearning(prune, method);
        }

        /** Ranks channels by {@code criterion}. */
        public ChannelsBy by(Criterion criterion) {
            return new ChannelsBy(prune, criterion);
        }
    }

    /** The stage of channels that are pruned while the network is trained: asks how many go. */
    public record ChannelsLearning(Unit.Channels prune, TrainingMethod.ForChannels method) {
        /** Prunes to {@code target}. */
        public LearningTo to(Target.ForChannels target) {
            return new LearningTo(prune, Scope.of(Scope.Layers.EVERY), method, target);
        }
    }

    /** The stage that asks how many channels go. */
    public record ChannelsBy(Unit.Channels prune, Criterion criterion) {
        /** Prunes to {@code target}. */
        public Recipe to(Target.ForChannels target) {
            return create(prune, criterion, target);
        }
    }

    /** The stage after {@code pruneBlocks()}: asks for the criterion. */
    public record OfBlocks(Unit.Blocks prune) {
        /** Ranks blocks by the mean score that {@code criterion} gives the channels of their layers. */
        public BlocksBy by(Criterion criterion) {
            return new BlocksBy(prune, criterion);
        }
    }

    /** The stage that asks how many blocks go. */
    public record BlocksBy(Unit.Blocks prune, Criterion criterion) {
        /** Prunes to {@code target}. */
        public Recipe to(Target.ForBlocks target) {
            return create(prune, criterion, target);
        }
    }

    private static Recipe create(Unit prune, Criterion by, Target to) {
        String name =
                by.id() + " " + (prune instanceof Unit.Pattern p ? p.pattern().sentence() : to.sentence());
        return new Recipe(
                name,
                prune,
                by,
                to,
                Scope.of(Scope.Layers.EVERY),
                Start.TRAINED,
                Optional.empty(),
                new OneShot(),
                List.of(),
                42);
    }

    /** The same recipe to another target. */
    public Recipe to(Target target) {
        return new Recipe(name, prune, by, target, in, start, during, over, then, seed);
    }

    /** The same recipe in other layers. */
    public Recipe in(Scope scope) {
        return new Recipe(name, prune, by, to, scope, start, during, over, then, seed);
    }

    /** The same recipe over another schedule. */
    public Recipe over(Schedule schedule) {
        return new Recipe(name, prune, by, to, in, start, during, schedule, then, seed);
    }

    /** The same recipe with these recovery steps after each pruning step; replaces those it had. */
    public Recipe then(Recovery... steps) {
        return new Recipe(name, prune, by, to, in, start, during, over, List.of(steps), seed);
    }

    /** The same recipe under another name. */
    @Override
    public Recipe named(String name) {
        return new Recipe(name, prune, by, to, in, start, during, over, then, seed);
    }

    /** The same recipe with another seed. */
    @Override
    public Recipe seed(long seed) {
        return new Recipe(name, prune, by, to, in, start, during, over, then, seed);
    }

    /** The same recipe on the weights at initialisation; train afterwards with {@code then(train(n))}. */
    public Recipe atInitialisation() {
        return new Recipe(name, prune, by, to, in, Start.INITIALISATION, during, over, then, seed);
    }

    /** The same recipe from the trained weights: what {@link #whileTraining} does at initialisation unless told. */
    public Recipe fromTrainedWeights() {
        return new Recipe(name, prune, by, to, in, Start.TRAINED, during, over, then, seed);
    }

    /**
     * Prunes gradually while the network is trained from its initialisation, at the steps of {@code schedule}, instead of
     * before or after.
     *
     * @param epochs of training, at the model's own learning rates
     */
    public Recipe whileTraining(int epochs, Schedule schedule) {
        During gradually = new During(new Gradual(), epochs);
        return new Recipe(name, prune, by, to, in, Start.INITIALISATION, Optional.of(gradually), schedule, then, seed);
    }

    /** The same recipe pruned while training by another method, over its own schedule. */
    public Recipe during(During during) {
        TrainingMethod method = during.method();
        Criterion criterion = method.decides() ? method.by() : by;
        Schedule schedule = method.over().steps() == 1 ? method.over() : over;
        return new Recipe(name, prune, criterion, to, in, start, Optional.of(during), schedule, then, seed);
    }

    /** Rounds of score, remove and recover: the steps of the schedule; one where it rises while the network is trained. */
    public int rounds() {
        return during.isPresent() ? 1 : over.steps();
    }

    /** The same recipe by another criterion; what a control row runs. */
    public Recipe by(Criterion criterion) {
        return new Recipe(name, prune, criterion, to, in, start, during, over, then, seed);
    }

    /** Epochs of training that the recovery takes over all steps. */
    public int recoveryEpochs() {
        return rounds() * then.stream().mapToInt(Recovery::epochs).sum();
    }

    /** Epochs of training that the recipe takes: while it prunes, and of the recovery. */
    public int epochs() {
        return during.map(During::epochs).orElse(0) + recoveryEpochs();
    }

    /** The recipe in one sentence. */
    @Override
    public String sentence() {
        String pattern = prune instanceof Unit.Pattern ? "" : " to " + to.sentence();
        String steps = during.map(d ->
                        d.sentence() + (over.steps() == 1 ? "" : ", %d %s steps".formatted(over.steps(), over.id())))
                .orElse(over.steps() == 1 ? "in one step" : "over %d %s steps".formatted(over.steps(), over.id()));
        String recovery = then.isEmpty() ? "no recovery" : "then " + recovery();
        boolean decided = during.filter(d -> d.method().decides()).isPresent();
        return "Prune %s%s%s in %s, %s, %s; %s; seed %d."
                .formatted(
                        prune.sentence(),
                        decided ? "" : " by " + by.id(),
                        pattern,
                        in.sentence(),
                        moment(start, during),
                        steps,
                        recovery,
                        seed);
    }

    private String recovery() {
        String each = then.stream()
                .filter(step -> rounds() == 1 || !step.atTheEnd())
                .map(Recovery::sentence)
                .collect(Collectors.joining(", "));
        if (rounds() == 1) {
            return each;
        }
        String end = then.stream()
                .filter(Recovery::atTheEnd)
                .map(step -> step.sentence() + " in the end")
                .collect(Collectors.joining(", "));
        return each + (each.isEmpty() ? "" : " after each") + (each.isEmpty() || end.isEmpty() ? "" : ", ") + end;
    }

    private static String moment(Start start, Optional<During> during) {
        return during.isEmpty()
                ? start.sentence()
                : start == Start.INITIALISATION ? "from the initialisation" : "from the trained weights";
    }

    @Override
    public String toString() {
        return name + ": " + sentence();
    }
}
