package org.espalier.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.espalier.pattern.NofM;
import org.espalier.recipe.Aggregate;
import org.espalier.recipe.Drops;
import org.espalier.recipe.During;
import org.espalier.recipe.GatedRecipe;
import org.espalier.recipe.Normalisation;
import org.espalier.recipe.PruningRecipe;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Scope;
import org.espalier.recipe.Start;
import org.espalier.recipe.Target;
import org.espalier.recipe.Unit;
import org.espalier.recovery.Recovery;
import org.espalier.schedule.OneShot;
import org.espalier.training.Gradual;
import org.espalier.training.TrainingMethod;

/**
 * A recipe as the expression that makes it, with the facade's methods imported. Each step that is written is done as well,
 * so that nothing is left out and nothing said twice.
 */
final class RecipeJava {
    private static final int LONGEST_LINE = 100;
    private static final int USUAL_SEED = 42;

    private final Recipe wanted;
    private final List<String> steps = new ArrayList<>();
    private Recipe reached;

    private RecipeJava(Recipe wanted) {
        this.wanted = wanted;
        this.reached = begun();
    }

    static String of(PruningRecipe recipe) {
        if (recipe instanceof GatedRecipe gated) {
            return of(gated);
        }
        RecipeJava java = new RecipeJava((Recipe) recipe);
        java.refine();
        return inLines(java.steps);
    }

    private static String of(GatedRecipe recipe) {
        GatedRecipe usual = new GatedRecipe.OfGate(recipe.gate()).whileTraining(recipe.epochs());
        List<String> steps = new ArrayList<>(List.of(
                "gateChannels(%s)".formatted(MethodJava.of(recipe.gate())),
                ".whileTraining(%d)".formatted(recipe.epochs())));
        if (!recipe.in().equals(usual.in())) {
            steps.add(".in(%s)".formatted(scope(recipe.in())));
        }
        if (!recipe.name().equals(usual.name())) {
            steps.add(".named(%s)".formatted(MethodJava.literal(recipe.name())));
        }
        if (recipe.seed() != USUAL_SEED) {
            steps.add(".seed(%s)".formatted(MethodJava.literal(recipe.seed())));
        }
        return inLines(steps);
    }

    private static String inLines(List<String> steps) {
        String line = String.join("", steps);
        return line.length() <= LONGEST_LINE ? line : String.join("\n    ", steps);
    }

    /** The stages, up to the first whole recipe. */
    private Recipe begun() {
        Unit unit = wanted.prune();
        steps.add(unit(unit));
        Optional<TrainingMethod> learning = wanted.during()
                .map(During::method)
                .filter(method -> !(method instanceof Gradual) && !(unit instanceof Unit.Kernels));
        String to = unit instanceof Unit.Pattern ? "" : ".to(%s)".formatted(target(wanted.to()));
        if (learning.isEmpty()) {
            steps.add(".by(%s)".formatted(MethodJava.of(wanted.by())) + to);
            return by(unit);
        }
        TrainingMethod method = learning.get();
        int epochs = wanted.during().map(During::epochs).orElse(0);
        Scope in = Scope.of(Scope.Layers.EVERY);
        if (unit instanceof Unit.Weights
                && method instanceof TrainingMethod.Sparse
                && wanted.in().equals(in.erdosRenyiKernel())) {
            in = in.erdosRenyiKernel();
            steps.set(0, "sparseTraining(%s)".formatted(MethodJava.of(method)));
            steps.add(to + ".whileTraining(%d)".formatted(epochs));
        } else {
            steps.add(".learning(%s)%s.whileTraining(%d)".formatted(MethodJava.of(method), to, epochs));
        }
        return new Recipe.LearningTo(unit, in, method, wanted.to()).whileTraining(epochs);
    }

    private Recipe by(Unit unit) {
        // As the stages do it, whatever the unit.
        return new Recipe(
                wanted.by().id() + " "
                        + (unit instanceof Unit.Pattern pattern
                                ? pattern.pattern().sentence()
                                : wanted.to().sentence()),
                unit,
                wanted.by(),
                wanted.to(),
                Scope.of(unit instanceof Unit.Kernels ? Scope.Layers.CONVOLUTIONS : Scope.Layers.EVERY),
                Start.TRAINED,
                Optional.empty(),
                new OneShot(),
                List.of(),
                USUAL_SEED);
    }

    private static String unit(Unit unit) {
        if (unit instanceof Unit.Channels channels) {
            return channels(channels);
        }
        if (unit instanceof Unit.Pattern pattern) {
            return pattern.pattern() instanceof NofM of
                    ? "prunePattern(%d, %d)".formatted(of.n(), of.m())
                    : "new %s(new %s(%s))"
                            .formatted(
                                    MethodJava.className(Recipe.OfPattern.class),
                                    MethodJava.className(Unit.Pattern.class),
                                    MethodJava.of(pattern.pattern()));
        }
        return unit instanceof Unit.Weights
                ? "pruneWeights()"
                : unit instanceof Unit.Kernels ? "pruneKernels()" : "pruneBlocks()";
    }

