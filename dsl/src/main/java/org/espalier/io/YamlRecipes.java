package org.espalier.io;

import com.google.auto.service.AutoService;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.recipe.PruningRecipe;
import org.espalier.recipe.RecipeFormat;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Recipes as YAML for people, and as JSON in one line for machines and digests. */
@AutoService(RecipeFormat.class)
public final class YamlRecipes implements RecipeFormat {
    private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

    @Override
    public String yaml(PruningRecipe recipe) {
        return yaml(RecipeTree.of(recipe));
    }

    @Override
    public String json(PruningRecipe recipe) {
        return JSON.toJson(RecipeTree.of(recipe));
    }

    @Override
    public String nameless(PruningRecipe recipe) {
        Map<String, Object> tree = new LinkedHashMap<>(RecipeTree.of(recipe));
        tree.remove("recipe");
        return JSON.toJson(tree);
    }

    /** Block style, with what has no more levels in it in one line. */
    static String yaml(Map<String, Object> tree) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.AUTO)
                .setWidth(100)
                .setDereferenceAliases(true)
                .setSchema(new CoreSchema())
                .build();
        return new Dump(settings).dumpToString(tree);
    }
}
