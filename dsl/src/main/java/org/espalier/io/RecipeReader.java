package org.espalier.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.espalier.catalogue.Kind;
import org.espalier.criterion.Criterion;
import org.espalier.gate.Gate;
import org.espalier.pattern.MaskPattern;
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
import org.espalier.schedule.Schedule;
import org.espalier.search.Search;
import org.espalier.training.Gradual;
import org.espalier.training.TrainingMethod;

/** Makes a recipe of the keys and values that {@link RecipeTree} writes; what is left out is as in the DSL. */
final class RecipeReader {
    /** Every key of a recipe, in the order in which they are written. */
    static final List<String> KEYS = List.of(
            "schema",
            "recipe",
            "prune",
            "gate",
            "by",
            "to",
            "in",
            "start",
            "learning",
            "whileTraining",
            "over",
            "then",
            "seed");

    static final List<String> UNITS = List.of("weights", "pattern", "kernels", "channels", "heads", "blocks");
    static final List<String> LAYERS = List.of("every", "convolutions", "dense");
    private static final List<String> NOT_GATED = List.of("by", "to", "start", "learning", "over", "then");
    private static final long USUAL_SEED = 42;
    private static final String UNIT_EXAMPLE = "{unit: channels, roundTo: 8}";

    private final Fields fields;

    private RecipeReader(Fields fields) {
        this.fields = fields;
    }

    /** The recipe; {@code others} are keys of the file that are none of a recipe's. */
    static PruningRecipe read(TextNode node, List<String> others) {
        List<String> known = new ArrayList<>(KEYS);
        known.addAll(others);
        Fields fields = Fields.of(node, "a recipe", "prune: {unit: weights}", known);
        long schema = fields.number("schema").orElse(RecipeTree.SCHEMA);
        if (schema != RecipeTree.SCHEMA) {
            throw fields.required("schema", "1")
                    .place()
                    .problem(
                            "schema must be %d, found %d; a later version of Espalier may know it",
                            RecipeTree.SCHEMA, schema);
        }
        RecipeReader reader = new RecipeReader(fields);
        try {
            return fields.get("gate").isPresent() ? reader.gated() : reader.pruning();
        } catch (IllegalArgumentException refused) {
            throw fields.place().problem(refused);
        }
    }

    private GatedRecipe gated() {
        for (String key : NOT_GATED) {
            fields.get(key).ifPresent(node -> {
                throw node.place()
                        .problem(
                                "a gate lets channels through for each input anew, so that there is no \"%s\"; leave it out",
                                key);
            });
        }
        fields.get("prune").ifPresent(node -> {
            throw node.place().problem("a recipe has either \"prune\" or \"gate\"; leave one out");
        });
        Gate gate = (Gate) MethodText.read(Kind.GATE, fields.required("gate", "{featureBoosting: {density: 0.5}}"));
        int epochs = Fields.whole("whileTraining", fields.required("whileTraining", "3"));
        Scope in = fields.get("in").map(this::scope).orElse(Scope.of(Scope.Layers.CONVOLUTIONS));
        return new GatedRecipe(
                fields.text("recipe").orElse(gate.sentence()),
                gate,
                in,
                epochs,
                fields.number("seed").orElse(USUAL_SEED));
    }

    private Recipe pruning() {
        Unit unit = unit(fields.required("prune", UNIT_EXAMPLE));
        Optional<During> during = during();
        Criterion by = by(during);
        Target to = to(unit);
        Scope usual = unit instanceof Unit.Kernels ? Scope.of(Scope.Layers.CONVOLUTIONS) : Scope.of(Scope.Layers.EVERY);
        if (during.filter(d -> d.method() instanceof TrainingMethod.Sparse).isPresent()) {
            usual = usual.erdosRenyiKernel();
        }
        Scope in = fields.get("in").map(this::scope).orElse(usual);
        Start start = fields.get("start")
                .map(node -> Fields.word("start", node, List.of(Start.values())))
                .orElse(during.isPresent() ? Start.INITIALISATION : Start.TRAINED);
        Schedule over = fields.get("over")
                .map(node -> (Schedule) MethodText.read(Kind.SCHEDULE, node))
                .orElseGet(() -> during.map(d -> d.method().over()).orElse(new OneShot()));
        String name = fields.text("recipe")
                .orElseGet(() -> during.filter(d -> fields.get("learning").isPresent())
                                .map(d -> d.method().id())
                                .orElse(by.id())
                        + " " + (unit instanceof Unit.Pattern p ? p.pattern().sentence() : to.sentence()));
        return new Recipe(
                name,
                unit,
                by,
                to,
                in,
                start,
                during,
                over,
                then(),
                fields.number("seed").orElse(USUAL_SEED));
    }

