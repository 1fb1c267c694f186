package org.espalier.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.recipe.Unit;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroup.Member;

/** Makes scores of channels that fall together from those that a criterion gave each layer. */
record GroupScores(Unit.Channels unit, Map<String, float[]> byLayer) {

    /** Normalises each layer's scores. */
    GroupScores {
        Map<String, float[]> normalised = new LinkedHashMap<>();
        byLayer.forEach(
                (layer, scores) -> normalised.put(layer, unit.normalisation().of(scores)));
        byLayer = normalised;
    }

    /** One score per unit of a group. */
    float[] of(ChannelGroup group) {
        List<Member> scored = group.producers();
        float[] scores = new float[group.width()];
        for (int u = 0; u < scores.length; u++) {
            List<Float> each = new ArrayList<>();
            for (Member member : scored) {
                float[] ofLayer = Objects.requireNonNull(byLayer.get(Scored.name(member)));
                member.of(u).forEach(channel -> each.add(ofLayer[channel]));
            }
            float[] all = new float[each.size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = each.get(i);
            }
            scores[u] = unit.aggregate().of(all);
        }
        return scores;
    }
}
