package org.espalier.engine;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.criterion.LayerView;
import org.espalier.model.Network;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroups;
import org.espalier.structure.ResidualBlock;

/** Scores a residual block by its layers: the mean over those that make channels of their channels' mean score. */
record BlockScores(Network network, Scoring scoring) {

    /** One score per block. */
    Map<String, Double> of(List<ResidualBlock> blocks) {
        Map<String, List<Scored>> layers = new LinkedHashMap<>();
        ChannelGroups groups = ChannelGroups.of(network.dl4j());
        blocks.forEach(block -> layers.put(block.name(), layers(block, groups)));
        List<Scored> all = layers.values().stream().flatMap(List::stream).toList();
        Map<String, LayerView> views = Calibration.of(
                network, Request.of(scoring.criterion()), all, scoring.data(), scoring.batchSize(), scoring.seed());
        Map<String, Double> byLayer = new HashMap<>();
        for (Scored layer : all) {
            LayerView view = Objects.requireNonNull(views.get(layer.name()));
            double sum = 0;
            for (float score : Scores.ofChannels(scoring.criterion(), view, layer.pieces())) {
                sum += score;
            }
            byLayer.put(layer.name(), sum / layer.pieces());
        }
        Map<String, Double> scores = new LinkedHashMap<>();
        layers.forEach((block, of) -> scores.put(
                block,
                of.stream()
                        .mapToDouble(layer -> byLayer.getOrDefault(layer.name(), 0.0))
                        .average()
                        .orElse(0)));
        return scores;
    }

    private List<Scored> layers(ResidualBlock block, ChannelGroups groups) {
        List<ChannelGroup> made = block.layers().stream()
                .flatMap(layer -> groups.madeBy(layer).stream())
                .distinct()
                .toList();
        return Scored.of(network, groups, made).stream()
                .filter(scored -> block.layers().contains(scored.layer()))
                .toList();
    }
}