    private Unit unit(TextNode node) {
        if (node instanceof TextNode.Scalar scalar && UNITS.contains(String.valueOf(scalar.value()))) {
            return unit(
                    String.valueOf(scalar.value()),
                    Fields.of(new TextNode.Mapping(node.place(), Map.of()), "prune", UNIT_EXAMPLE, List.of()));
        }
        Fields parts = Fields.of(
                node, "prune", UNIT_EXAMPLE, List.of("unit", "pattern", "roundTo", "aggregate", "normalisation"));
        TextNode unit = parts.required("unit", "channels");
        return unit(oneOf("unit", unit, UNITS), parts);
    }

    private static Unit unit(String name, Fields parts) {
        boolean channels = name.equals("channels") || name.equals("heads");
        for (String key : List.of("roundTo", "aggregate", "normalisation")) {
            refuse(parts, key, !channels, name);
        }
        refuse(parts, "pattern", !name.equals("pattern"), name);
        try {
            return switch (name) {
                case "weights" -> new Unit.Weights();
                case "kernels" -> new Unit.Kernels();
                case "blocks" -> new Unit.Blocks();
                case "pattern" ->
                    new Unit.Pattern((MaskPattern)
                            MethodText.read(Kind.PATTERN, parts.required("pattern", "{nOfM: {n: 2, m: 4}}")));
                default ->
                    new Unit.Channels(
                            parts.whole("roundTo").orElse(1),
                            parts.get("aggregate")
                                    .map(node -> Fields.word("aggregate", node, List.of(Aggregate.values())))
                                    .orElse(Aggregate.MEAN),
                            parts.get("normalisation")
                                    .map(node -> Fields.word("normalisation", node, List.of(Normalisation.values())))
                                    .orElse(Normalisation.NONE),
                            name.equals("heads") ? Unit.Piece.HEADS : Unit.Piece.CHANNELS);
            };
        } catch (IllegalArgumentException refused) {
            throw parts.place().problem(refused);
        }
    }

    private static void refuse(Fields parts, String key, boolean when, String unit) {
        parts.get(key).filter(node -> when).ifPresent(node -> {
            throw node.place().problem("%s have no \"%s\"; leave it out", unit, key);
        });
    }

    private Optional<During> during() {
        OptionalInt epochs = fields.whole("whileTraining");
        Optional<TextNode> learning = fields.get("learning");
        if (epochs.isEmpty()) {
            learning.ifPresent(node -> {
                throw node.place()
                        .problem("learning takes epochs: expected the key \"whileTraining\" beside it, such as 5");
            });
            return Optional.empty();
        }
        TrainingMethod method = learning.map(node -> (TrainingMethod) MethodText.read(Kind.TRAINING, node))
                .orElse(new Gradual());
        return Optional.of(new During(method, epochs.getAsInt()));
    }

    private Criterion by(Optional<During> during) {
        return fields.get("by")
                .map(node -> (Criterion) MethodText.read(Kind.CRITERION, node))
                .or(() -> during.filter(d -> fields.get("learning").isPresent())
                        .map(d -> d.method().by()))
                .orElseGet(() ->
                        (Criterion) MethodText.read(Kind.CRITERION, fields.required("by", "{magnitude: {norm: 1}}")));
    }

    private Target to(Unit unit) {
        if (unit instanceof Unit.Pattern pattern && fields.get("to").isEmpty()) {
            return new Target.Sparsity(pattern.pattern().sparsity());
        }
        Map<String, Class<? extends Target>> targets = targets();
        List<String> names = List.copyOf(targets.keySet());
        String example = "{sparsity: 0.9}";
        TextNode node = fields.required("to", example);
        Fields target = Fields.of(node, "to", example, names);
        List<String> found =
                names.stream().filter(name -> target.get(name).isPresent()).toList();
        if (found.size() != 1) {
            throw node.place()
                    .problem(
                            "to: expected one of %s over a fraction, such as %s, found %s",
                            names, example, node.shown());
        }
        String name = found.get(0);
        TextNode fraction = target.required(name, "0.5");
        double value = Fields.decimal(name, fraction);
        try {
            return target(name, value);
        } catch (IllegalArgumentException refused) {
            throw fraction.place().problem(refused);
        }
    }

    /** The targets by name. */
    static Map<String, Class<? extends Target>> targets() {
        List<Class<? extends Target>> types = List.of(
                Target.Sparsity.class,
                Target.ChannelsRemoved.class,
                Target.BlocksRemoved.class,
                Target.MacsAtMost.class,
                Target.ParamsAtMost.class,
                Target.BytesAtMost.class,
                Target.LatencyAtMost.class);
        return types.stream()
                .collect(Collectors.toMap(RecipeTree::targetName, type -> type, (a, b) -> a, LinkedHashMap::new));
    }