    private static String channels(Unit.Channels unit) {
        boolean heads = unit.piece() == Unit.Piece.HEADS;
        if (heads && unit.roundTo() != 1) {
            return "new %s(new %s(%d, %s, %s, %s))"
                    .formatted(
                            MethodJava.className(Recipe.OfChannels.class),
                            MethodJava.className(Unit.Channels.class),
                            unit.roundTo(),
                            MethodJava.literal(unit.aggregate()),
                            MethodJava.literal(unit.normalisation()),
                            MethodJava.literal(unit.piece()));
        }
        String java = heads
                ? "pruneHeads()"
                : unit.roundTo() == 1 ? "pruneChannels()" : "pruneChannels(%d)".formatted(unit.roundTo());
        if (unit.aggregate() != Aggregate.MEAN) {
            java += ".aggregating(%s)".formatted(MethodJava.literal(unit.aggregate()));
        }
        if (unit.normalisation() != Normalisation.NONE) {
            java += ".normalisedBy(%s)".formatted(MethodJava.literal(unit.normalisation()));
        }
        return java;
    }

    /** Whatever is not yet as wanted. */
    private void refine() {
        if (reached.during().isEmpty()) {
            wanted.during().ifPresent(this::during);
        }
        if (!reached.by().equals(wanted.by())) {
            step(".by(%s)".formatted(MethodJava.of(wanted.by())), recipe -> recipe.by(wanted.by()));
        }
        if (!reached.in().equals(wanted.in())) {
            step(".in(%s)".formatted(scope(wanted.in())), recipe -> recipe.in(wanted.in()));
        }
        if (reached.start() != wanted.start()) {
            boolean trained = wanted.start() == Start.TRAINED;
            step(
                    trained ? ".fromTrainedWeights()" : ".atInitialisation()",
                    trained ? Recipe::fromTrainedWeights : Recipe::atInitialisation);
        }
        if (!reached.over().equals(wanted.over())) {
            step(".over(%s)".formatted(MethodJava.of(wanted.over())), recipe -> recipe.over(wanted.over()));
        }
        if (!reached.then().equals(wanted.then())) {
            step(
                    ".then(%s)"
                            .formatted(
                                    wanted.then().stream().map(MethodJava::of).collect(Collectors.joining(", "))),
                    recipe -> recipe.then(wanted.then().toArray(new Recovery[0])));
        }
        if (!reached.name().equals(wanted.name())) {
            step(".named(%s)".formatted(MethodJava.literal(wanted.name())), recipe -> recipe.named(wanted.name()));
        }
        if (reached.seed() != wanted.seed()) {
            step(".seed(%s)".formatted(MethodJava.literal(wanted.seed())), recipe -> recipe.seed(wanted.seed()));
        }
        if (!reached.equals(wanted)) {
            throw new IllegalStateException("no steps of the DSL lead to %s, but to %s".formatted(wanted, reached));
        }
    }

    private void during(During during) {
        if (during.method().equals(new Gradual())) {
            step(
                    ".whileTraining(%d, %s)".formatted(during.epochs(), MethodJava.of(wanted.over())),
                    recipe -> recipe.whileTraining(during.epochs(), wanted.over()));
        } else {
            step(
                    ".during(new %s(%s, %d))"
                            .formatted(
                                    MethodJava.className(During.class),
                                    MethodJava.of(during.method()),
                                    during.epochs()),
                    recipe -> recipe.during(during));
        }
    }

    private void step(String java, UnaryOperator<Recipe> does) {
        steps.add(java);
        reached = does.apply(reached);
    }

    private static String target(Target target) {
        return "%s(%s)".formatted(RecipeTree.targetName(target.getClass()), MethodJava.literal(target.fraction()));
    }

    private static String scope(Scope scope) {
        String java = switch (scope.layers()) {
            case EVERY -> "everyLayer()";
            case CONVOLUTIONS -> "convolutions()";
            case DENSE -> "denseLayers()";
            case NAMED -> "layers(%s)".formatted(names(scope.names()));
        };
        if (!scope.except().isEmpty()) {
            java += ".except(%s)".formatted(names(scope.except()));
        }
        java += switch (scope.rank()) {
            case PER_LAYER -> "";
            case GLOBAL -> ".rankedGlobally()";
            case ISOMORPHIC -> ".rankedByShape()";
            case PER_OUTPUT -> ".rankedPerOutput()";
            case ERDOS_RENYI -> ".erdosRenyi()";
            case ERDOS_RENYI_KERNEL -> ".erdosRenyiKernel()";
        };
        return java
                + scope.drops()
                        .map(drops -> ".rankedBy(() -> %s)".formatted(drops(drops)))
                        .orElse("")
                + scope.search()
                        .map(search -> ".searchedBy(%s)".formatted(MethodJava.of(search)))
                        .orElse("");
    }

    private static String names(List<String> names) {
        return names.stream().map(MethodJava::literal).collect(Collectors.joining(", "));
    }

    private static String drops(Drops drops) {
        String point = MethodJava.className(Drops.Point.class);
        String layers = new TreeMap<>(drops.byLayer())
                .entrySet().stream()
                        .map(layer -> "java.util.Map.entry(%s, java.util.List.<%s>of(%s))"
                                .formatted(MethodJava.literal(layer.getKey()), point, points(point, layer)))
                        .collect(Collectors.joining(", "));
        return "new %s(%s, java.util.Map.ofEntries(%s))"
                .formatted(MethodJava.className(Drops.class), MethodJava.literal(drops.pieces()), layers);
    }

    private static String points(String type, Map.Entry<String, List<Drops.Point>> layer) {
        return layer.getValue().stream()
                .map(point -> "new %s(%s, %s)"
                        .formatted(type, MethodJava.literal(point.removed()), MethodJava.literal(point.drop())))
                .collect(Collectors.joining(", "));
    }
}
