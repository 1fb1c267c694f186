package org.espalier.engine;

import java.util.ArrayList;
import java.util.List;
import org.espalier.model.Network;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroup.Member;
import org.espalier.structure.ChannelGroup.Role;
import org.espalier.structure.ChannelGroups;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The scales γ of the batch normalisations that a layer's channels pass through. */
final class ScaleGatherer implements Gatherer {
    static final String SCALE = "gamma";

    private final Network network;
    private final ChannelGroups groups;

    ScaleGatherer(Network network) {
        this.network = network;
        this.groups = ChannelGroups.of(network.dl4j());
    }

    /** The batch normalisations of a group that have a scale; those with a fixed one scale all channels alike. */
    static List<Member> scales(Network network, ChannelGroup group) {
        return group.members().stream()
                .filter(member -> member.role() == Role.THROUGH
                        && network.parameterKeys(member.layer()).contains(SCALE))
                .toList();
    }

    @Override
    public void gather(DataSet batch) {
        throw new IllegalStateException("the scales of batch normalisation take no data");
    }

    @Override
    public List<INDArray> of(Scored layer) {
        float[] means = new float[Math.toIntExact(layer.pieces())];
        for (ChannelGroup group : groups.madeBy(layer.layer())) {
            float[] ofUnits = ofUnits(group);
            group.producers().stream()
                    .filter(maker -> Scored.name(maker).equals(layer.name()))
                    .forEach(maker -> {
                        for (int unit = 0; unit < group.width(); unit++) {
                            for (int channel : maker.of(unit)) {
                                means[channel] = ofUnits[unit];
                            }
                        }
                    });
        }
        return List.of(Nd4j.create(
                means, new long[] {means.length}, network.parameters().dataType()));
    }

    private float[] ofUnits(ChannelGroup group) {
        float[] sums = new float[group.width()];
        List<Integer> counts = new ArrayList<>();
        for (Member scale : scales(network, group)) {
            float[] values =
                    network.parameter(scale.layer(), SCALE).dup('c').data().asFloat();
            counts.add(scale.perUnit());
            for (int unit = 0; unit < sums.length; unit++) {
                for (int channel : scale.of(unit)) {
                    sums[unit] += Math.abs(values[channel]);
                }
            }
        }
        int count = Math.max(1, counts.stream().mapToInt(i -> i).sum());
        for (int unit = 0; unit < sums.length; unit++) {
            sums[unit] /= count;
        }
        return sums;
    }
}
