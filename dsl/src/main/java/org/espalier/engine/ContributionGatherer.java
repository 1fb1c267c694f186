package org.espalier.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.espalier.model.Activations;
import org.espalier.model.LayerKind;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroup.Member;
import org.espalier.structure.ChannelGroup.Role;
import org.espalier.structure.ChannelGroups;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What channels contribute to the outputs of the layers that read them, as Gram matrices. With the inputs X of a reading
 * layer and its weights W the products of the contributions of two inputs are {@code (XᵀX) ∘ (WᵀW)}; those of two channels
 * are sums of its blocks.
 */
final class ContributionGatherer implements Gatherer {
    private final Network network;
    private final List<Scored> layers;
    private final ChannelGroups groups;
    private final Map<String, INDArray> grams = new LinkedHashMap<>();

    ContributionGatherer(Network network, List<Scored> layers) {
        this.network = network;
        this.layers = layers;
        this.groups = ChannelGroups.of(network.dl4j());
    }

    /** The layers that read a group's channels with weights; empty if any reads them in a way that is not known here. */
    static Optional<List<Member>> readers(Network network, ChannelGroup group) {
        List<Member> in = group.members().stream()
                .filter(member -> member.role() == Role.IN)
                .toList();
        boolean known = !in.isEmpty()
                && in.stream()
                        .allMatch(member -> network.weightLayers().stream()
                                .anyMatch(layer ->
                                        layer.name().equals(member.layer()) && layer.kind() != LayerKind.DEPTHWISE));
        return known ? Optional.of(in) : Optional.empty();
    }

    @Override
    public void gather(DataSet batch) {
        Map<String, Activations> all = network.activations(batch.getFeatures());
        layers.stream()
                .flatMap(layer -> groups.madeBy(layer.layer()).stream())
                .flatMap(group -> readers(network, group).orElse(List.of()).stream())
                .map(Member::layer)
                .distinct()
                .forEach(reader -> {
                    INDArray x = network.patches(
                            reader,
                            Objects.requireNonNull(all.get(reader), reader).input());
                    grams.merge(reader, x.transpose().mmul(x), INDArray::addi);
                });
    }

    @Override
    public List<INDArray> of(Scored layer) {
        int pieces = Math.toIntExact(layer.pieces());
        double[] result = new double[pieces * pieces];
        for (ChannelGroup group : groups.madeBy(layer.layer())) {
            double[] ofUnits = new double[group.width() * group.width()];
            readers(network, group).orElse(List.of()).forEach(reader -> add(group, reader, ofUnits));
            for (Member maker : group.producers()) {
                if (!Scored.name(maker).equals(layer.name())) {
                    continue;
                }
                for (int u = 0; u < group.width(); u++) {
                    for (int v = 0; v < group.width(); v++) {
                        for (int a : maker.of(u)) {
                            for (int b : maker.of(v)) {
                                result[a * pieces + b] = ofUnits[u * group.width() + v];
                            }
                        }
                    }
                }
            }
        }
        return List.of(Nd4j.createFromArray(result).reshape('c', pieces, pieces));
    }

    /** Adds the products of what each two units contribute to one layer's outputs. */
    private void add(ChannelGroup group, Member reader, double[] ofUnits) {
        WeightLayer layer = network.weightLayer(reader.layer());
        int inputs = Math.toIntExact(layer.weights() / layer.out());
        int area = Math.toIntExact(layer.kernelHeight() * layer.kernelWidth());
        INDArray gram = Objects.requireNonNull(grams.get(reader.layer()), reader.layer());
        INDArray w = network.weights(reader.layer())
                .reshape('c', layer.out(), inputs)
                .castTo(gram.dataType());
        double[] products = w.transpose().mmul(w).muli(gram).dup('c').data().asDouble();
        for (int u = 0; u < group.width(); u++) {
            for (int v = 0; v < group.width(); v++) {
                double sum = 0;
                for (int a : reader.of(u)) {
                    for (int b : reader.of(v)) {
                        for (int i = a * area; i < (a + 1) * area; i++) {
                            for (int j = b * area; j < (b + 1) * area; j++) {
                                sum += products[i * inputs + j];
                            }
                        }
                    }
                }
                ofUnits[u * group.width() + v] += sum;
            }
        }
    }
}
