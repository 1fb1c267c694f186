package org.espalier.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.espalier.engine.Plan.Counts;
import org.espalier.engine.Plan.PlannedLayer;
import org.espalier.measure.Size;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Scope;
import org.espalier.recipe.Target;
import org.espalier.recipe.Unit;
import org.espalier.structure.ChannelGroup;

/** Foretells what a recipe does, as far as it doesn't depend on scores. */
record Planner(Recipe recipe, Source source, Budget budget, Network dense) {

    Plan plan() {
        Map<String, String> types = dense.layerTypes();
        boolean channels = recipe.prune() instanceof Unit.Channels;
        boolean global = recipe.in().rank() == Scope.Rank.GLOBAL && !(recipe.prune() instanceof Unit.Pattern);
        List<String> notes = new ArrayList<>();
        if (global) {
            notes.add("Layers are ranked together: how much each loses is decided by the scores when the recipe runs.");
        }
        types.forEach((name, type) -> {
            if (budget.layers().stream().noneMatch(l -> l.name().equals(name))
                    && dense.hasParameters(name)
                    && !type.equals("BatchNormalization")) {
                notes.add(
                        "%s (%s) is kept: the weights of this layer type cannot be pruned yet.".formatted(name, type));
            }
        });
        return channels
                ? channels(types, global, notes, ((Unit.Channels) recipe.prune()).roundTo())
                : weights(types, global, notes);
    }

    private Plan channels(Map<String, String> types, boolean global, List<String> notes, int roundTo) {
        Map<String, Integer> widths = budget.uniformWidths(recipe.to(), roundTo);
        List<PlannedLayer> layers = budget.layers().stream()
                .map(layer -> {
                    boolean pruned = budget.scope().contains(layer);
                    ChannelGroup group = budget.groups().groups().get(layer.name());
                    String why = group == null
                            ? "kept: " + budget.groups().refused().get(layer.name())
                            : (pruned ? "" : "kept: not in scope; ") + group.sentence();
                    long kept = pruned ? widths.getOrDefault(layer.name(), Math.toIntExact(layer.out())) : layer.out();
                    boolean known = pruned && !global;
                    return planned(
                            layer,
                            types,
                            pruned,
                            why,
                            recipe.to() instanceof Target.ChannelsRemoved && known
                                    ? OptionalDouble.of(recipe.to().removed())
                                    : OptionalDouble.empty(),
                            known ? OptionalDouble.of(1 - (double) kept / layer.out()) : OptionalDouble.empty(),
                            known ? OptionalLong.of(kept) : OptionalLong.empty(),
                            OptionalLong.empty());
                })
                .toList();
        Counts after = global
                ? new Counts(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty())
                : counts(budget.parameters(widths), budget.macs(widths), budget.parameters(widths) * Float.BYTES);
        return new Plan(recipe, source.sentence(), layers, before(), after, notes);
    }

    private Plan weights(Map<String, String> types, boolean global, List<String> notes) {
        double fraction = budget.needed(recipe.to()) / budget.removable(recipe.to());
        List<PlannedLayer> layers = new ArrayList<>();
        long keptWeights = 0;
        long keptMacs = 0;
        long bytes = budget.parameters() * Float.BYTES;
        for (WeightLayer layer : budget.layers()) {
            boolean pruned = budget.scope().contains(layer);
            long kept = pruned ? keptWeights(layer, fraction) : layer.weights();
            keptWeights += kept;
            keptMacs += kept * budget.uses(layer.name());
            bytes -= layer.weights() * Float.BYTES - Size.storedBytes(layer, kept, Float.BYTES);
            boolean known = pruned && !global;
            layers.add(planned(
                    layer,
                    types,
                    pruned,
                    pruned ? "" : "kept: not in scope",
                    known ? OptionalDouble.of(fraction) : OptionalDouble.empty(),
                    known ? OptionalDouble.of(1 - (double) kept / layer.weights()) : OptionalDouble.empty(),
                    OptionalLong.empty(),
                    known ? OptionalLong.of(kept) : OptionalLong.empty()));
        }
        long dense = budget.layers().stream().mapToLong(WeightLayer::weights).sum();
        if (global) {
            OptionalLong parameters = recipe.to() instanceof Target.MacsAtMost
                    ? OptionalLong.empty()
                    : OptionalLong.of(budget.parameters() - Budget.rounded(recipe.to(), budget.needed(recipe.to())));
            OptionalLong macs = recipe.to() instanceof Target.MacsAtMost
                    ? OptionalLong.of(budget.macs() - Budget.rounded(recipe.to(), budget.needed(recipe.to())))
                    : OptionalLong.empty();
            return new Plan(
                    recipe,
                    source.sentence(),
                    layers,
                    before(),
                    new Counts(parameters, macs, OptionalLong.empty()),
                    notes);
        }
        long parameters = budget.parameters() - dense + keptWeights;
        return new Plan(recipe, source.sentence(), layers, before(), counts(parameters, keptMacs, bytes), notes);
    }

    private long keptWeights(WeightLayer layer, double fraction) {
        if (recipe.prune() instanceof Unit.Pattern p) {
            return p.pattern().kept(layer.shape());
        }
        return layer.weights() - Budget.count(recipe.to(), fraction, layer.weights());
    }

    private PlannedLayer planned(
            WeightLayer layer,
            Map<String, String> types,
            boolean pruned,
            String why,
            OptionalDouble asked,
            OptionalDouble removed,
            OptionalLong keptWidth,
            OptionalLong keptWeights) {
        return new PlannedLayer(
                layer.name(),
                types.getOrDefault(layer.name(), ""),
                layer.weights(),
                layer.weights() * budget.uses(layer.name()),
                pruned,
                why,
                asked,
                removed,
                layer.out(),
                keptWidth,
                keptWeights);
    }

    private Counts before() {
        return counts(budget.parameters(), budget.macs(), budget.parameters() * Float.BYTES);
    }

    private static Counts counts(long parameters, long macs, long bytes) {
        return new Counts(OptionalLong.of(parameters), OptionalLong.of(macs), OptionalLong.of(bytes));
    }
}
