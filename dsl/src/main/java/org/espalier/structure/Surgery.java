package org.espalier.structure;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.model.MaskConstraint;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Cuts channels out of networks. The result is an ordinary, smaller DL4J model; the original is not changed.
 *
 * @param network the network to cut
 * @param groups its channel groups
 */
public record Surgery(Network network, ChannelGroups groups) {

    /** For a network whose groups are still to be found. */
    public Surgery(Network network) {
        this(network, ChannelGroups.of(network));
    }

    /**
     * The same network with the removed channels silenced, not removed: their weights, biases and normalisation (gamma
     * and beta) are zero. What {@link #shrink} has to agree with.
     *
     * @param keep producer name to the indices of the channels kept, ascending
     * @throws IllegalArgumentException if a producer's channels cannot be cut, or the indices are not ascending ones of
     *     its channels
     */
    public Network silence(Map<String, int[]> keep) {
        keep.forEach(this::check);
        Network silenced = network.copy();
        MultiLayerNetwork model = (MultiLayerNetwork) silenced.dl4j();
        keep.forEach((producer, kept) -> {
            ChannelGroup group = group(producer);
            boolean[] stays = new boolean[Math.toIntExact(group.width())];
            for (int channel : kept) {
                stays[channel] = true;
            }
            INDArray weights = silenced.weights(producer);
            INDArray rows = weights.reshape(weights.size(0), weights.length() / weights.size(0));
            for (int channel = 0; channel < stays.length; channel++) {
                if (!stays[channel]) {
                    rows.putRow(channel, Nd4j.zeros(weights.dataType(), 1, rows.size(1)));
                }
            }
            silenced.setWeights(producer, rows.reshape(weights.shape()));
            zero(model.getLayer(index(producer)), "b", stays);
            for (String follower : group.followers()) {
                zero(model.getLayer(index(follower)), "gamma", stays);
                zero(model.getLayer(index(follower)), "beta", stays);
            }
        });
        return silenced;
    }

    /**
     * A smaller network without the removed channels. What a silenced channel would still have sent (a sigmoid's one
     * half) is added to the reading layer's bias.
     *
     * @param keep producer name to the indices of the channels kept, ascending, at least one each; producers not named
     *     keep all
     * @throws IllegalArgumentException if a producer's channels cannot be cut, none would be left, or the indices are
     *     not ascending ones of its channels
     */
    public Network shrink(Map<String, int[]> keep) {
        keep.forEach((producer, kept) -> {
            check(producer, kept);
            if (kept.length == 0) {
                throw new IllegalArgumentException(
                        "%s: at least one channel must be kept, found none".formatted(producer));
            }
        });
        MultiLayerNetwork from = (MultiLayerNetwork) network.dl4j();
        Network shrunk = Network.of(resized(from, keep));
        MultiLayerNetwork to = (MultiLayerNetwork) shrunk.dl4j();

        Map<String, int[]> keptOut = new HashMap<>(keep);
        Map<String, int[]> keptIn = new HashMap<>();
        keep.forEach((producer, kept) -> {
            ChannelGroup group = group(producer);
            group.followers().forEach(follower -> keptOut.put(follower, kept));
            keptIn.put(group.consumer(), expanded(kept, group.inputsPerChannel()));
        });
        for (String name : network.layerTypes().keySet()) {
            Layer source = from.getLayer(index(name));
            Layer target = to.getLayer(index(name));
            source.paramTable().forEach((param, value) -> {
                if (!param.equals("W")) {
                    target.getParam(param)
                            .assign(keptOut.containsKey(name) ? columns(value, keptOut.get(name)) : value);
                }
            });
        }
        for (WeightLayer layer : network.weightLayers()) {
            int[] out = keptOut.getOrDefault(layer.name(), all(layer.out()));
            int[] in = keptIn.getOrDefault(layer.name(), all(layer.in()));
            shrunk.setWeights(layer.name(), submatrix(network.weights(layer.name()), out, in));
            network.maskOf(layer.name()).ifPresent(mask -> shrunk.mask(layer.name(), submatrix(mask, out, in)));
        }
        keep.forEach((producer, kept) -> {
            ChannelGroup group = group(producer);
            long consumers = network.weightLayer(group.consumer()).out();
            foldConstant(group, kept, keptOut.getOrDefault(group.consumer(), all(consumers)), to);
        });
        return shrunk;
    }

    /** Adds what silenced channels would have sent to the bias of the layer that reads them, itself perhaps cut. */
    private void foldConstant(ChannelGroup group, int[] kept, int[] keptReaders, MultiLayerNetwork to) {
        if (group.constant() == 0) {
            return;
        }
        INDArray weights = network.weights(group.consumer());
        INDArray all = submatrix(weights, keptReaders, all(weights.size(1)));
        INDArray stay = submatrix(weights, keptReaders, expanded(kept, group.inputsPerChannel()));
        INDArray removed = perOutput(all).subi(perOutput(stay)).muli(group.constant());
        INDArray bias = to.getLayer(index(group.consumer())).getParam("b");
        bias.addi(removed.reshape(bias.shape()));
    }

