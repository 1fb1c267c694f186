package org.espalier.engine;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
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
        if (recipe.prune() instanceof Unit.Channels channels) {
            if (recipe.to() instanceof Target.ChannelsRemoved && recipe.in().rank() == Scope.Rank.PER_LAYER) {
                everyLayerCanLose(channels.roundTo());
            } else {
                theSmallestNetworkMeetsTheTarget(channels.roundTo());
            }
        } else if (recipe.prune() instanceof Unit.Blocks) {
            allBlocksAreEnough();
        } else if (recipe.prune() instanceof Unit.Weights) {
            theScopeHoldsEnoughWeights();
        }
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
        String widths = channels.scope().stream()
                .map(group -> "%s %d → %d".formatted(group.name(), group.width(), least.get(group.name())))
                .collect(Collectors.joining(", "));
        String floor = recipe.to() instanceof Target.ChannelsRemoved
                ? "keeps %d channels"
                        .formatted(least.values().stream().mapToInt(i -> i).sum())
                : String.format(Locale.ROOT, "has %.1f %%", channels.fraction(recipe.to(), least) * 100);
        throw unreachable("the smallest network this scope allows (%s) %s".formatted(widths, floor));
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
