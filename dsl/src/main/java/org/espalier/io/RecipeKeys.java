package org.espalier.io;

import java.util.List;

/** What each key of a recipe's file means, in the order in which they are written: for editors and for the manual. */
final class RecipeKeys {
    /**
     * A key.
     *
     * @param name as written; a point stands between a key and one in its mapping
     * @param meaning in a sentence
     * @param usual what it is where it is left out; empty where it must not be
     */
    record Key(String name, String meaning, String usual) {}

    static final List<Key> ALL = List.of(
            new Key("schema", "The version of this format.", "1"),
            new Key(
                    "recipe",
                    "The recipe's name, shown in tables. It is no part of the digest.",
                    "criterion and target"),
            new Key("prune", "What is removed as one piece: a unit's name, or the keys below.", ""),
            new Key("prune.unit", "Weights, a pattern of weights, kernels, channels, heads or blocks.", ""),
            new Key("prune.pattern", "The allowed masks; of the unit pattern.", ""),
            new Key("prune.roundTo", "Widths stay multiples of this; of channels and heads.", "1"),
            new Key("prune.aggregate", "How the scores of channels that fall together become one.", "mean"),
            new Key("prune.normalisation", "What each layer's scores are divided by before that.", "none"),
            new Key("gate", "Instead of prune: which channels pass for each input, at run time.", ""),
            new Key("by", "The criterion that ranks the pieces.", "none; with learning, the method's"),
            new Key("to", "How far: one of the targets over a fraction.", "none; of a pattern, its own sparsity"),
            new Key("in", "Where: the keys below.", "every layer; of kernels and gates, convolutions"),
            new Key("in.layers", "All layers of a sort, or a list of names.", "every"),
            new Key("in.except", "Names of layers that are left out again.", "[]"),
            new Key("in.rank", "Which scores are compared.", "perLayer"),
            new Key("in.rankedBy", "Drops that were measured, which say how much each layer loses.", "none"),
            new Key("in.searchedBy", "What searches how much each group of channels loses.", "none"),
            new Key("start", "Which weights are pruned.", "trained; with whileTraining, initialisation"),
            new Key("learning", "What prunes while the network is trained; takes whileTraining.", "gradual"),
            new Key("whileTraining", "Prunes while the network is trained for so many epochs.", "before or after"),
            new Key(
                    "over",
                    "The schedule: in how many steps, and how much in each.",
                    "oneShot; with learning, the method's"),
            new Key("then", "The recovery steps after each pruning step, in their order.", "[]"),
            new Key("seed", "Of everything that is drawn at random in a run.", "42"),
            new Key("experiment", "On which model and data; a recipe is the same recipe without it.", "none"));

    private RecipeKeys() {}

    static String meaning(String name) {
        return ALL.stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no meaning of " + name))
                .meaning();
    }
}
