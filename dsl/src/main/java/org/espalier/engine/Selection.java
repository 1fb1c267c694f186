package org.espalier.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.model.LayerKind;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Scope;
import org.espalier.recipe.Unit;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroups;
import org.espalier.structure.ResidualBlock;
import org.espalier.structure.ResidualBlocks;
import org.espalier.text.NearestName;

/**
 * Finds what a recipe's scope means in a model; whatever matches nothing is an error.
 *
 * @param model in words
 */
record Selection(Recipe recipe, String model, Network network) {

    /**
     * The layers whose weights are meant, in the model's order.
     *
     * @throws IllegalArgumentException if a name is unknown, or nothing is left
     */
    List<WeightLayer> layers() {
        check(network.weightLayers().stream().map(WeightLayer::name).toList());
        List<WeightLayer> matching = network.weightLayers().stream()
                .filter(layer -> matches(layer.name()))
                .filter(layer -> !recipe.in().except().contains(layer.name()))
                .filter(layer -> !(recipe.prune() instanceof Unit.Kernels) || layer.kind() != LayerKind.DENSE)
                .toList();
        if (matching.isEmpty()) {
            throw nothing();
        }
        return matching;
    }

    /**
     * The channel groups that layers in scope make, none of whose other makers is excepted: pruning one prunes the
     * channels of all of them.
     *
     * @throws IllegalArgumentException if a name is unknown, a named layer's channels cannot be pruned, or nothing is left
     */
    List<ChannelGroup> groups(ChannelGroups groups, Unit.Channels unit) {
        List<ChannelGroup> candidates = groups.all().stream()
                .filter(group -> group.heads() == (unit.piece() == Unit.Piece.HEADS))
                .toList();
        List<String> makers = candidates.stream()
                .flatMap(group -> group.producers().stream())
                .map(ChannelGroup.Member::layer)
                .distinct()
                .toList();
        List<String> except = recipe.in().except();
        check(Stream.concat(makers.stream(), network.weightLayers().stream().map(WeightLayer::name))
                .distinct()
                .toList());
        List<String> matching = network.layerTypes().keySet().stream()
                .filter(layer -> makers.contains(layer) || recipe.in().names().contains(layer))
                .filter(this::matches)
                .filter(layer -> !except.contains(layer))
                .toList();
        if (recipe.in().layers() == Scope.Layers.NAMED) {
            for (String layer : matching) {
                groups.refusal(layer).ifPresent(reason -> {
                    throw new IllegalArgumentException(
                            "the channels of %s cannot be pruned: %s".formatted(layer, reason));
                });
            }
        }
        List<ChannelGroup> possible = candidates.stream()
                .filter(group -> group.refusal().isEmpty())
                .filter(group -> matching.stream().anyMatch(group::makes))
                .filter(group -> except.stream().noneMatch(group::makes))
                .toList();
        if (matching.isEmpty()) {
            throw nothing();
        }
        if (possible.isEmpty()) {
            Map<String, List<String>> layersByReason = new LinkedHashMap<>();
            for (String layer : matching) {
                String reason =
                        groups.refusal(layer).orElse("its channels fall together with those of an excepted layer");
                layersByReason.computeIfAbsent(reason, r -> new ArrayList<>()).add(layer);
            }
            String reasons = layersByReason.entrySet().stream()
                    .map(entry -> String.join(", ", entry.getValue()) + ": " + entry.getKey())
                    .collect(Collectors.joining("; "));
            throw new IllegalArgumentException("the recipe \"%s\" finds no %s to prune in %s (%s). %s"
                    .formatted(
                            recipe.name(),
                            unit.piece().plural(),
                            model,
                            recipe.in().sentence(),
                            reasons));
        }
        return possible;
    }

    /**
     * The residual blocks that layers in scope are in, none of whose layers is excepted.
     *
     * @throws IllegalArgumentException if a name is unknown, or nothing is left
     */
    List<ResidualBlock> blocks(ResidualBlocks blocks) {
        check(List.copyOf(network.layerTypes().keySet()));
        List<ResidualBlock> matching = blocks.all().stream()
                .filter(block -> block.layers().stream().anyMatch(this::matches))
                .filter(block -> block.layers().stream().noneMatch(recipe.in().except()::contains))
                .toList();
        if (matching.isEmpty()) {
            throw new IllegalArgumentException(
                    blocks.all().isEmpty()
                            ? "the recipe \"%s\" prunes residual blocks, but %s has none that can be left out: that takes an addition of which one input is what the other is computed from, unchanged"
                                    .formatted(recipe.name(), model)
                            : "the recipe \"%s\" finds no residual block to leave out in %s (%s); those of the model are %s"
                                    .formatted(
                                            recipe.name(),
                                            model,
                                            recipe.in().sentence(),
                                            blocks.all().stream()
                                                    .map(block -> block.name() + " with " + block.layers())
                                                    .collect(Collectors.joining(", "))));
        }
        return matching;
    }

    private String unknown(String name, List<String> known) {
        String type = network.layerTypes().get(name);
        return type == null
                ? "no layer \"%s\" in %s%s Its layers with weights are %s"
                        .formatted(
                                name,
                                model,
                                NearestName.hint(name, known).isEmpty() ? "." : NearestName.hint(name, known),
                                described())
                : "layer \"%s\" of %s is a %s, which has no weights to prune; layers with weights are %s"
                        .formatted(name, model, type, described());
    }

    private boolean matches(String layer) {
        boolean dense =
                network.weightLayers().stream().anyMatch(l -> l.name().equals(layer) && l.kind() == LayerKind.DENSE);
        boolean convolution = network.layerTypes()
                .getOrDefault(layer, "")
                .toLowerCase(Locale.ROOT)
                .contains("convolution");
        return switch (recipe.in().layers()) {
            case EVERY -> true;
            case CONVOLUTIONS -> convolution;
            case DENSE -> dense;
            case NAMED -> recipe.in().names().contains(layer);
        };
    }

    private void check(List<String> known) {
        Stream.concat(recipe.in().names().stream(), recipe.in().except().stream())
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(unknown(name, known));
                });
    }

    private IllegalArgumentException nothing() {
        return new IllegalArgumentException(
                "the recipe \"%s\" prunes %s, but %s has none such; its layers with weights are %s"
                        .formatted(recipe.name(), recipe.in().sentence(), model, described()));
    }

    private String described() {
        return network.weightLayers().stream()
                .map(layer -> layer.name() + (layer.kind() == LayerKind.DENSE ? " (dense)" : " (convolution)"))
                .collect(Collectors.joining(", "));
    }
}
