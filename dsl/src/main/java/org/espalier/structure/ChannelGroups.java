package org.espalier.structure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.model.LayerKind;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The channel groups of a network, and for every layer whose channels cannot be pruned the reason why not.
 *
 * @param groups by producer, in topological order
 * @param refused layer name to reason
 */
public record ChannelGroups(Map<String, ChannelGroup> groups, Map<String, String> refused) {

    /** Finds the groups of a network. Graphs are refused as a whole, layer by layer, with the reason. */
    public static ChannelGroups of(Network network) {
        Map<String, ChannelGroup> groups = new LinkedHashMap<>();
        Map<String, String> refused = new LinkedHashMap<>();
        for (WeightLayer layer : network.weightLayers()) {
            if (network.dl4j() instanceof MultiLayerNetwork sequential) {
                try {
                    groups.put(layer.name(), new Walk(network, sequential, layer).group());
                } catch (Refusal refusal) {
                    refused.put(layer.name(), refusal.reason);
                }
            } else {
                refused.put(
                        layer.name(), "channels of a ComputationGraph cannot be cut yet, only a MultiLayerNetwork's");
            }
        }
        return new ChannelGroups(groups, refused);
    }

    /** The group of this producer, if its channels can be pruned. */
    public Optional<ChannelGroup> of(String producer) {
        return Optional.ofNullable(groups.get(producer));
    }

    /** Follows one layer's channels until the layer that reads them. */
    private static final class Walk {
        private final Network network;
        private final List<String> names;
        private final List<Layer> layers = new ArrayList<>();
        private final Map<Integer, InputPreProcessor> before;
        private final WeightLayer producer;

        Walk(Network network, MultiLayerNetwork sequential, WeightLayer producer) {
            this.network = network;
            this.names = List.copyOf(network.layerTypes().keySet());
            sequential.getLayerWiseConfigurations().getConfs().forEach(c -> layers.add(c.getLayer()));
            this.before = sequential.getLayerWiseConfigurations().getInputPreProcessors();
            this.producer = producer;
        }

        ChannelGroup group() throws Refusal {
            int start = names.indexOf(producer.name());
            Layer first = layers.get(start);
            if (producer.networkOutput()) {
                throw new Refusal("its channels are the network's outputs");
            }
            if (producer.kind() == LayerKind.DEPTHWISE) {
                throw new Refusal("a depthwise convolution's channels are those of the layer before it");
            }
            if (first instanceof ConvolutionLayer c && c.getCnn2dDataFormat() == CNN2DFormat.NHWC) {
                throw new Refusal("its channels come last (NHWC); only NCHW can be cut yet");
            }
            refuseOtherParameters(first, producer.name());
            double constant = at(((BaseLayer) first).getActivationFn(), 0);
            long perChannel = hasBias(first) ? 1 : 0;
            List<String> followers = new ArrayList<>();
            for (int i = start + 1; i < layers.size(); i++) {
                Layer layer = layers.get(i);
                String name = names.get(i);
                InputPreProcessor pre = before.get(i);
                if (pre != null && !(pre instanceof CnnToFeedForwardPreProcessor)) {
                    throw new Refusal("%s reshapes its channels before %s"
                            .formatted(pre.getClass().getSimpleName(), name));
                }
                if (layer instanceof ConvolutionLayer
                        || layer instanceof DenseLayer
                        || layer instanceof BaseOutputLayer) {
                    WeightLayer consumer = consumer(name);
                    refuseOtherParameters(layer, name);
                    if (constant != 0 && padded(layer)) {
                        throw new Refusal(sendsConstant(constant) + name + ", which pads with zeros");
                    }
                    if (constant != 0 && !hasBias(layer)) {
                        throw new Refusal(sendsConstant(constant) + name + ", which has no bias to add it to");
                    }
                    return new ChannelGroup(
                            producer.name(), producer.out(), followers, name, inputs(consumer), perChannel, constant);
                }
                if (layer instanceof BatchNormalization bn) {
                    if (pre != null) {
                        throw new Refusal("batch normalisation " + name + " comes after a flatten");
                    }
                    if (bn.isLockGammaBeta()) {
                        throw new Refusal(
                                "batch normalisation %s has locked gamma and beta, so that a channel cannot be silenced"
                                        .formatted(name));
                    }
                    constant = 0;
                    perChannel += 4;
                    followers.add(name);
                } else if (layer instanceof ActivationLayer activation) {
                    constant = at(activation.getActivationFn(), constant);
                } else if (constant != 0 && !keepsConstants(layer)) {
                    throw new Refusal(sendsConstant(constant)
                            + name
                            + (layer instanceof ZeroPaddingLayer
                                    ? ", which pads with zeros"
                                    : ", which does not pass it on unchanged"));
                } else if (!keepsChannels(layer)) {
                    throw new Refusal("its channels pass through %s (%s), which cannot be cut yet"
                            .formatted(name, layer.getClass().getSimpleName()));
                }
            }
            throw new Refusal("no later layer with weights reads its channels");
        }

