package org.espalier.recipe;

import org.espalier.gate.Gate;

/**
 * Pruning at run time: which gate goes behind which convolutions, and how long the network with its gates is trained. A
 * value: nothing has run.
 *
 * <pre>{@code
 * var dynamic = gateChannels(featureBoosting(0.5)).whileTraining(3).in(convolutions().except("conv1"));
 * }</pre>
 *
 * @param name shown in tables
 * @param gate what passes
 * @param in which convolutions have a gate
 * @param epochs of training, from the trained dense weights and at the model's own learning rates
 * @param seed of everything that is drawn at random in a run
 */
public record GatedRecipe(String name, Gate gate, Scope in, int epochs, long seed) implements PruningRecipe {

    /** Checks the epochs and the scope. */
    public GatedRecipe {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a recipe's name must not be blank");
        }
        if (epochs < 1) {
            throw new IllegalArgumentException(
                    "whileTraining: gates have to be trained, epochs must be at least 1, found " + epochs);
        }
        if (in.layers() == Scope.Layers.DENSE
                || in.rank() != Scope.Rank.PER_LAYER
                || in.drops().isPresent()) {
            throw new IllegalArgumentException(
                    "gateChannels: each convolution has its own gate; expected convolutions() or layers(...) as they are, found "
                            + in.sentence());
        }
    }

    /** The stage after {@code gateChannels(gate)}: asks for how long. */
    public record OfGate(Gate gate) {
        /** Trains the network with its gates for so many epochs. */
        public GatedRecipe whileTraining(int epochs) {
            return new GatedRecipe(gate.sentence(), gate, Scope.of(Scope.Layers.CONVOLUTIONS), epochs, 42);
        }
    }

    /** The same in other layers. */
    public GatedRecipe in(Scope scope) {
        return new GatedRecipe(name, gate, scope, epochs, seed);
    }

    /** The same under another name. */
    @Override
    public GatedRecipe named(String name) {
        return new GatedRecipe(name, gate, in, epochs, seed);
    }

    /** The same with another seed. */
    @Override
    public GatedRecipe seed(long seed) {
        return new GatedRecipe(name, gate, in, epochs, seed);
    }

    /** The recipe in one sentence. */
    @Override
    public String sentence() {
        return "Gate the channels of %s by %s, at run time, after %d epoch%s of training from the dense weights; seed %d."
                .formatted(
                        in.sentence().replace(", ranked per layer", ""),
                        gate.sentence(),
                        epochs,
                        epochs == 1 ? "" : "s",
                        seed);
    }

    @Override
    public String toString() {
        return name + ": " + sentence();
    }
}
