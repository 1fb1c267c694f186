package org.espalier.engine;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.espalier.recipe.Recipe;
import org.espalier.structure.ChannelGroup;

/**
 * What a recipe would do to a model, before anything is trained: which layers match, why channels fall together, what
 * was asked and what rounding makes of it.
 *
 * @param recipe the recipe explained
 * @param model the model in words
 * @param layers one line per layer
 * @param groups one line per channel group, where channels are pruned
 * @param blocks one line per residual block that can be left out, where blocks are pruned
 * @param before counts of the dense model
 * @param after counts after the last step, as far as they don't depend on scores
 * @param notes remarks
 */
public record Plan(
        Recipe recipe,
        String model,
        List<PlannedLayer> layers,
        List<PlannedGroup> groups,
        List<PlannedBlock> blocks,
        Counts before,
        Counts after,
        List<String> notes) {

    /** Copies the lists. */
    public Plan {
        groups = List.copyOf(groups);
        blocks = List.copyOf(blocks);
        layers = List.copyOf(layers);
        notes = List.copyOf(notes);
    }

    /**
     * One layer.
     *
     * @param name in the model
     * @param type DL4J's layer class
     * @param weights dense
     * @param macs dense multiply–accumulates per example
     * @param pruned whether it is in the recipe's scope
     * @param why what falls together, or why it is kept
     * @param asked the removed fraction asked of this layer; empty where layers are ranked together
     * @param removed the fraction that exact counts and rounding make of it
     * @param width output channels, dense
     * @param keptWidth output channels kept, where channels are cut
     * @param keptWeights weights kept
     */
    public record PlannedLayer(
            String name,
            String type,
            long weights,
            long macs,
            boolean pruned,
            String why,
            OptionalDouble asked,
            OptionalDouble removed,
            long width,
            OptionalLong keptWidth,
            OptionalLong keptWeights) {}

    /**
     * One channel group.
     *
     * @param name of the layer that makes the channels first
     * @param pruned whether it is in the recipe's scope
     * @param why what falls together with one of its channels, and because of what; or why they are kept
     * @param width channels, dense
     * @param kept channels kept; empty where scores decide
     * @param asked the removed fraction asked of this group; empty where groups are ranked together, or the target is
     *     one of the whole model
     * @param parametersEach what removing one channel of the dense model removes
     * @param macsEach multiply–accumulates per example that removing one channel of the dense model removes
     * @param group the layers that make, pass on and read its channels
     */
    public record PlannedGroup(
            String name,
            boolean pruned,
            String why,
            int width,
            OptionalLong kept,
            OptionalDouble asked,
            long parametersEach,
            long macsEach,
            ChannelGroup group) {}

    /**
     * One residual block whose shortcut is the identity.
     *
     * @param name of the vertex that adds
     * @param pruned whether it is in the recipe's scope
     * @param why what is added to what; or why it is kept
     * @param parameters that go with it
     * @param macs multiply–accumulates per example that go with it
     */
    public record PlannedBlock(String name, boolean pruned, String why, long parameters, long macs) {}

    /**
     * Counts of a whole model.
     *
     * @param parameters non-zero ones
     * @param macs those of non-zero weights
     * @param bytes of the parameters, each layer dense or as CSR, whichever is smaller
     */
    public record Counts(OptionalLong parameters, OptionalLong macs, OptionalLong bytes) {}

    @Override
    public String toString() {
        return recipe + " On " + model + ".";
    }
}
