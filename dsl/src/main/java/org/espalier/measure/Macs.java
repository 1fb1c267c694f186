package org.espalier.measure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.model.Activations;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Multiply–accumulates (MACs) per example of every layer that multiplies by weights: convolutions of all kinds, dense,
 * recurrent and attention layers (their projections; the products of queries and keys, which have no weights, are not
 * counted, nor is the attention vertex). One MAC is one multiplication and one
 * addition, two FLOPs. Every weight counts once for each output position, positions whose input is padding included;
 * bias, normalisation, activation, pooling and addition are not counted. Of an untouched ResNet-20 at 3×32×32 with
 * projection shortcuts that gives 40,813,184.
 *
 * <pre>{@code
 * Macs.of(network, 1, 28, 28).dense()
 * }</pre>
 *
 * @param layers in topological order
 */
public record Macs(List<LayerMacs> layers) {

    /** Copies the list. */
    public Macs {
        layers = List.copyOf(layers);
    }

    /**
     * Counts with one forward pass of one example of zeros, which tells the layers' output sizes.
     *
     * @param exampleShape of one example, without the batch dimension, such as {@code 1, 28, 28}
     * @throws IllegalArgumentException if the shape is empty or has a size below 1
     */
    public static Macs of(Network network, long... exampleShape) {
        Map<String, Activations> activations =
                network.activations(Nd4j.zeros(network.parameters().dataType(), Shapes.batched(1, exampleShape)));
        List<LayerMacs> layers = new ArrayList<>();
        Map<String, WeightLayer> plain = new HashMap<>();
        network.weightLayers().forEach(layer -> plain.put(layer.name(), layer));
        network.layerTypes().forEach((name, type) -> {
            Activations seen = activations.get(name);
            WeightLayer layer = plain.get(name);
            if (layer != null) {
                // A layer that no output depends on is never computed.
                long uses = seen == null ? 0 : uses(layer, seen.output());
                layers.add(new LayerMacs(name, layer.weights(), Values.nonZero(network.weights(name)), uses));
            } else if (seen != null) {
                Uses.of(network, name, type, seen).ifPresent(uses -> layers.add(counted(network, name, uses)));
            }
        });
        return new Macs(layers);
    }

    private static LayerMacs counted(Network network, String layer, Uses uses) {
        long weights = 0;
        long nonZero = 0;
        for (String key : uses.keys()) {
            INDArray array = network.parameter(layer, key);
            weights += array.length();
            nonZero += Values.nonZero(array);
        }
        return new LayerMacs(layer, weights, nonZero, uses.each());
    }

    /** MACs per example of the dense computation, zero weights included. */
    public long dense() {
        return layers.stream().mapToLong(LayerMacs::dense).sum();
    }

    /** MACs per example when zero weights are skipped. */
    public long nonZero() {
        return layers.stream().mapToLong(LayerMacs::nonZero).sum();
    }

    /**
     * One layer's work.
     *
     * @throws IllegalArgumentException if there is no such layer
     */
    public LayerMacs of(String layer) {
        return layers.stream()
                .filter(l -> l.name().equals(layer))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no convolution or dense layer \"%s\"; there are %s"
                        .formatted(layer, layers.stream().map(LayerMacs::name).toList())));
    }

    /**
     * How often each weight of a layer is multiplied for one example: pruning one weight saves that many MACs.
     *
     * @throws IllegalArgumentException if there is no such layer
     */
    public long usesPerWeight(String layer) {
        return of(layer).usesPerWeight();
    }

    private static long uses(WeightLayer layer, INDArray output) {
        return output.length() / layer.out();
    }
}
