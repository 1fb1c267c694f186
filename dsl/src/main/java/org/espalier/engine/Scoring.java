package org.espalier.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.criterion.Criterion;
import org.espalier.criterion.LayerView;
import org.espalier.criterion.WeightCriterion;
import org.espalier.data.Dataset;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.recipe.Unit;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroups;

/** Scores of a network's weights or channels by one criterion, from one pass over its calibration batches. */
record Scoring(Criterion criterion, Dataset data, int batchSize, long seed) {

    /** One score per unit of each group, by group. */
    Map<String, float[]> ofChannels(Network network, ChannelGroups all, List<ChannelGroup> groups, Unit.Channels unit) {
        List<Scored> layers = Scored.of(network, all, groups);
        Map<String, LayerView> views = Calibration.of(network, Request.of(criterion), layers, data, batchSize, seed);
        Map<String, float[]> byLayer = new LinkedHashMap<>();
        for (Scored layer : layers) {
            LayerView view = Objects.requireNonNull(views.get(layer.name()));
            byLayer.put(layer.name(), Scores.ofChannels(criterion, view, layer.pieces()));
        }
        GroupScores aggregated = new GroupScores(unit, byLayer);
        Map<String, float[]> scores = new LinkedHashMap<>();
        groups.forEach(group -> scores.put(group.name(), aggregated.of(group)));
        return scores;
    }

    /** One score per weight of each layer, 'c' order, by layer; those pruned already lowest of all. */
    Map<String, float[]> ofWeights(Network network, List<WeightLayer> scope) {
        List<Scored> layers = scope.stream()
                .map(l -> Scored.of(network, network.weightLayer(l.name())))
                .toList();
        Map<String, float[]> scores = new LinkedHashMap<>();
        Calibration.of(network, Request.of(criterion), layers, data, batchSize, seed)
                .forEach((layer, view) -> {
                    float[] s = Scores.ofWeights(
                            (WeightCriterion) criterion,
                            view,
                            network.weightLayer(layer).shape());
                    alreadyPrunedFirst(network, layer, s);
                    scores.put(layer, s);
                });
        return scores;
    }

    /** Weights that are pruned already score lowest, so that they go first and never return. */
    private static void alreadyPrunedFirst(Network network, String layer, float[] scores) {
        network.maskOf(layer).ifPresent(mask -> {
            float[] kept = mask.dup('c').data().asFloat();
            for (int i = 0; i < scores.length; i++) {
                scores[i] = kept[i] == 0 ? Float.NEGATIVE_INFINITY : scores[i];
            }
        });
    }
}
