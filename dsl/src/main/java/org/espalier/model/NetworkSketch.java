package org.espalier.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What is in a DL4J model, read without running or copying it: its layers and vertices, what each reads, makes and holds.
 * Models with several inputs or outputs are read too.
 *
 * <pre>{@code
 * NetworkSketch.of(network.dl4j(), 1, 28, 28).parts()
 * }</pre>
 *
 * @param type DL4J's class
 * @param parts in topological order, inputs first
 * @param shapes how the shapes came to be known, in words; empty where the example's shape was given or told
 */
public record NetworkSketch(String type, List<Part> parts, Optional<String> shapes) {

    /**
     * An input, a layer or a vertex.
     *
     * @param name in the model
     * @param type DL4J's class of it, {@code Input} for an input
     * @param detail size of its windows and stride: {@code 5×5, stride 2}; may be empty
     * @param reads names of those it reads
     * @param shape of what it makes of one example; empty if unknown
     * @param width channels or neurons that it makes; empty where it makes none of its own
     * @param parameters all of them
     * @param nonZero parameters, zero weights not counted
     * @param weights without biases; 0 where their layout is not known
     * @param macs of one example, dense; empty where unknown
     */
    public record Part(
            String name,
            String type,
            String detail,
            List<String> reads,
            List<Long> shape,
            OptionalLong width,
            long parameters,
            long nonZero,
            long weights,
            OptionalLong macs) {
        /** Copies the lists. */
        public Part {
            reads = List.copyOf(reads);
            shape = List.copyOf(shape);
        }

        /** Multiply–accumulates of one example when zero weights are skipped; empty where unknown. */
        public OptionalLong nonZeroMacs() {
            return macs.isEmpty() || weights == 0
                    ? macs
                    : OptionalLong.of(macs.getAsLong() / weights * (weights - (parameters - nonZero)));
        }
    }

    /** Copies the list. */
    public NetworkSketch {
        parts = List.copyOf(parts);
    }

    /**
     * Of a value that a notebook shows: empty unless it is one of DL4J's two network classes with its parameters, or a
     * {@link Network}.
     */
    public static Optional<NetworkSketch> ofValue(Object value) {
        Object model = value instanceof Network network ? network.dl4j() : value;
        boolean initialised = model instanceof MultiLayerNetwork sequential && sequential.isInitCalled()
                || model instanceof ComputationGraph graph && graph.getVertices() != null;
        return initialised ? Optional.of(of(model)) : Optional.empty();
    }

    /**
     * Of a DL4J model.
     *
     * @param example the shape of one example without the batch dimension, such as {@code 1, 28, 28}; left out, it is what the
     *     model tells
     * @throws IllegalArgumentException if it is neither of DL4J's two network classes, not initialised, or cannot read such
     *     examples
     */
    public static NetworkSketch of(Object model, long... example) {
        if (model instanceof MultiLayerNetwork sequential && sequential.isInitCalled()) {
            return of(sequential, ExampleShape.of(sequential, example));
        }
        if (model instanceof ComputationGraph graph && graph.getVertices() != null) {
            return of(graph, ExampleShape.of(graph, example));
        }
        throw new IllegalArgumentException(
                model instanceof MultiLayerNetwork || model instanceof ComputationGraph
                        ? "the DL4J model has no parameters yet: call its init() first"
                        : "expected a DL4J MultiLayerNetwork or ComputationGraph, found "
                                + model.getClass().getName());
    }

    /** The part of this name. */
    public Optional<Part> part(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }

    private static NetworkSketch of(MultiLayerNetwork model, ExampleShape known) {
        List<Part> parts = new ArrayList<>();
        parts.add(input("input", known.input()));
        String last = "input";
        for (Layer layer : model.getLayers()) {
            String given = layer.conf().getLayer().getLayerName();
            String name = given == null ? "layer" + layer.getIndex() : given;
            parts.add(part(name, layer, List.of(last), known.of(name)));
            last = name;
        }
        return new NetworkSketch("MultiLayerNetwork", parts, known.remark());
    }