    private static Target target(String name, double fraction) {
        return switch (name) {
            case "sparsity" -> new Target.Sparsity(fraction);
            case "channelsRemoved" -> new Target.ChannelsRemoved(fraction);
            case "blocksRemoved" -> new Target.BlocksRemoved(fraction);
            case "macsAtMost" -> new Target.MacsAtMost(fraction);
            case "paramsAtMost" -> new Target.ParamsAtMost(fraction);
            case "bytesAtMost" -> new Target.BytesAtMost(fraction);
            default -> new Target.LatencyAtMost(fraction);
        };
    }

    private Scope scope(TextNode node) {
        Fields parts = Fields.of(
                node,
                "in",
                "{layers: convolutions, except: [conv1]}",
                List.of("layers", "except", "rank", "rankedBy", "searchedBy"));
        Optional<TextNode> layers = parts.get("layers");
        boolean named = layers.filter(TextNode.Listed.class::isInstance).isPresent();
        Scope.Layers which = named
                ? Scope.Layers.NAMED
                : layers.map(found ->
                                List.of(Scope.Layers.values()).get(LAYERS.indexOf(oneOf("layers", found, LAYERS))))
                        .orElse(Scope.Layers.EVERY);
        try {
            return new Scope(
                    which,
                    named ? parts.texts("layers").orElse(List.of()) : List.of(),
                    parts.texts("except").orElse(List.of()),
                    parts.get("rank")
                            .map(rank -> Fields.word("rank", rank, List.of(Scope.Rank.values())))
                            .orElse(Scope.Rank.PER_LAYER),
                    parts.get("rankedBy").map(this::drops),
                    parts.get("searchedBy").map(search -> (Search) MethodText.read(Kind.SEARCH, search)));
        } catch (IllegalArgumentException refused) {
            throw node.place().problem(refused);
        }
    }

    private Drops drops(TextNode node) {
        String example = "{pieces: weights, drops: {conv1: [[0.5, 0.01]]}}";
        Fields parts = Fields.of(node, "rankedBy", example, List.of("pieces", "drops"));
        Drops.Pieces pieces =
                Fields.word("pieces", parts.required("pieces", "weights"), List.of(Drops.Pieces.values()));
        TextNode layers = parts.required("drops", "{conv1: [[0.5, 0.01]]}");
        if (!(layers instanceof TextNode.Mapping mapping)) {
            throw layers.place()
                    .problem("drops: expected layers over their drops, such as %s, found %s", example, layers.shown());
        }
        Map<String, List<Drops.Point>> byLayer = new LinkedHashMap<>();
        mapping.fields().forEach((layer, points) -> byLayer.put(layer, points(layer, points.value())));
        try {
            return new Drops(pieces, byLayer);
        } catch (IllegalArgumentException refused) {
            throw node.place().problem(refused);
        }
    }

    private static List<Drops.Point> points(String layer, TextNode node) {
        List<Drops.Point> points = new ArrayList<>();
        for (TextNode item : items(layer, node)) {
            List<TextNode> pair = items(layer, item);
            if (pair.size() != 2) {
                throw item.place()
                        .problem(
                                "drops of %s: expected [removed, drop], such as [0.5, 0.01], found %s",
                                layer, item.shown());
            }
            try {
                points.add(
                        new Drops.Point(Fields.decimal("removed", pair.get(0)), Fields.decimal("drop", pair.get(1))));
            } catch (IllegalArgumentException refused) {
                throw item.place().problem(refused);
            }
        }
        return points;
    }

    private static List<TextNode> items(String what, TextNode node) {
        if (node instanceof TextNode.Listed list) {
            return list.items();
        }
        throw node.place().problem("%s: expected a list, found %s", what, node.shown());
    }

    private List<Recovery> then() {
        return fields.get("then")
                .map(node -> items("then", node).stream()
                        .map(step -> (Recovery) MethodText.read(Kind.RECOVERY, step))
                        .toList())
                .orElse(List.of());
    }

    private static String oneOf(String key, TextNode node, List<String> words) {
        String found = node instanceof TextNode.Scalar scalar ? String.valueOf(scalar.value()) : "";
        if (!words.contains(found)) {
            throw node.place()
                    .problem(
                            "%s must be one of %s, found %s%s",
                            key, words, node.shown(), org.espalier.text.NearestName.hint(found, words));
        }
        return found;
    }
}
