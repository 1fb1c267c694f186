package org.espalier.recipe;

import java.util.ServiceLoader;

/** How recipes are written: what knows YAML and JSON provides it, so that recipes themselves don't. */
public interface RecipeFormat {

    /** As YAML. */
    String yaml(PruningRecipe recipe);

    /** As JSON in one line. */
    String json(PruningRecipe recipe);

    /** As an expression of the DSL. */
    String java(PruningRecipe recipe);

    /** As JSON in one line without the name: what the digest is of. */
    String nameless(PruningRecipe recipe);

    /** The format on the class path. */
    static RecipeFormat present() {
        return Present.FORMAT;
    }

    /** Looked for once. */
    final class Present {
        private static final RecipeFormat FORMAT = ServiceLoader.load(
                        RecipeFormat.class, RecipeFormat.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no recipe format is on the class path"));

        private Present() {}
    }
}
