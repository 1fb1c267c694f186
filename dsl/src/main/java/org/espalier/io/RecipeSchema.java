package org.espalier.io;

import com.google.gson.GsonBuilder;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.catalogue.Catalogue;
import org.espalier.catalogue.Entry;
import org.espalier.catalogue.Kind;
import org.espalier.recipe.Aggregate;
import org.espalier.recipe.Drops;
import org.espalier.recipe.Normalisation;
import org.espalier.recipe.Scope;
import org.espalier.recipe.Start;
import org.espalier.taxonomy.Method;

/**
 * What a recipe's file may say, as a JSON Schema (draft 2020-12): editors complete and check by it as one types. It knows
 * keys, names and types; what belongs together is checked when a recipe is read.
 */
public final class RecipeSchema {
    private static final String TYPE = "type";
    private static final String TEXT = "string";
    private static final String WHOLE = "integer";
    private static final String NUMBER = "number";
    private static final String REQUIRED = "required";
    private static final String ANY = "anyOf";
    private static final Map<String, Object> NAME = Map.of(TYPE, List.of(TEXT, WHOLE));
    private static final Map<String, Object> COUNT = integer(1);

    private RecipeSchema() {}

    /** With every method of the catalogue, those registered in this session too. */
    public static String json() {
        return json(Catalogue.entries());
    }

