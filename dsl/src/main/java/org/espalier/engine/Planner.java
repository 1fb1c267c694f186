package org.espalier.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.espalier.engine.Plan.Counts;
import org.espalier.engine.Plan.PlannedBlock;
import org.espalier.engine.Plan.PlannedGroup;
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
        boolean searched = recipe.in().search().isPresent();
        boolean global = searched
                || recipe.in().rank() != Scope.Rank.PER_LAYER
                        && !recipe.in().rank().byShapes()
                        && recipe.in().rank() != Scope.Rank.PER_OUTPUT
                        && !(recipe.prune() instanceof Unit.Pattern);
        List<String> notes = new ArrayList<>();
        if (recipe.prune() instanceof Unit.Blocks) {
            return blocks(types);
        }
        recipe.during().ifPresent(during -> notes.add("The network is pruned %s.".formatted(during.sentence())));
        if (searched) {
            notes.add("How much each group loses is searched for by %s when the recipe runs."
                    .formatted(recipe.in().search().get().sentence()));
        } else if (global) {
            notes.add("Layers are ranked %s: how much each loses is decided by the scores when the recipe runs."
                    .formatted(
                            recipe.in().rank() == Scope.Rank.GLOBAL
                                    ? "together"
                                    : "together with those of the same shape"));
        }
        if (recipe.in().drops().isPresent()) {
            notes.add(
                    "Layers are ranked by sensitivity: each loses as much as costs it no more accuracy than it costs the others.");
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
        ChannelBudget channels = budget.ofChannels();
        Map<String, Integer> widths = recipe.in()
                .drops()
                .map(drops -> new SensitivityAllocation(drops).widths(channels, recipe.to(), roundTo))
                .orElseGet(() -> channels.uniformWidths(recipe.to(), roundTo));
        List<PlannedGroup> groups = channels.groups().all().stream()
                .map(group -> group(group, channels, global ? Map.of() : widths))
                .toList();
        List<PlannedLayer> layers = budget.layers().stream()
                .map(layer -> layer(layer, types, global ? Map.of() : widths))
                .toList();
        Counts after = global
                ? new Counts(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty())
                : counts(channels.parameters(widths), channels.macs(widths), channels.parameters(widths) * Float.BYTES);
        return new Plan(recipe, source.sentence(), layers, groups, List.of(), before(), after, notes);
    }

    private Plan blocks(Map<String, String> types) {
        BlockBudget blocks = budget.ofBlocks();
        List<PlannedBlock> planned = blocks.all().stream()
                .map(block -> new PlannedBlock(
                        block.name(),
                        blocks.scope().contains(block),
                        (blocks.scope().contains(block) ? "" : "kept: not in scope; ") + block.sentence(),
                        block.parameters(),
                        blocks.macs(block)))
                .toList();
        List<PlannedLayer> layers = budget.layers().stream()
                .map(layer -> planned(
                        layer,
                        types,
                        budget.scope().contains(layer),
                        budget.scope().contains(layer) ? "" : "kept: in no block in scope",
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty()))
                .toList();
        return new Plan(
                recipe,
                source.sentence(),
                layers,
                List.of(),
                planned,
                before(),
                new Counts(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()),
                List.of("Which blocks go is decided by their scores when the recipe runs, the lowest first."));
    }

    /** @param widths empty where scores decide */
    private PlannedGroup group(ChannelGroup group, ChannelBudget channels, Map<String, Integer> widths) {
        boolean pruned = channels.scope().contains(group);
        Map<String, Integer> oneLess = Map.of(group.name(), group.width() - 1);
        String coupled = group.coupledBy().isEmpty() ? "" : ", coupled by " + String.join(", ", group.coupledBy());
        String why = group.refusal().isPresent()
                ? "kept: " + group.refusal().get()
                : (pruned ? "" : "kept: not in scope; ") + group.sentence() + coupled;
        boolean known = pruned && !widths.isEmpty();
        return new PlannedGroup(
                group.name(),
                pruned,
                why,
                group.width(),
                known ? OptionalLong.of(widths.getOrDefault(group.name(), group.width())) : OptionalLong.empty(),
                recipe.to() instanceof Target.ChannelsRemoved
                                && known
                                && recipe.in().drops().isEmpty()
                        ? OptionalDouble.of(recipe.to().removed())
                        : OptionalDouble.empty(),
                channels.parameters(Map.of()) - channels.parameters(oneLess),
                channels.macs(Map.of()) - channels.macs(oneLess),
                group);
    }

    /** @param widths empty where scores decide */
    private PlannedLayer layer(WeightLayer layer, Map<String, String> types, Map<String, Integer> widths) {
        List<ChannelGroup> made = budget.ofChannels().groups().madeBy(layer.name());
        boolean pruned = budget.scope().contains(layer);
        boolean known = pruned && !widths.isEmpty();
        long kept = layer.out();
        for (ChannelGroup group : made) {
            long gone = group.width() - widths.getOrDefault(group.name(), group.width());
            kept -= gone * group.channelsOf(layer.name());
        }
        return planned(
                layer,
                types,
                pruned,
                made.stream().map(ChannelGroup::name).collect(Collectors.joining(", ", "group ", "")),
                OptionalDouble.empty(),
                known ? OptionalDouble.of(1 - (double) kept / layer.out()) : OptionalDouble.empty(),
                known ? OptionalLong.of(kept) : OptionalLong.empty(),
                OptionalLong.empty());
    }

    private Plan weights(Map<String, String> types, boolean global, List<String> notes) {
        double fraction = budget.uniformFraction(recipe.to());
        Optional<Map<String, Long>> removed = recipe.in().rank().byShapes()
                ? Optional.of(WeightAllocation.byShapes(
                        budget, recipe.to(), recipe.in().rank()))
                : recipe.in().drops().map(drops -> new SensitivityAllocation(drops).removed(budget, recipe.to()));
        List<PlannedLayer> layers = new ArrayList<>();
        long keptWeights = 0;
        // Of layers whose weights are not pruned singly, all are kept.
        long keptMacs = budget.macs()
                - budget.layers().stream()
                        .mapToLong(l -> l.weights() * budget.uses(l.name()))
                        .sum();
        long bytes = budget.parameters() * Float.BYTES;
        for (WeightLayer layer : budget.layers()) {
            boolean pruned = budget.scope().contains(layer);
            long kept = !pruned
                    ? layer.weights()
                    : removed.map(r -> layer.weights() - r.getOrDefault(layer.name(), 0L))
                            .orElseGet(() -> keptWeights(layer, fraction));
            keptWeights += kept;
            keptMacs += kept * budget.uses(layer.name());
            bytes -= layer.weights() * Float.BYTES - Size.storedBytes(layer, kept, Float.BYTES);
            boolean known = pruned && !global;
            layers.add(planned(
                    layer,
                    types,
                    pruned,
                    pruned ? "" : "kept: not in scope",
                    known && removed.isEmpty() ? OptionalDouble.of(fraction) : OptionalDouble.empty(),
                    known ? OptionalDouble.of(1 - (double) kept / layer.weights()) : OptionalDouble.empty(),
                    OptionalLong.empty(),
                    known ? OptionalLong.of(kept) : OptionalLong.empty()));
        }
        long dense = budget.layers().stream().mapToLong(WeightLayer::weights).sum();
        if (global) {
            OptionalLong parameters = recipe.to() instanceof Target.MacsAtMost
                            || recipe.to() instanceof Target.BytesAtMost
                    ? OptionalLong.empty()
                    : OptionalLong.of(budget.parameters() - Budget.rounded(recipe.to(), budget.needed(recipe.to())));
            OptionalLong macs = recipe.to() instanceof Target.MacsAtMost
                    ? OptionalLong.of(budget.macs() - Budget.rounded(recipe.to(), budget.needed(recipe.to())))
                    : OptionalLong.empty();
            return new Plan(
                    recipe,
                    source.sentence(),
                    layers,
                    List.of(),
                    List.of(),
                    before(),
                    new Counts(parameters, macs, OptionalLong.empty()),
                    notes);
        }
        long parameters = budget.parameters() - dense + keptWeights;
        return new Plan(
                recipe,
                source.sentence(),
                layers,
                List.of(),
                List.of(),
                before(),
                counts(parameters, keptMacs, bytes),
                notes);
    }

    private long keptWeights(WeightLayer layer, double fraction) {
        if (recipe.prune() instanceof Unit.Pattern p) {
            return p.pattern().kept(layer.shape());
        }
        int area = WeightAllocation.area(recipe.prune(), layer);
        return layer.weights() - area * Budget.count(recipe.to(), fraction, layer.weights() / area);
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
