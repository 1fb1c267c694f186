package org.espalier.dynamic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.espalier.gate.Gate;
import org.espalier.model.Network;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network with gates that computes, for one example at a time, only the channels that pass. Its cost depends on the
 * input.
 *
 * <pre>{@code
 * var gated = DynamicNetwork.gated(network, new FeatureBoosting(0.5), List.of("conv1", "conv2"));
 * DynamicNetwork.of(gated).compute(example).macs()
 * }</pre>
 */
public final class DynamicNetwork {
    private static final LayerWorkspaceMgr NONE = LayerWorkspaceMgr.noWorkspaces();

    private final Network network;
    private final ComputationGraph graph;
    private final List<GraphVertex> order = new ArrayList<>();
    private final Map<String, GatedConvolution> gated = new HashMap<>();
    private final Map<String, Integer> convolutionOf = new HashMap<>();

    private DynamicNetwork(Network network) {
        this.network = network;
        this.graph = (ComputationGraph) network.dl4j();
        Set<String> within = new HashSet<>();
        for (GraphVertex vertex : graph.getVertices()) {
            if (vertex instanceof GateNode gate) {
                within.addAll(join(gate));
            }
        }
        for (int index : graph.topologicalSortOrder()) {
            GraphVertex vertex = graph.getVertices()[index];
            if (!within.contains(vertex.getVertexName())) {
                order.add(vertex);
            }
        }
    }

    /**
     * A copy of a network with gates behind some layers, still to be trained.
     *
     * @param layers convolutions
     * @throws IllegalArgumentException if one of them takes no gate; says why
     */
    public static Network gated(Network network, Gate gate, List<String> layers) {
        return Gating.gated(network, gate, layers);
    }

    /** To compute with a network that has gates, as it is now: parameters that change later are not seen. */
    public static DynamicNetwork of(Network gated) {
        return new DynamicNetwork(gated);
    }

    /** Makes one operation of a gate, its convolution and what is between; the names of the latter. */
    private Set<String> join(GateNode gate) {
        GraphVertex behind = source(gate, 0);
        GraphVertex saliency = source(gate, 1);
        GraphVertex pool = source(saliency, 0);
        boolean normalised = behind.getLayer().conf().getLayer() instanceof BatchNormalization;
        GraphVertex convolution = normalised ? source(behind, 0) : behind;
        gated.put(
                gate.getVertexName(),
                new GatedConvolution(
                        convolution.getLayer(),
                        normalised ? behind.getLayer() : null,
                        saliency.getLayer(),
                        gate.winners()));
        convolutionOf.put(gate.getVertexName(), convolution.getVertexIndex());
        return Stream.of(convolution, behind, saliency, pool)
                .map(GraphVertex::getVertexName)
                .collect(Collectors.toSet());
    }

    private GraphVertex source(GraphVertex vertex, int input) {
        return graph.getVertices()[vertex.getInputVertices()[input].getVertexIndex()];
    }

    /** The network itself, which DL4J trains, saves and computes in full. */
    public Network network() {
        return network;
    }

    /**
     * An output and its price.
     *
     * @param output as the network's own, {@code [1, classes]}
     * @param macs multiply–accumulates of gated convolutions, their saliencies included
     */
    public record Computed(INDArray output, long macs) {}

    /** Computes what passes, and nothing else, for one example {@code [1, C, h, w]}. */
    public Computed compute(INDArray example) {
        return compute(example, true);
    }

    /** Computes all channels, and closes gates afterwards: the same output at full price. */
    public Computed computeInFull(INDArray example) {
        return compute(example, false);
    }

    private Computed compute(INDArray example, boolean skipping) {
        if (example.size(0) != 1) {
            throw new IllegalArgumentException(
                    "a dynamic network computes one example at a time, since others open other gates; found %d"
                            .formatted(example.size(0)));
        }
        Map<Integer, Signal> signals = new HashMap<>();
        graph.setInputs(example);
        long macs = 0;
        for (GraphVertex vertex : order) {
            Signal signal;
            GatedConvolution convolution = gated.get(vertex.getVertexName());
            if (vertex.isInputVertex()) {
                signal = Signal.of(example);
            } else if (convolution != null) {
                GraphVertex first =
                        graph.getVertices()[Objects.requireNonNull(convolutionOf.get(vertex.getVertexName()))];
                Signal read = prepared(first, signals);
                GatedConvolution.Result result = convolution.compute(read, skipping);
                macs += result.macs();
                signal = result.signal();
            } else if (vertex.hasLayer()) {
                signal = ofLayer(vertex, prepared(vertex, signals));
            } else {
                VertexIndices[] sources = vertex.getInputVertices();
                for (int i = 0; i < sources.length; i++) {
                    vertex.setInput(i, of(signals, sources[i]).full().dup(), NONE);
                }
                signal = Signal.of(vertex.doForward(false, NONE));
                vertex.clear();
            }
            signals.put(vertex.getVertexIndex(), signal);
        }
        graph.clear();
        GraphVertex last =
                graph.getVertex(graph.getConfiguration().getNetworkOutputs().get(0));
        Signal output = Objects.requireNonNull(signals.get(last.getVertexIndex()), "an output that was not computed");
        return new Computed(output.full(), macs);
    }

    private static Signal of(Map<Integer, Signal> signals, VertexIndices source) {
        return Objects.requireNonNull(signals.get(source.getVertexIndex()), "a vertex that comes later in the order");
    }

    private static Signal prepared(GraphVertex vertex, Map<Integer, Signal> signals) {
        Signal given = of(signals, vertex.getInputVertices()[0]);
        InputPreProcessor before = vertex instanceof LayerVertex v ? v.getLayerPreProcessor() : null;
        return before == null
                ? given
                : Signal.of(before.preProcess(given.full().dup(), 1, LayerWorkspaceMgr.noWorkspacesImmutable()));
    }

    private static Signal ofLayer(GraphVertex vertex, Signal input) {
        Layer layer = vertex.getLayer();
        if (input.passed() != null && keepsZeros(layer)) {
            INDArray values = layer.activate(input.values().dup(), false, NONE);
            return new Signal(values, input.passed(), input.width());
        }
        return Signal.of(layer.activate(input.full().dup(), false, NONE));
    }

    /** Whether a channel of zeros stays one, and no channel looks at another. */
    private static boolean keepsZeros(Layer layer) {
        var conf = layer.conf().getLayer();
        return conf instanceof SubsamplingLayer
                || conf instanceof DropoutLayer
                || conf instanceof ActivationLayer activation && activation.getActivationFn() instanceof ActivationReLU;
    }
}