    static String json(List<Entry> entries) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "An Espalier recipe, schema " + RecipeTree.SCHEMA);
        schema.put(
                "description",
                "What to prune, by which criterion, to which target, where, when and with which recovery.");
        Map<String, Object> keys = new LinkedHashMap<>();
        RecipeReader.KEYS.forEach(key -> keys.put(key, described(key, ofKey(key))));
        keys.put("experiment", described("experiment", experiment()));
        schema.putAll(closed(keys));
        schema.put(
                ANY, List.of(Map.of(REQUIRED, List.of("prune")), Map.of(REQUIRED, List.of("gate", "whileTraining"))));
        Map<String, Object> definitions = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            List<Method> methods = entries.stream()
                    .filter(entry -> entry.kind() == kind)
                    .map(Entry::method)
                    .toList();
            definitions.put(Fields.word(kind), methods(methods));
        }
        schema.put("$defs", definitions);
        return new GsonBuilder()
                        .disableHtmlEscaping()
                        .setPrettyPrinting()
                        .create()
                        .toJson(schema) + "\n";
    }

    private static Map<String, Object> ofKey(String key) {
        return switch (key) {
            case "schema" -> Map.of("const", RecipeTree.SCHEMA);
            case "recipe" -> NAME;
            case "prune" -> unit();
            case "gate" -> reference(Kind.GATE);
            case "by" -> reference(Kind.CRITERION);
            case "to" -> target();
            case "in" -> scope();
            case "start" -> words(Start.values());
            case "learning" -> reference(Kind.TRAINING);
            case "whileTraining" -> COUNT;
            case "over" -> reference(Kind.SCHEDULE);
            case "then" -> list(reference(Kind.RECOVERY));
            case "seed" -> Map.of(TYPE, WHOLE);
            default -> throw new IllegalStateException("no schema for the key " + key);
        };
    }

    private static Map<String, Object> unit() {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("unit", described("prune.unit", Map.of("enum", RecipeReader.UNITS)));
        parts.put("pattern", described("prune.pattern", reference(Kind.PATTERN)));
        parts.put("roundTo", described("prune.roundTo", COUNT));
        parts.put("aggregate", described("prune.aggregate", words(Aggregate.values())));
        parts.put("normalisation", described("prune.normalisation", words(Normalisation.values())));
        Map<String, Object> mapping = closed(parts);
        mapping.put(REQUIRED, List.of("unit"));
        return any(Map.of("enum", RecipeReader.UNITS), mapping);
    }

    private static Map<String, Object> target() {
        Map<String, Object> targets = new LinkedHashMap<>();
        RecipeReader.targets().keySet().forEach(name -> {
            Map<String, Object> fraction = new LinkedHashMap<>(Map.of(TYPE, NUMBER));
            fraction.put("minimum", 0);
            fraction.put("maximum", 1);
            targets.put(name, fraction);
        });
        return one(targets);
    }

    private static Map<String, Object> scope() {
        Map<String, Object> point = new LinkedHashMap<>(list(Map.of(TYPE, NUMBER)));
        point.put("minItems", 2);
        point.put("maxItems", 2);
        Map<String, Object> byLayer = new LinkedHashMap<>(Map.of(TYPE, "object"));
        byLayer.put("additionalProperties", list(point));
        Map<String, Object> drops = new LinkedHashMap<>();
        drops.put("pieces", words(Drops.Pieces.values()));
        drops.put("drops", byLayer);
        Map<String, Object> rankedBy = closed(drops);
        rankedBy.put(REQUIRED, List.of("pieces", "drops"));
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("layers", described("in.layers", any(Map.of("enum", RecipeReader.LAYERS), list(NAME))));
        parts.put("except", described("in.except", list(NAME)));
        parts.put("rank", described("in.rank", words(Scope.Rank.values())));
        parts.put("rankedBy", described("in.rankedBy", rankedBy));
        parts.put("searchedBy", described("in.searchedBy", reference(Kind.SEARCH)));
        return closed(parts);
    }

    private static Map<String, Object> experiment() {
        Map<String, Object> parts = new LinkedHashMap<>();
        Map<String, Object> mapping = Map.of(TYPE, "object");
        for (String key : ExperimentText.KEYS) {
            parts.put(
                    key,
                    switch (key) {
                        case "model", "data" -> any(NAME, mapping);
                        case "seeds" -> list(Map.of(TYPE, WHOLE));
                        case "controls" -> Map.of(TYPE, "boolean");
                        default -> integer(0);
                    });
        }
        Map<String, Object> experiment = closed(parts);
        experiment.put(REQUIRED, List.of("model", "data"));
        return experiment;
    }

    /** A method is its name, or its name over its parameters. */
    private static Map<String, Object> methods(List<Method> methods) {
        Map<String, Object> byName = new LinkedHashMap<>();
        for (Method method : methods) {
            Map<String, Object> parameters = new LinkedHashMap<>();
            for (RecordComponent component : MethodText.components(method)) {
                Map<String, Object> parameter = new LinkedHashMap<>(type(component.getType()));
                Object usual = MethodText.value(method, component);
                parameter.put("default", usual instanceof Enum<?> word ? Fields.word(word) : usual);
                parameters.put(component.getName(), parameter);
            }
            Map<String, Object> mapping = closed(parameters);
            // Nothing after the colon is no parameters.
            mapping.put(TYPE, List.of("object", "null"));
            byName.put(method.id(), mapping);
        }
        return any(Map.of("enum", List.copyOf(byName.keySet())), one(byName));
    }

    private static Map<String, Object> type(Class<?> type) {
        if (type.isEnum()) {
            return words(
                    Stream.of(type.getEnumConstants()).map(Enum.class::cast).toArray(Enum<?>[]::new));
        }
        if (type == int.class) {
            Map<String, Object> range = integer(Integer.MIN_VALUE);
            range.put("maximum", Integer.MAX_VALUE);
            return range;
        }
        return type == String.class
                ? NAME
                : Map.of(TYPE, type == boolean.class ? "boolean" : type == long.class ? WHOLE : NUMBER);
    }

    private static Map<String, Object> described(String key, Map<String, Object> schema) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("description", RecipeKeys.meaning(key));
        described.putAll(schema);
        return described;
    }

    private static Map<String, Object> integer(int least) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put(TYPE, WHOLE);
        schema.put("minimum", least);
        return schema;
    }

    private static Map<String, Object> reference(Kind kind) {
        return Map.of("$ref", "#/$defs/" + Fields.word(kind));
    }

    private static Map<String, Object> words(Enum<?>... constants) {
        return Map.of("enum", Stream.of(constants).map(Fields::word).toList());
    }

    private static Map<String, Object> list(Map<String, Object> items) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put(TYPE, "array");
        schema.put("items", items);
        return schema;
    }

    @SafeVarargs
    private static Map<String, Object> any(Map<String, Object>... schemas) {
        return Map.of(ANY, new ArrayList<>(List.of(schemas)));
    }

    /** These keys and no others. */
    private static Map<String, Object> closed(Map<String, Object> keys) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put(TYPE, "object");
        schema.put("properties", keys);
        schema.put("additionalProperties", false);
        return schema;
    }

    /** Exactly one of these keys. */
    private static Map<String, Object> one(Map<String, Object> keys) {
        Map<String, Object> schema = closed(keys);
        schema.put("minProperties", 1);
        schema.put("maxProperties", 1);
        return schema;
    }
}
