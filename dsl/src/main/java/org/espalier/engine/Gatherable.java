package org.espalier.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.espalier.criterion.Need;
import org.espalier.model.LayerKind;
import org.espalier.model.Network;
import org.espalier.model.SynapticFlow;
import org.espalier.model.WeightLayer;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Unit;
import org.espalier.recovery.Recovery;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroup.Member;
import org.espalier.structure.ChannelGroup.Role;
import org.espalier.training.TrainingMethod;

/** Whether what a recipe needs can be gathered from this model; asked before anything is trained. */
record Gatherable(Recipe recipe, Network dense, Budget budget, long... exampleShape) {
    /** A Gram matrix of so many inputs takes half a gigabyte. */
    private static final int MOST_INPUTS = 8192;

    private static final Set<Need> OF_ONE_EXAMPLE = Set.of(Need.GRADIENT_SQUARES, Need.GAUSS_NEWTON);

    /** @throws IllegalArgumentException if a layer in scope has no such inputs, or the model no such gradients */
    void check() {
        String id = recipe.by().id();
        Set<Need> needs = recipe.by().needs();
        if (needs.contains(Need.INPUT_GRAM) || needs.contains(Need.INPUT_NORMS)) {
            inputs(id, needs.contains(Need.INPUT_GRAM));
        }
        if (needs.contains(Need.SCALES)) {
            budget.channels().ifPresent(channels -> channels.scope().forEach(group -> scaled(id, group)));
        }
        if (needs.contains(Need.CONTRIBUTIONS)) {
            budget.channels().ifPresent(channels -> channels.scope().forEach(group -> read(id, group)));
        }
        if (needs.contains(Need.SYNAPTIC_FLOW)) {
            // Says itself what it cannot flow through.
            SynapticFlow.of(dense, exampleShape);
        }
        if (needs.contains(Need.HESSIAN_GRADIENT)) {
            makers().forEach(name -> {
                Set<String> weights = new LinkedHashSet<>(dense.parameterKeys(name));
                weights.remove("b");
                if (!weights.equals(Set.of("W"))) {
                    throw new IllegalArgumentException(
                            "%s takes gradients of one array of weights in each layer, and layer %s (%s) has several; take it out with except(\"%s\")"
                                    .formatted(id, name, dense.layerTypes().get(name), name));
                }
            });
        }
        if (needs.contains(Need.GAUSS_NEWTON) && !dense.endsInSoftmax()) {
            throw new IllegalArgumentException(
                    "%s draws labels from a softmax output trained with cross-entropy, one for each example, and the model ends otherwise; use fisher()"
                            .formatted(id));
        }
        recipe.during().ifPresent(during -> {
            if (during.method() instanceof TrainingMethod.ForChannels method) {
                budget.ofChannels().scope().forEach(group -> trainable(method, group));
            }
        });
        for (Recovery step : recipe.then()) {
            step.asks().forEach(asked -> answer(step.id(), asked));
        }
        if (needs.stream().anyMatch(OF_ONE_EXAMPLE::contains)) {
            dense.layerTypes().forEach((name, type) -> {
                if (type.equals("BatchNormalization")) {
                    throw new IllegalArgumentException(
                            "%s takes gradients of one example at a time, which batch normalisation (layer %s) has no statistics of; use taylor() or snip()"
                                    .formatted(id, name));
                }
            });
        }
    }

    private void answer(String id, Recovery.Asks asked) {
        switch (asked) {
            case DENSE_OUTPUTS -> {
                if (recipe.prune() instanceof Unit.Channels) {
                    budget.ofChannels().scope().forEach(group -> read(id, group));
                } else {
                    inputs(id, true);
                }
            }
            case BATCH_NORMALISATION -> {
                if (!dense.layerTypes().containsValue("BatchNormalization")) {
                    throw new IllegalArgumentException(
                            "%s measures the statistics of batch normalisation, and the model has none; leave it out"
                                    .formatted(id));
                }
            }
            case SOFTMAX -> {
                if (!dense.endsInSoftmax()) {
                    throw new IllegalArgumentException(
                            "%s compares softmax outputs trained with cross-entropy, one for each example; the model ends otherwise: use fineTune(...)"
                                    .formatted(id));
                }
            }
        }
    }

