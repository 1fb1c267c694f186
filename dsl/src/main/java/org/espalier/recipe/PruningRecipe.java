package org.espalier.recipe;

/** A recipe of either sort, as a value that can be written into a file and read again. */
public sealed interface PruningRecipe permits Recipe, GatedRecipe {

    /** Shown in tables. */
    String name();

    /** Where to prune. */
    Scope in();

    /** Of everything that is drawn at random in a run. */
    long seed();

    /** The same recipe under another name. */
    PruningRecipe named(String name);

    /** The same recipe with another seed. */
    PruningRecipe seed(long seed);

    /** The recipe in one sentence. */
    String sentence();

    /**
     * The recipe as YAML, every default written out; {@code Pruning.recipe(yaml)} gives the same recipe again.
     *
     * <pre>{@code
     * pruneWeights().by(magnitude()).to(sparsity(0.9)).toYaml()
     * }</pre>
     */
    default String toYaml() {
        return RecipeFormat.present().yaml(this);
    }

    /** The recipe as JSON in one line, the keys in a fixed order; read as YAML is. */
    default String toJson() {
        return RecipeFormat.present().json(this);
    }

    /** The recipe as the Java that makes it in a notebook: the facade's methods, and constructors where it has none. */
    default String toJava() {
        return RecipeFormat.present().java(this);
    }

    /**
     * SHA-256 of the canonical JSON without the name: the same for two recipes that do the same thing.
     *
     * @return 64 hexadecimal digits
     */
    default String sha256() {
        return Sha256.of(RecipeFormat.present().nameless(this));
    }
}