    private static INDArray perOutput(INDArray weights) {
        return weights.reshape(weights.size(0), weights.length() / weights.size(0))
                .sum(1);
    }

    private MultiLayerNetwork resized(MultiLayerNetwork from, Map<String, int[]> keep) {
        MultiLayerConfiguration conf = from.getLayerWiseConfigurations().clone();
        conf.getConfs().forEach(c -> withoutMasks(c.getLayer()));
        keep.forEach((producer, kept) -> {
            ChannelGroup group = group(producer);
            ((FeedForwardLayer) conf.getConf(index(producer)).getLayer()).setNOut(kept.length);
            for (String follower : group.followers()) {
                BatchNormalization bn =
                        (BatchNormalization) conf.getConf(index(follower)).getLayer();
                bn.setNIn(kept.length);
                bn.setNOut(kept.length);
            }
            int consumer = index(group.consumer());
            ((FeedForwardLayer) conf.getConf(consumer).getLayer()).setNIn(kept.length * group.inputsPerChannel());
            for (int i = index(producer) + 1; i <= consumer; i++) {
                if (conf.getInputPreProcess(i) instanceof CnnToFeedForwardPreProcessor flatten) {
                    flatten.setNumChannels(kept.length);
                }
            }
        });
        MultiLayerNetwork model = new MultiLayerNetwork(conf);
        model.init();
        return model;
    }

    private static void withoutMasks(org.deeplearning4j.nn.conf.layers.Layer layer) {
        List<LayerConstraint> constraints = layer.getConstraints();
        if (constraints != null) {
            layer.setConstraints(constraints.stream()
                    .filter(c -> !(c instanceof MaskConstraint))
                    .toList());
        }
    }

    private int index(String layer) {
        return List.copyOf(network.layerTypes().keySet()).indexOf(layer);
    }

    private ChannelGroup group(String producer) {
        return groups.of(producer)
                .orElseThrow(() -> new IllegalArgumentException("%s: its channels cannot be pruned: %s"
                        .formatted(producer, groups.refused().getOrDefault(producer, "no such layer"))));
    }

    private void check(String producer, int[] kept) {
        long width = group(producer).width();
        for (int i = 0; i < kept.length; i++) {
            if (kept[i] < 0 || kept[i] >= width || (i > 0 && kept[i] <= kept[i - 1])) {
                throw new IllegalArgumentException("%s: expected ascending channel indices below %d, found %s"
                        .formatted(producer, width, Arrays.toString(kept)));
            }
        }
    }

    private static void zero(Layer layer, String param, boolean[] stays) {
        INDArray values = layer.getParam(param);
        if (values == null) {
            return;
        }
        for (int channel = 0; channel < stays.length; channel++) {
            if (!stays[channel]) {
                values.putScalar(channel, 0);
            }
        }
    }

    private static int[] all(long n) {
        return IntStream.range(0, Math.toIntExact(n)).toArray();
    }

    /** Channel indices as indices of a flattened input: channel c covers c·h·w … (c + 1)·h·w − 1. */
    private static int[] expanded(int[] channels, long perChannel) {
        int n = Math.toIntExact(perChannel);
        return IntStream.of(channels)
                .flatMap(c -> IntStream.range(c * n, (c + 1) * n))
                .toArray();
    }

    /** Some entries of a {@code [1, n]} parameter. */
    private static INDArray columns(INDArray row, int[] columns) {
        INDArray picked = Nd4j.createUninitialized(row.dataType(), 1, columns.length);
        for (int i = 0; i < columns.length; i++) {
            picked.putScalar(i, row.getDouble(columns[i]));
        }
        return picked;
    }

    /** Some outputs and inputs of {@code [out, in]} or {@code [out, in, kH, kW]}. */
    private static INDArray submatrix(INDArray weights, int[] out, int[] in) {
        long[] shape = weights.shape().clone();
        int kernel = Math.toIntExact(weights.length() / (shape[0] * shape[1]));
        double[] source = weights.dup('c').data().asDouble();
        double[] picked = new double[out.length * in.length * kernel];
        int at = 0;
        for (int o : out) {
            for (int i : in) {
                System.arraycopy(source, (o * Math.toIntExact(shape[1]) + i) * kernel, picked, at, kernel);
                at += kernel;
            }
        }
        shape[0] = out.length;
        shape[1] = in.length;
        return Nd4j.create(picked, shape, weights.dataType());
    }
}
