package org.espalier.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroup.Member;
import org.espalier.structure.ChannelGroup.Role;
import org.espalier.structure.ChannelGroups;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer as criteria see it.
 *
 * @param name of what is scored: the layer, or its heads
 * @param layer its name in the model
 * @param pieces how many channels it makes
 * @param weights its weights, or arrays of their shapes, put together from arrays by DL4J's keys
 */
record Scored(String name, String layer, long pieces, Function<Function<String, INDArray>, INDArray> weights) {

    /** Layers whose weights are scored one by one, or channel by channel: as they are. */
    static Scored of(Network network, WeightLayer layer) {
        return new Scored(
                layer.name(), layer.name(), layer.out(), arrays -> network.shaped(layer.name(), arrays.apply("W")));
    }

    /** Every layer that makes channels of these groups. Of a layer with several arrays each channel is a row. */
    static List<Scored> of(Network network, ChannelGroups groups, List<ChannelGroup> pruned) {
        Set<Member> makers = new LinkedHashSet<>();
        pruned.forEach(group -> makers.addAll(group.producers()));
        List<Scored> scored = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (Member maker : makers) {
            if (!names.add(name(maker))) {
                continue;
            }
            String layer = maker.layer();
            boolean plain = maker.role() == Role.OUT
                    && network.weightLayers().stream().anyMatch(l -> l.name().equals(layer));
            scored.add(
                    plain
                            ? of(network, network.weightLayer(layer))
                            : new Scored(
                                    name(maker),
                                    layer,
                                    groups.made(layer, maker.role()),
                                    arrays -> groups.rows(layer, maker.role(), arrays)));
        }
        return scored;
    }

    /** The name under which a member is scored. */
    static String name(Member member) {
        return member.role() == Role.HEADS ? member.layer() + " heads" : member.layer();
    }
}
