package org.espalier.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.espalier.model.WeightLayer;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Scope;
import org.espalier.recipe.Target;
import org.espalier.recipe.Unit;
import org.espalier.structure.ChannelGroup;

/** Whether a recipe's target lies within what its scope allows; asked before anything is trained. */
record Feasibility(Recipe recipe, Budget budget) {

    /**
     * Passes silently.
     *
     * @throws IllegalArgumentException if the target cannot be reached; says how far one could get
     */
    void check() {
        if (recipe.in().drops().isPresent()) {
            theDropsReachTheTarget(new SensitivityAllocation(recipe.in().drops().get()));
            return;
        }
        if (recipe.prune() instanceof Unit.Channels channels) {
            boolean sameEverywhere = recipe.in().rank() == Scope.Rank.PER_LAYER
                    && recipe.in().search().isEmpty();
            if (recipe.to() instanceof Target.ChannelsRemoved && sameEverywhere) {
                everyLayerCanLose(channels.roundTo());
            } else {
                theSmallestNetworkMeetsTheTarget(channels.roundTo());
            }
        } else if (recipe.prune() instanceof Unit.Blocks) {
            allBlocksAreEnough();
        } else if (recipe.prune() instanceof Unit.Weights || recipe.prune() instanceof Unit.Kernels) {
            theScopeHoldsEnoughWeights();
        }
    }

    private void theDropsReachTheTarget(SensitivityAllocation allocation) {
        List<String> scope = recipe.prune() instanceof Unit.Channels
                ? budget.ofChannels().scope().stream().map(ChannelGroup::name).toList()
                : budget.scope().stream().map(WeightLayer::name).toList();
        List<String> unknown =
                scope.stream().filter(name -> !allocation.knows(name)).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "the recipe \"%s\" is ranked by a sensitivity that says nothing of %s; measure it in this scope, or leave them out by except(...)"
                            .formatted(recipe.name(), String.join(", ", unknown)));
        }
        if (recipe.prune() instanceof Unit.Channels channels) {
            Map<String, Integer> least = allocation.narrowest(budget.ofChannels(), channels.roundTo());
            if (!budget.ofChannels().meets(recipe.to(), least)) {
                throw unreachable(smallest("at the widest ratios that were measured the network", least));
            }
            return;
        }
        Map<String, Long> most = allocation.mostRemoved(budget);
        if (!budget.meets(recipe.to(), most)) {
            throw unreachable("at the widest ratios that were measured " + gone(most));
        }
    }

    private String gone(Map<String, Long> most) {
        if (recipe.to() instanceof Target.BytesAtMost) {
            Map<String, Long> kept = new HashMap<>();
            most.forEach((layer, gone) -> kept.put(layer, budget.layer(layer).weights() - gone));
            return String.format(
                    Locale.ROOT,
                    "%.1f %% of the bytes are left",
                    100.0 * budget.bytes(kept) / (budget.parameters() * Float.BYTES));
        }
        double gone = most.entrySet().stream()
                .mapToDouble(layer -> (double) layer.getValue() * budget.cost(recipe.to(), layer.getKey()))
                .sum();
        return String.format(
                Locale.ROOT, "only %.1f %% go", 100 * recipe.to().removed() * gone / budget.needed(recipe.to()));
    }

    private void everyLayerCanLose(int roundTo) {
        double removed = recipe.to().removed();
        for (ChannelGroup group : budget.ofChannels().scope()) {
            boolean nothingIsLeft = Math.round(group.width() * (1 - removed) / roundTo) == 0;
            if (removed > 0 && (group.width() < roundTo || nothingIsLeft)) {
                throw unreachable("%s has %d channels and must keep %d, widths being multiples of %d"
                        .formatted(
                                group.name(), group.width(), ChannelBudget.narrowest(group.width(), roundTo), roundTo));
            }
        }
    }

    private void theSmallestNetworkMeetsTheTarget(int roundTo) {
        ChannelBudget channels = budget.ofChannels();
        Map<String, Integer> least = channels.narrowest(roundTo);
        if (channels.meets(recipe.to(), least)) {
            return;
        }
        throw unreachable(smallest("the smallest network this scope allows", least));
    }

    private String smallest(String what, Map<String, Integer> least) {
        ChannelBudget channels = budget.ofChannels();
        String widths = channels.scope().stream()
                .map(group -> "%s %d → %d".formatted(group.name(), group.width(), least.get(group.name())))
                .collect(Collectors.joining(", "));
        String floor = recipe.to() instanceof Target.ChannelsRemoved
                ? "keeps %d channels"
                        .formatted(least.values().stream().mapToInt(i -> i).sum())
                : String.format(Locale.ROOT, "has %.1f %%", channels.fraction(recipe.to(), least) * 100);
        return "%s (%s) %s".formatted(what, widths, floor);
    }

    private void allBlocksAreEnough() {
        BlockBudget blocks = budget.ofBlocks();
        if (!blocks.reaches(recipe.to())) {
            throw unreachable(String.format(
                    Locale.ROOT,
                    "without any of the %d blocks (%s) %.1f %% is left",
                    blocks.scope().size(),
                    String.join(", ", blocks.names()),
                    100 * blocks.fraction(recipe.to(), blocks.names())));
        }
    }

    private void theScopeHoldsEnoughWeights() {
        Target target = recipe.to();
        if (target instanceof Target.BytesAtMost) {
            Map<String, Long> nothing = new HashMap<>();
            budget.scope().forEach(layer -> nothing.put(layer.name(), 0L));
            if (budget.bytes(nothing) > budget.bytesAllowed(target)) {
                throw unreachable(String.format(
                        Locale.ROOT,
                        "without any weight of the scope %.1f %% of the bytes are left",
                        100.0 * budget.bytes(nothing) / (budget.parameters() * Float.BYTES)));
            }
            return;
        }
        double removable = budget.removable(target);
        if (budget.needed(target) >= removable) {
            double total = target instanceof Target.MacsAtMost ? budget.macs() : budget.parameters();
            throw unreachable(String.format(
                    Locale.ROOT, "the layers in scope hold only %.1f %% of it all", 100 * removable / total));
        }
    }

    private IllegalArgumentException unreachable(String why) {
        return new IllegalArgumentException(
                "the recipe \"%s\" asks for %s in %s, which cannot be reached: %s; widen the scope, %sask for less"
                        .formatted(
                                recipe.name(),
                                recipe.to().sentence(),
                                recipe.in().sentence(),
                                why,
                                recipe.prune() instanceof Unit.Channels ? "round to a smaller multiple, or " : "or "));
    }
}
