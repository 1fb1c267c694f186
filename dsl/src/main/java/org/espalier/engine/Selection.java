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
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroups;
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
        Scope scope = recipe.in();
        List<String> known =
                network.weightLayers().stream().map(WeightLayer::name).toList();
        Stream.concat(scope.names().stream(), scope.except().stream())
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(unknown(name, known));
                });
        List<WeightLayer> matching = network.weightLayers().stream()
                .filter(layer -> matches(scope, layer))
                .filter(layer -> !scope.except().contains(layer.name()))
                .toList();
        if (matching.isEmpty()) {
            throw new IllegalArgumentException(
                    "the recipe \"%s\" prunes %s, but %s has none such; its layers with weights are %s"
                            .formatted(recipe.name(), scope.sentence(), model, described()));
        }
        return matching;
    }

    /**
     * The channel groups that layers in scope make, none of whose other makers is excepted: pruning one prunes the
     * channels of all of them.
     *
     * @throws IllegalArgumentException if a name is unknown, a named layer's channels cannot be pruned, or nothing is left
     */
    List<ChannelGroup> groups(ChannelGroups groups) {
        List<WeightLayer> matching = layers();
        List<String> except = recipe.in().except();
        for (WeightLayer layer : matching) {
            if (recipe.in().layers() == Scope.Layers.NAMED) {
                groups.refusal(layer.name()).ifPresent(reason -> {
                    throw new IllegalArgumentException(
                            "the channels of %s cannot be pruned: %s".formatted(layer.name(), reason));
                });
            }
        }
        List<ChannelGroup> possible = groups.prunable().stream()
                .filter(group -> matching.stream().anyMatch(layer -> group.makes(layer.name())))
                .filter(group -> except.stream().noneMatch(group::makes))
                .toList();
        if (possible.isEmpty()) {
            Map<String, List<String>> layersByReason = new LinkedHashMap<>();
            for (WeightLayer layer : matching) {
                String reason = groups.refusal(layer.name())
                        .orElse("its channels fall together with those of an excepted layer");
                layersByReason.computeIfAbsent(reason, r -> new ArrayList<>()).add(layer.name());
            }
            String reasons = layersByReason.entrySet().stream()
                    .map(entry -> String.join(", ", entry.getValue()) + ": " + entry.getKey())
                    .collect(Collectors.joining("; "));
            throw new IllegalArgumentException("the recipe \"%s\" finds no channels to prune in %s (%s). %s"
                    .formatted(recipe.name(), model, recipe.in().sentence(), reasons));
        }
        return possible;
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

    private static boolean matches(Scope scope, WeightLayer layer) {
        return switch (scope.layers()) {
            case EVERY -> true;
            case CONVOLUTIONS -> layer.kind() != LayerKind.DENSE;
            case DENSE -> layer.kind() == LayerKind.DENSE;
            case NAMED -> scope.names().contains(layer.name());
        };
    }

    private String described() {
        return network.weightLayers().stream()
                .map(layer -> layer.name() + (layer.kind() == LayerKind.DENSE ? " (dense)" : " (convolution)"))
                .collect(Collectors.joining(", "));
    }
}
