package org.espalier.measure;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.model.Activations;
import org.espalier.model.Network;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How often the weights of a layer that is neither a plain convolution nor fully connected are multiplied.
 *
 * @param keys DL4J's names of the arrays of weights
 * @param each how often each of them is multiplied for one example
 */
record Uses(List<String> keys, long each) {
    private static final Set<String> NOT_MULTIPLIED =
            Set.of("EmbeddingLayer", "EmbeddingSequenceLayer", "PReLULayer", "ElementWiseMultiplicationLayer");

    /**
     * Looks at the shapes of what goes in and comes out.
     *
     * @param type DL4J's class of the layer
     * @return empty for a layer without matrices
     */
    static Optional<Uses> of(Network network, String layer, String type, Activations seen) {
        List<String> keys = network.parameterKeys(layer).stream()
                .filter(key -> network.parameter(layer, key).rank() > 1)
                .toList();
        if (keys.isEmpty() || NOT_MULTIPLIED.contains(type)) {
            return Optional.empty();
        }
        INDArray first = network.parameter(layer, keys.get(0));
        INDArray in = seen.input();
        INDArray out = seen.output();
        long each = switch (type) {
            case "SeparableConvolution2D" ->
                out.length() / network.parameter(layer, "pW").size(0);
            case "Convolution3D" -> out.length() / first.size(0);
            case "Deconvolution2D" -> in.length() / first.size(0);
            case "Deconvolution3D" -> in.length() / first.size(4);
            // Sequences: each weight once for each step.
            case "LSTM",
                    "GravesLSTM",
                    "GravesBidirectionalLSTM",
                    "SimpleRnn",
                    "Bidirectional",
                    "LastTimeStep",
                    "TimeDistributed" -> in.length() / first.size(0);
            case "SelfAttentionLayer", "LearnedSelfAttentionLayer", "RecurrentAttentionLayer" ->
                in.rank() == 3 ? in.size(2) : 1;
            default -> 1;
        };
        return Optional.of(new Uses(keys, each));
    }
}