        /** Layer normalisation, class centres and the like couple channels, or are shaped by them. */
        private static void refuseOtherParameters(Layer layer, String name) throws Refusal {
            List<String> others = new ArrayList<>(layer.initializer().paramKeys(layer));
            others.removeAll(List.of("W", "b"));
            if (!others.isEmpty()) {
                throw new Refusal("%s has parameters besides weights and bias (%s), which cannot be cut yet"
                        .formatted(name, String.join(", ", others)));
            }
        }

        private static boolean hasBias(Layer layer) {
            return layer.initializer().paramKeys(layer).contains("b");
        }

        private static String sendsConstant(double constant) {
            return "a silenced channel still sends %s to ".formatted(constant);
        }

        private WeightLayer consumer(String name) throws Refusal {
            WeightLayer consumer = network.weightLayers().stream()
                    .filter(l -> l.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new Refusal("its channels are read by %s (%s), which cannot be cut yet"
                            .formatted(name, network.layerTypes().get(name))));
            if (consumer.kind() == LayerKind.DEPTHWISE) {
                throw new Refusal(
                        "its channels are read by the depthwise convolution " + name + ", which cannot be cut yet");
            }
            return consumer;
        }

        private long inputs(WeightLayer consumer) throws Refusal {
            if (consumer.in() % producer.out() != 0) {
                throw new Refusal("%s reads %d inputs, which is no multiple of its %d channels"
                        .formatted(consumer.name(), consumer.in(), producer.out()));
            }
            return consumer.in() / producer.out();
        }

        private static boolean keepsChannels(Layer layer) {
            return layer instanceof SubsamplingLayer
                    || layer instanceof DropoutLayer
                    || layer instanceof GlobalPoolingLayer
                    || layer instanceof ZeroPaddingLayer
                    || layer instanceof Upsampling2D;
        }

        /** Whether a channel that is the same number everywhere still is afterwards. */
        private static boolean keepsConstants(Layer layer) {
            if (layer instanceof SubsamplingLayer pool) {
                boolean average = pool.getPoolingType() == org.deeplearning4j.nn.conf.layers.PoolingType.AVG;
                boolean max = pool.getPoolingType() == org.deeplearning4j.nn.conf.layers.PoolingType.MAX;
                boolean unpadded = pool.getConvolutionMode() != org.deeplearning4j.nn.conf.ConvolutionMode.Same
                        && java.util.Arrays.stream(pool.getPadding()).allMatch(p -> p == 0);
                return (average || max) && unpadded;
            }
            if (layer instanceof GlobalPoolingLayer pool) {
                return pool.getPoolingType() == PoolingType.AVG || pool.getPoolingType() == PoolingType.MAX;
            }
            return layer instanceof DropoutLayer || layer instanceof Upsampling2D;
        }

        private static boolean padded(Layer layer) {
            if (!(layer instanceof ConvolutionLayer conv)) {
                return false;
            }
            return conv.getConvolutionMode() == org.deeplearning4j.nn.conf.ConvolutionMode.Same
                    || conv.getConvolutionMode() == org.deeplearning4j.nn.conf.ConvolutionMode.Causal
                    || java.util.Arrays.stream(conv.getPadding()).anyMatch(p -> p != 0);
        }

        private static double at(IActivation activation, double x) throws Refusal {
            if (activation instanceof ActivationSoftmax) {
                throw new Refusal("softmax couples all its channels");
            }
            return activation.getActivation(Nd4j.scalar(x).reshape(1, 1), false).getDouble(0);
        }
    }

    /** Says why a layer's channels cannot be pruned. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final String reason;

        Refusal(String reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
