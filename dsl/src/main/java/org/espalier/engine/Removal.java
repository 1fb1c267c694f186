package org.espalier.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.espalier.criterion.LayerSolver;
import org.espalier.data.Dataset;
import org.espalier.measure.Fidelity;
import org.espalier.model.Network;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Target;
import org.espalier.recipe.Unit;
import org.espalier.search.Search;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ResidualBlock;
import org.espalier.structure.ResidualBlocks;
import org.espalier.structure.Surgery;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Scores, allocates, and masks or shrinks: what a recipe does to one network at one moment. */
record Removal(Recipe recipe, Budget budget, Dataset data, int batchSize, Meter meter) {
    private static final int FIDELITY_EXAMPLES = 64;

    /**
     * What became of a network.
     *
     * @param network the same one, masked; or a smaller one in its place
     * @param fidelity largest output difference between the silenced and the shrunk network, where something was cut
     * @param cuts what made it smaller, to be done to other networks like it
     */
    record Removed(Network network, OptionalDouble fidelity, List<Cut> cuts) {}

    /** Removes to the target by the recipe's criterion. */
    Removed remove(Network network, Target target, long seed) {
        Scoring scoring = new Scoring(recipe.by(), data, batchSize, seed);
        if (recipe.prune() instanceof Unit.Channels) {
            return cut(network, keep(network, target, scoring));
        }
        return recipe.prune() instanceof Unit.Blocks
                ? leaveOut(network, target, scoring)
                : mask(network, target, scoring);
    }

    private Removed mask(Network network, Target target, Scoring scoring) {
        if (recipe.by() instanceof LayerSolver solver) {
            new LayerByLayer(network, budget, Request.of(solver), data, batchSize, scoring.seed())
                    .solve(solver, recipe.prune(), target);
            return masked(network);
        }
        return mask(network, masks(network, target, scoring.ofWeights(network, budget.scope())));
    }

    /** Puts masks in force. */
    static Removed mask(Network network, Map<String, INDArray> masks) {
        masks.forEach((layer, mask) -> {
            // A given model may be sparser than this step asks for; what it lost stays lost.
            network.maskOf(layer).ifPresent(mask::muli);
            network.mask(layer, mask);
        });
        return masked(network);
    }

    private static Removed masked(Network network) {
        return new Removed(network, OptionalDouble.empty(), List.of());
    }

    /** The masks that the recipe's ranking, or its pattern, makes of scores. */
    Map<String, INDArray> masks(Network network, Target target, Map<String, float[]> scores) {
        Map<String, INDArray> masks = new LinkedHashMap<>();
        if (recipe.prune() instanceof Unit.Pattern p) {
            scores.forEach((layer, s) -> masks.put(
                    layer,
                    p.pattern().mask(Nd4j.create(s, network.weightLayer(layer).shape()))));
        } else if (recipe.in().drops().isPresent()) {
            new SensitivityAllocation(recipe.in().drops().get())
                    .removed(budget, target)
                    .forEach((layer, count) -> {
                        float[] s = Objects.requireNonNull(scores.get(layer));
                        masks.put(
                                layer,
                                Nd4j.create(
                                        WeightAllocation.best(s, s.length - count),
                                        network.weightLayer(layer).shape()));
                    });
        } else {
            masks.putAll(new WeightAllocation(budget, target, recipe.in().rank(), recipe.prune()).masks(scores));
        }
        return masks;
    }

    /** The channels that stay, of each group that loses any. */
    Map<String, int[]> keep(Network network, Target target, long seed) {
        return keep(network, target, new Scoring(recipe.by(), data, batchSize, seed));
    }

    private Map<String, int[]> keep(Network network, Target target, Scoring scoring) {
        Unit.Channels unit = (Unit.Channels) recipe.prune();
        Surgery surgery = new Surgery(network.dl4j());
        List<ChannelGroup> groups = budget.ofChannels().scope().stream()
                .map(group -> surgery.groups().named(group.name()).orElseThrow())
                .toList();
        Map<String, float[]> scores = scoring.ofChannels(network, surgery.groups(), groups, unit);
        if (recipe.in().search().isPresent()) {
            Search search = recipe.in().search().get();
            return ChannelAllocation.keep(
                    scores, search.search(new WidthSearch(this, search, network, target, scores, scoring.seed())));
        }
        return recipe.in()
                .drops()
                .map(drops -> ChannelAllocation.keep(
                        scores, new SensitivityAllocation(drops).widths(budget.ofChannels(), target, unit.roundTo())))
                .orElseGet(() -> new ChannelAllocation(
                                budget.ofChannels(), target, recipe.in().rank(), unit.roundTo())
                        .keep(scores));
    }

    private Removed cut(Network network, Map<String, int[]> keep) {
        return keep.isEmpty()
                ? new Removed(network, OptionalDouble.of(0), List.of())
                : replaced(network, new Surgery(network.dl4j()).silence(keep), new Cut.Channels(keep));
    }

    private Removed leaveOut(Network network, Target target, Scoring scoring) {
        ResidualBlocks blocks = ResidualBlocks.of(network.dl4j());
        Set<String> scope = budget.ofBlocks().names();
        List<ResidualBlock> left = blocks.all().stream()
                .filter(block -> scope.contains(block.name()))
                .toList();
        Map<String, Double> scores = new BlockScores(network, scoring).of(left);
        Set<String> gone = budget.ofBlocks().gone(target, scores);
        return gone.isEmpty()
                ? new Removed(network, OptionalDouble.of(0), List.of())
                : replaced(network, blocks.silenced(gone), new Cut.Blocks(gone));
    }

    /** The smaller network, and the largest difference of its outputs from the silenced one's. */
    private Removed replaced(Network network, Model silenced, Cut cut) {
        Network smaller = Network.made(() -> cut.apply(network.dl4j()));
        double difference = Fidelity.maxAbsDifference(Network.made(() -> silenced), smaller, examples(data));
        return new Removed(smaller, OptionalDouble.of(difference), List.of(cut));
    }

    /** Validation examples on which two networks' outputs are compared. */
    static INDArray examples(Dataset data) {
        return data.validation()
                .batches(Math.min(FIDELITY_EXAMPLES, data.validation().size()))
                .iterator()
                .next()
                .getFeatures();
    }
}
