package org.espalier.io;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.recipe.Drops;
import org.espalier.recipe.GatedRecipe;
import org.espalier.recipe.PruningRecipe;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Scope;
import org.espalier.recipe.Target;
import org.espalier.recipe.Unit;

/** A recipe as keys and values, in the order in which the DSL says them, every default written out. */
final class RecipeTree {
    static final long SCHEMA = 1;

    private RecipeTree() {}

    static Map<String, Object> of(PruningRecipe recipe) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", SCHEMA);
        tree.put("recipe", recipe.name());
        if (recipe instanceof Recipe pruning) {
            parts(pruning, tree);
        } else {
            GatedRecipe gated = (GatedRecipe) recipe;
            tree.put("gate", MethodText.tree(gated.gate()));
            tree.put("in", scope(gated.in()));
            tree.put("whileTraining", gated.epochs());
        }
        tree.put("seed", recipe.seed());
        return tree;
    }

    private static void parts(Recipe recipe, Map<String, Object> tree) {
        tree.put("prune", unit(recipe.prune()));
        tree.put("by", MethodText.tree(recipe.by()));
        tree.put("to", Map.of(targetName(recipe.to().getClass()), recipe.to().fraction()));
        tree.put("in", scope(recipe.in()));
        tree.put("start", Fields.word(recipe.start()));
        recipe.during().ifPresent(during -> {
            tree.put("learning", MethodText.tree(during.method()));
            tree.put("whileTraining", during.epochs());
        });
        tree.put("over", MethodText.tree(recipe.over()));
        tree.put("then", recipe.then().stream().map(MethodText::tree).toList());
    }

    /** What a target is called: {@code macsAtMost}. */
    static String targetName(Class<? extends Target> type) {
        String name = type.getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static Map<String, Object> unit(Unit unit) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("unit", unitName(unit));
        if (unit instanceof Unit.Pattern pattern) {
            tree.put("pattern", MethodText.tree(pattern.pattern()));
        }
        if (unit instanceof Unit.Channels channels) {
            tree.put("roundTo", channels.roundTo());
            tree.put("aggregate", Fields.word(channels.aggregate()));
            tree.put("normalisation", Fields.word(channels.normalisation()));
        }
        return tree;
    }

    private static String unitName(Unit unit) {
        if (unit instanceof Unit.Channels channels) {
            return Fields.word(channels.piece());
        }
        String name = unit.getClass().getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static Map<String, Object> scope(Scope scope) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("layers", scope.layers() == Scope.Layers.NAMED ? scope.names() : Fields.word(scope.layers()));
        tree.put("except", scope.except());
        tree.put("rank", Fields.word(scope.rank()));
        scope.drops().ifPresent(drops -> tree.put("rankedBy", drops(drops)));
        scope.search().ifPresent(search -> tree.put("searchedBy", MethodText.tree(search)));
        return tree;
    }

    private static Map<String, Object> drops(Drops drops) {
        Map<String, Object> layers = new LinkedHashMap<>();
        // Sorted, since the order of the layers means nothing.
        new TreeMap<>(drops.byLayer())
                .forEach((layer, points) -> layers.put(
                        layer,
                        points.stream()
                                .map(point -> List.of(point.removed(), point.drop()))
                                .toList()));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("pieces", Fields.word(drops.pieces()));
        tree.put("drops", layers);
        return tree;
    }
}