    private static NetworkSketch of(ComputationGraph graph, ExampleShape known) {
        List<Part> parts = new ArrayList<>();
        for (int index : graph.topologicalSortOrder()) {
            GraphVertex vertex = graph.getVertices()[index];
            String name = vertex.getVertexName();
            List<String> reads = graph.getConfiguration().getVertexInputs().getOrDefault(name, List.of());
            if (vertex.isInputVertex()) {
                parts.add(input(name, known.of(name)));
            } else if (vertex.hasLayer()) {
                parts.add(part(name, vertex.getLayer(), reads, known.of(name)));
            } else {
                long parameters = count(vertex.paramTable(false));
                parts.add(new Part(
                        name,
                        vertex.getClass().getSimpleName(),
                        "",
                        reads,
                        known.of(name),
                        OptionalLong.empty(),
                        parameters,
                        parameters,
                        0,
                        parameters == 0 ? OptionalLong.of(0) : OptionalLong.empty()));
            }
        }
        return new NetworkSketch("ComputationGraph", parts, known.remark());
    }

    private static long count(@Nullable Map<String, INDArray> table) {
        return table == null
                ? 0
                : table.values().stream().mapToLong(INDArray::length).sum();
    }

    private static Part input(String name, List<Long> shape) {
        return new Part(name, "Input", "", List.of(), shape, OptionalLong.empty(), 0, 0, 0, OptionalLong.of(0));
    }

    private static Part part(String name, Layer layer, List<String> reads, List<Long> shape) {
        var conf = layer.conf().getLayer();
        long parameters = layer.numParams();
        Optional<WeightLayer> of = WeightLayout.of(name, layer, false);
        long weights = of.map(WeightLayer::weights).orElse(0L);
        long zeros = of.isPresent() ? HostValues.inAnyOrder(layer.getParam("W")).zeros() : 0;
        OptionalLong macs = parameters == 0 || conf instanceof BatchNormalization
                ? OptionalLong.of(0)
                : of.map(weightLayer -> macs(weightLayer, shape)).orElse(OptionalLong.empty());
        OptionalLong width = conf instanceof FeedForwardLayer wide && wide.getNOut() > 0 && parameters > 0
                ? OptionalLong.of(wide.getNOut())
                : OptionalLong.empty();
        return new Part(
                name, simple(conf), detail(conf), reads, shape, width, parameters, parameters - zeros, weights, macs);
    }

    private static String simple(Object conf) {
        return conf.getClass().getSimpleName();
    }

    /** Each weight once for each position of the output. */
    private static OptionalLong macs(WeightLayer layer, List<Long> shape) {
        if (layer.kind() == LayerKind.DENSE && shape.size() <= 1) {
            return OptionalLong.of(layer.weights());
        }
        long values = shape.stream().reduce(1L, (a, b) -> a * b);
        return shape.isEmpty() || values < 1
                ? OptionalLong.empty()
                : OptionalLong.of(layer.weights() * (values / layer.out()));
    }

    private static String detail(Object conf) {
        int[] kernel = null;
        int[] stride = null;
        if (conf instanceof ConvolutionLayer of) {
            kernel = of.getKernelSize();
            stride = of.getStride();
        } else if (conf instanceof SubsamplingLayer of) {
            kernel = of.getKernelSize();
            stride = of.getStride();
        }
        if (kernel == null || stride == null) {
            return "";
        }
        Set<Integer> steps = new LinkedHashSet<>(Arrays.stream(stride).boxed().toList());
        return times(kernel)
                + (steps.equals(Set.of(1)) ? "" : ", stride " + (steps.size() == 1 ? "" + stride[0] : times(stride)));
    }

    private static String times(int... sizes) {
        return String.join("×", Arrays.stream(sizes).mapToObj(Integer::toString).toList());
    }
}
