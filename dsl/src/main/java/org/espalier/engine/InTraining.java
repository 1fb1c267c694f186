package org.espalier.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.model.Gradients;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Target;
import org.espalier.recipe.Unit;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroup.Member;
import org.espalier.structure.ChannelGroup.Role;
import org.espalier.structure.Surgery;
import org.espalier.training.ChannelsInTraining;
import org.espalier.training.LayerInTraining;
import org.espalier.training.NetworkInTraining;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network that is being trained, as a method sees it. */
final class InTraining implements NetworkInTraining {
    private final Network network;
    private final Gradients gradients;
    private final Removal removal;
    private final long steps;
    private final long stepsPerEpoch;
    private final long seed;
    private final List<LayerInTraining> layers = new ArrayList<>();
    private final List<ChannelsInTraining> channels = new ArrayList<>();

    InTraining(Network network, Gradients gradients, Removal removal, int epochs, long stepsPerEpoch, long seed) {
        this.network = network;
        this.gradients = gradients;
        this.removal = removal;
        this.stepsPerEpoch = stepsPerEpoch;
        this.steps = epochs * stepsPerEpoch;
        this.seed = seed;
        for (WeightLayer layer : removal.budget().scope()) {
            layers.add(new InScope(layer.name()));
        }
        removal.budget()
                .channels()
                .ifPresent(budget -> budget.scope().forEach(group -> channels.add(inTraining(group))));
    }

    private ChannelsInTraining inTraining(ChannelGroup group) {
        List<ChannelsInTraining.Maker> makers = new ArrayList<>();
        for (LayerInTraining layer : layers) {
            List<Integer> units = new ArrayList<>(Collections.nCopies(
                    Math.toIntExact(network.weightLayer(layer.name()).out()), -1));
            for (Member member : group.producers()) {
                if (member.layer().equals(layer.name()) && member.role() == Role.OUT) {
                    units(group, member, units);
                }
            }
            if (units.stream().anyMatch(unit -> unit >= 0)) {
                makers.add(new ChannelsInTraining.Maker(layer, List.copyOf(units)));
            }
        }
        List<ChannelsInTraining.Scale> scales = new ArrayList<>();
        for (Member member : ScaleGatherer.scales(network, group)) {
            long width = network.parameter(member.layer(), ScaleGatherer.SCALE).length();
            List<Integer> units = new ArrayList<>(Collections.nCopies(Math.toIntExact(width), -1));
            units(group, member, units);
            scales.add(new Scale(member.layer(), List.copyOf(units)));
        }
        return new ChannelsInTraining(group.name(), group.width(), makers, scales);
    }

    private static void units(ChannelGroup group, Member member, List<Integer> units) {
        for (int unit = 0; unit < group.width(); unit++) {
            for (int channel : member.of(unit)) {
                units.set(channel, unit);
            }
        }
    }

    private Recipe recipe() {
        return removal.recipe();
    }

    private Target target(double removed) {
        return recipe().prune() instanceof Unit.Pattern
                ? recipe().to()
                : recipe().to().withRemoved(removed);
    }

    @Override
    public List<LayerInTraining> layers() {
        return layers;
    }

    @Override
    public List<ChannelsInTraining> channels() {
        return channels;
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public long stepsPerEpoch() {
        return stepsPerEpoch;
    }

    @Override
    public int scheduleSteps() {
        return recipe().over().steps();
    }

    @Override
    public double removed(int scheduleStep) {
        return recipe().over().at(scheduleStep, recipe().to().removed());
    }

    @Override
    public long seed() {
        return seed;
    }

    @Override
    public Map<String, INDArray> scores() {
        Map<String, INDArray> scores = new LinkedHashMap<>();
        new Scoring(recipe().by(), removal.data(), removal.batchSize(), seed)
                .ofWeights(network, removal.budget().scope())
                .forEach((layer, s) -> scores.put(
                        layer, Nd4j.create(s, network.weightLayer(layer).shape())));
        return scores;
    }

    @Override
    public Map<String, INDArray> masks(Map<String, INDArray> scores, double removed) {
        Map<String, float[]> byLayer = new LinkedHashMap<>();
        for (WeightLayer layer : removal.budget().scope()) {
            INDArray ofLayer = scores.get(layer.name());
            if (ofLayer == null || !Arrays.equals(ofLayer.shape(), layer.shape())) {
                throw new IllegalStateException("%s: layer %s: expected scores of shape %s, found %s"
                        .formatted(
                                recipe().name(),
                                layer.name(),
                                Arrays.toString(layer.shape()),
                                ofLayer == null ? "none" : Arrays.toString(ofLayer.shape())));
            }
            byLayer.put(layer.name(), ofLayer.dup('c').data().asFloat());
        }
        return removal.masks(network, target(removed), byLayer);
    }

    @Override
    public void zeroChannels() {
        Map<String, int[]> keep = removal.keep(network, recipe().to(), seed);
        if (!keep.isEmpty()) {
            network.setParameters(Network.made(() -> new Surgery(network.dl4j()).silence(keep))
                    .parameters());
        }
    }

    /** One layer. */
    private final class InScope implements LayerInTraining {
        private final String name;

        InScope(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public INDArray weights() {
            return network.weights(name);
        }

        @Override
        public void setWeights(INDArray weights) {
            network.setWeights(name, weights);
        }

        @Override
        public INDArray gradient() {
            return gradients.ofWeights(name);
        }

        @Override
        public void setGradient(INDArray gradient) {
            gradients.setWeights(name, gradient);
        }

        @Override
        public Optional<INDArray> mask() {
            return network.maskOf(name);
        }

        @Override
        public void setMask(INDArray mask) {
            mask().ifPresent(before -> {
                // What comes back, and only that, is forgotten: 1 where the old mask or not the new one.
                INDArray known = mask.rsub(1).addi(before);
                gradients.forget(name, known.gt(0));
            });
            network.mask(name, mask);
        }

        @Override
        public double learningRate() {
            return network.learningRate(name).orElse(1.0);
        }
    }

    /** γ of one batch normalisation. */
    private final class Scale implements ChannelsInTraining.Scale {
        private final String layer;
        private final List<Integer> units;

        Scale(String layer, List<Integer> units) {
            this.layer = layer;
            this.units = units;
        }

        @Override
        public String layer() {
            return layer;
        }

        @Override
        public List<Integer> unitOfElement() {
            return units;
        }

        @Override
        public INDArray values() {
            return network.parameter(layer, ScaleGatherer.SCALE);
        }

        @Override
        public INDArray gradient() {
            return gradients.of(layer, ScaleGatherer.SCALE);
        }

        @Override
        public void setGradient(INDArray gradient) {
            gradients.set(layer, ScaleGatherer.SCALE, gradient);
        }
    }
}
