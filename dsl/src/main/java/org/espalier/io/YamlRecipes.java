package org.espalier.io;

import com.google.auto.service.AutoService;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.LinkedHashMap;
import java.util.List;
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
    private static final int LAST_OF_ASCII = 0x7e;

    @Override
    public String yaml(PruningRecipe recipe) {
        return yaml(RecipeTree.of(recipe));
    }

    @Override
    public String json(PruningRecipe recipe) {
        return json(RecipeTree.of(recipe));
    }

    @Override
    public String nameless(PruningRecipe recipe) {
        Map<String, Object> tree = new LinkedHashMap<>(RecipeTree.of(recipe));
        tree.remove("recipe");
        return json(tree);
    }

    @Override
    public String java(PruningRecipe recipe) {
        return RecipeJava.of(recipe);
    }

    /** In one line and in ASCII, so that no reader takes a sign for the end of a line or leaves one out. */
    static String json(Map<String, Object> tree) {
        String json = JSON.toJson(written(tree));
        StringBuilder ascii = new StringBuilder(json.length());
        for (char sign : json.toCharArray()) {
            ascii.append(sign <= LAST_OF_ASCII ? Character.toString(sign) : "\\u%04x".formatted((int) sign));
        }
        return ascii.toString();
    }

    /** Block style, with what has no more levels in it in one line. */
    static String yaml(Map<String, Object> tree) {
        String yaml = yaml(tree, true);
        return yaml.codePoints().anyMatch(YamlRecipes::isInvisible) ? yaml(tree, false) : yaml;
    }

    private static String yaml(Map<String, Object> tree, boolean unicode) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.AUTO)
                .setWidth(100)
                .setDereferenceAliases(true)
                .setSchema(new CoreSchema())
                .setUseUnicodeEncoding(unicode)
                .build();
        return new Dump(settings).dumpToString(written(tree));
    }

    /** Blanks of other scripts, byte order marks and their like: a reader may take them for blanks, and a person does. */
    private static boolean isInvisible(int sign) {
        return sign > LAST_OF_ASCII
                && switch (Character.getType(sign)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SPACE_SEPARATOR,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED -> true;
                    default -> false;
                };
    }

    private static boolean isHalf(int sign) {
        return sign >= Character.MIN_SURROGATE && sign <= Character.MAX_SURROGATE;
    }

    private static Object written(Object part) {
        if (part instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(written(key), written(value)));
            return copy;
        }
        if (part instanceof List<?> list) {
            return list.stream().map(YamlRecipes::written).toList();
        }
        if (part instanceof String text && text.codePoints().anyMatch(YamlRecipes::isHalf)) {
            throw new IllegalArgumentException(
                    "a name must be a text that a file can hold, found half of a surrogate pair in \"%s\"; name it otherwise"
                            .formatted(text));
        }
        return part instanceof Double number ? Decimal.of(number) : part;
    }
}