    private void trainable(TrainingMethod.ForChannels method, ChannelGroup group) {
        List<String> makers = group.producers().stream()
                .filter(member -> member.role() == Role.OUT
                        && dense.weightLayers().stream()
                                .anyMatch(layer -> layer.name().equals(member.layer())))
                .map(Member::layer)
                .toList();
        List<String> scales =
                ScaleGatherer.scales(dense, group).stream().map(Member::layer).toList();
        method.lacks(makers, scales).ifPresent(missing -> {
            String maker = group.producers().get(0).layer();
            throw new IllegalArgumentException(
                    "%s works on %s, and the channels of %s have none (%s); take it out with except(\"%s\")"
                            .formatted(method.id(), missing, maker, group.sentence(), maker));
        });
    }

    private void scaled(String id, ChannelGroup group) {
        if (ScaleGatherer.scales(dense, group).isEmpty()) {
            String maker = group.producers().get(0).layer();
            throw new IllegalArgumentException(
                    "%s reads the scales of batch normalisation, but the channels of %s pass through none (%s); take it out with except(\"%s\"), or use magnitude()"
                            .formatted(id, maker, group.sentence(), maker));
        }
    }

    /** Whether all that read a group's channels do so with weights on a matrix of inputs that fits into memory. */
    private void read(String id, ChannelGroup group) {
        String maker = group.producers().get(0).layer();
        List<Member> readers = ContributionGatherer.readers(dense, group)
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s looks at the dense layers and convolutions that read a channel, and those of %s are read by others (%s); take it out with except(\"%s\")"
                                .formatted(id, maker, group.sentence(), maker)));
        for (Member reader : readers) {
            WeightLayer layer = dense.weightLayer(reader.layer());
            if (layer.weights() / layer.out() > MOST_INPUTS) {
                throw new IllegalArgumentException(
                        "%s holds a matrix of inputs by inputs: expected at most %d inputs per output, found %d in layer %s, which reads %s; take that out with except(\"%s\")"
                                .formatted(id, MOST_INPUTS, layer.weights() / layer.out(), layer.name(), maker, maker));
            }
        }
    }

    /** The layers in scope; of channels, those that make them. */
    private Set<String> makers() {
        Set<String> layers = new LinkedHashSet<>();
        budget.scope().forEach(layer -> layers.add(layer.name()));
        budget.channels()
                .ifPresent(channels -> channels.scope()
                        .forEach(group ->
                                group.producers().stream().map(Member::layer).forEach(layers::add)));
        return layers;
    }

    private void inputs(String id, boolean gram) {
        for (String name : makers()) {
            WeightLayer layer = dense.weightLayers().stream()
                    .filter(l -> l.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "%s reads a layer's inputs, which is there for dense layers and convolutions only, found layer %s (%s); take it out with except(\"%s\")"
                                    .formatted(id, name, dense.layerTypes().get(name), name)));
            if (layer.kind() == LayerKind.DEPTHWISE) {
                throw new IllegalArgumentException(
                        "%s: each channel of a depthwise convolution reads inputs of its own, so that layer %s has no one matrix of inputs; take it out with except(\"%s\")"
                                .formatted(id, name, name));
            }
            long inputs = layer.weights() / layer.out();
            if (gram && inputs > MOST_INPUTS) {
                throw new IllegalArgumentException(
                        "%s holds a matrix of inputs by inputs: expected at most %d inputs per output, found %d in layer %s; take it out with except(\"%s\"), or use wanda(), which holds their norms only"
                                .formatted(id, MOST_INPUTS, inputs, name, name));
            }
        }
    }
}
