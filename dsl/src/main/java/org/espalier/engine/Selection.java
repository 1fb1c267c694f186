package org.espalier.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.model.LayerKind;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Scope;
import org.espalier.recipe.Unit;
import org.espalier.structure.ChannelGroups;
import org.espalier.text.NearestName;

/** Finds the layers that a recipe's scope means in a model; whatever matches nothing is an error. */
final class Selection {
    private Selection() {}

    /**
     * The layers to prune, in the model's order.
     *
     * @throws IllegalArgumentException if a name is unknown, a named layer cannot be pruned, or nothing is left
     */
    static List<WeightLayer> of(Recipe recipe, String model, Network network, ChannelGroups groups) {
        Scope scope = recipe.in();
        List<String> known =
                network.weightLayers().stream().map(WeightLayer::name).toList();
        Stream.concat(scope.names().stream(), scope.except().stream())
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(unknown(name, model, network, known));
                });
        boolean channels = recipe.prune() instanceof Unit.Channels;
        List<WeightLayer> matching = network.weightLayers().stream()
                .filter(layer -> matches(scope, layer))
                .filter(layer -> !scope.except().contains(layer.name()))
                .toList();
        if (matching.isEmpty()) {
            throw new IllegalArgumentException(
                    "the recipe \"%s\" prunes %s, but %s has none such; its layers with weights are %s"
                            .formatted(recipe.name(), scope.sentence(), model, described(network)));
        }
        if (!channels) {
            return matching;
        }
        for (WeightLayer layer : matching) {
            if (scope.layers() == Scope.Layers.NAMED && groups.refused().containsKey(layer.name())) {
                throw new IllegalArgumentException("the channels of %s cannot be pruned: %s"
                        .formatted(layer.name(), groups.refused().get(layer.name())));
            }
        }
        List<WeightLayer> possible = matching.stream()
                .filter(layer -> groups.groups().containsKey(layer.name()))
                .toList();
        if (possible.isEmpty()) {
            Map<String, List<String>> layersByReason = new LinkedHashMap<>();
            for (WeightLayer layer : matching) {
                String reason = groups.refused().getOrDefault(layer.name(), "");
                layersByReason.computeIfAbsent(reason, r -> new ArrayList<>()).add(layer.name());
            }
            String reasons = layersByReason.entrySet().stream()
                    .map(entry -> String.join(", ", entry.getValue()) + ": " + entry.getKey())
                    .collect(Collectors.joining("; "));
            throw new IllegalArgumentException("the recipe \"%s\" finds no channels to prune in %s (%s). %s"
                    .formatted(recipe.name(), model, scope.sentence(), reasons));
        }
        return possible;
    }

    private static String unknown(String name, String model, Network network, List<String> known) {
        String type = network.layerTypes().get(name);
        return type == null
                ? "no layer \"%s\" in %s%s Its layers with weights are %s"
                        .formatted(
                                name,
                                model,
                                NearestName.hint(name, known).isEmpty() ? "." : NearestName.hint(name, known),
                                described(network))
                : "layer \"%s\" of %s is a %s, which has no weights to prune; layers with weights are %s"
                        .formatted(name, model, type, described(network));
    }

    private static boolean matches(Scope scope, WeightLayer layer) {
        return switch (scope.layers()) {
            case EVERY -> true;
            case CONVOLUTIONS -> layer.kind() != LayerKind.DENSE;
            case DENSE -> layer.kind() == LayerKind.DENSE;
            case NAMED -> scope.names().contains(layer.name());
        };
    }

    private static String described(Network network) {
        return network.weightLayers().stream()
                .map(layer -> layer.name() + (layer.kind() == LayerKind.DENSE ? " (dense)" : " (convolution)"))
                .collect(Collectors.joining(", "));
    }
}
