package org.espalier.io;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.engine.ExperimentDescription;
import org.espalier.recipe.PruningRecipe;

/**
 * What a recipe's file says: the recipe, and maybe the experiment that it is meant for.
 *
 * <pre>{@code
 * RecipeFile.parse("{prune: {unit: weights}, by: magnitude, to: {sparsity: 0.9}}").recipe()
 * }</pre>
 *
 * @param recipe what to prune
 * @param experiment on which model and data; empty where the file does not say
 */
public record RecipeFile(PruningRecipe recipe, Optional<ExperimentDescription> experiment) {
    private static final long MOST_BYTES = 4L << 20;
    private static final String EXPERIMENT = "experiment";

    /** A recipe for any experiment. */
    public RecipeFile(PruningRecipe recipe) {
        this(recipe, Optional.empty());
    }

    /**
     * What a text in YAML or JSON says.
     *
     * @throws org.espalier.text.FormatException if it says no recipe; tells line, column, what was expected and found, and
     *     the nearest known name
     */
    public static RecipeFile parse(String text) {
        return parse("", text);
    }

    private static RecipeFile parse(String source, String text) {
        TextNode node = TextReader.read(source, text);
        PruningRecipe recipe = RecipeReader.read(node, List.of(EXPERIMENT));
        Optional<TextNode.Keyed> described = node instanceof TextNode.Mapping mapping
                ? Optional.ofNullable(mapping.fields().get(EXPERIMENT))
                : Optional.empty();
        return new RecipeFile(recipe, described.map(field -> ExperimentText.read(field.value())));
    }

    /**
     * What a file in YAML or JSON says.
     *
     * @throws org.espalier.text.FormatException if it says no recipe
     * @throws IllegalArgumentException if there is no such file, or it is too large or no text
     */
    public static RecipeFile read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new IllegalArgumentException("%s: expected a recipe, found no such file".formatted(file));
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException("%s: expected a recipe of at most %,d bytes, found %,d"
                        .formatted(file, MOST_BYTES, Files.size(file)));
            }
            return parse(String.valueOf(file.getFileName()), Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("%s: expected text in UTF-8, found other bytes".formatted(file), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s: cannot be read: %s".formatted(file, e), e);
        }
    }

    /** As YAML, every default written out. */
    public String toYaml() {
        Map<String, Object> tree = new LinkedHashMap<>(RecipeTree.of(recipe));
        experiment.ifPresent(described -> tree.put(EXPERIMENT, ExperimentText.tree(described)));
        return YamlRecipes.yaml(tree);
    }

    /**
     * Writes it as YAML; whoever reads the file sees the old text or the whole new one.
     *
     * @throws IllegalArgumentException if the file cannot be written
     */
    public void write(Path file) {
        WholeFile.write(file, toYaml());
    }
}
