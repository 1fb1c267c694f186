package org.espalier.structure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Both of DL4J's network classes as one list.
 *
 * @param nodes each after those it reads
 * @param outputs places of those that are outputs of the network
 */
record Wiring(List<Node> nodes, List<Integer> outputs) {

    /**
     * Reads a model; it is not changed.
     *
     * @throws IllegalArgumentException if it is of another class, or has no parameters yet
     */
    static Wiring of(Model model) {
        if (model instanceof MultiLayerNetwork sequential && sequential.isInitCalled()) {
            return of(sequential);
        }
        if (model instanceof ComputationGraph graph && graph.getVertices() != null) {
            return of(graph);
        }
        if (model instanceof MultiLayerNetwork || model instanceof ComputationGraph) {
            throw new IllegalArgumentException("the DL4J model has no parameters yet: call its init() first");
        }
        throw new IllegalArgumentException("expected a DL4J MultiLayerNetwork or ComputationGraph, found "
                + model.getClass().getName());
    }

    private static Wiring of(MultiLayerNetwork model) {
        List<Node> nodes = new ArrayList<>(List.of(new Node.Input("input")));
        for (int i = 0; i < model.getnLayers(); i++) {
            Layer layer = model.getLayer(i);
            nodes.add(new Node.OfLayer(
                    nameOf(layer, i),
                    unwrapped(layer.conf().getLayer()),
                    "",
                    AsRead.parameters(layer.conf().getLayer(), layer.paramTable()),
                    Optional.ofNullable(model.getLayerWiseConfigurations().getInputPreProcess(i)),
                    List.of(i)));
        }
        return new Wiring(nodes, List.of(model.getnLayers()));
    }

    /** The name of a layer of a MultiLayerNetwork, which need not have been given one. */
    static String nameOf(Layer layer, int index) {
        String given = layer.conf().getLayer().getLayerName();
        return given == null ? "layer" + index : given;
    }

    private static Wiring of(ComputationGraph model) {
        List<Node> nodes = new ArrayList<>();
        Map<Integer, Integer> places = new HashMap<>();
        for (int index : model.topologicalSortOrder()) {
            GraphVertex vertex = model.getVertices()[index];
            places.put(index, nodes.size());
            nodes.add(vertex.isInputVertex() ? new Node.Input(vertex.getVertexName()) : node(model, vertex, places));
        }
        List<Integer> outputs = model.getConfiguration().getNetworkOutputs().stream()
                .map(name ->
                        Objects.requireNonNull(places.get(model.getVertex(name).getVertexIndex())))
                .toList();
        return new Wiring(nodes, outputs);
    }

    private static Node node(ComputationGraph model, GraphVertex vertex, Map<Integer, Integer> places) {
        String name = vertex.getVertexName();
        List<Integer> inputs = Arrays.stream(vertex.getInputVertices())
                .map(source -> Objects.requireNonNull(places.get(source.getVertexIndex())))
                .toList();
        var conf = unwrapped(
                Objects.requireNonNull(model.getConfiguration().getVertices().get(name)));
        Map<String, INDArray> parameters = vertex.paramTable(false);
        return conf instanceof org.deeplearning4j.nn.conf.graph.LayerVertex of
                ? new Node.OfLayer(
                        name,
                        unwrapped(of.getLayerConf().getLayer()),
                        "",
                        AsRead.parameters(of.getLayerConf().getLayer(), parameters),
                        Optional.ofNullable(of.getPreProcessor()),
                        inputs)
                : new Node.OfVertex(name, conf, parameters == null ? Map.of() : parameters, inputs);
    }

    /** A vertex without what freezes it. */
    static org.deeplearning4j.nn.conf.graph.GraphVertex unwrapped(org.deeplearning4j.nn.conf.graph.GraphVertex vertex) {
        return vertex instanceof FrozenVertex frozen ? frozen.getUnderlying() : vertex;
    }

    /** A layer without what freezes it. */
    static org.deeplearning4j.nn.conf.layers.Layer unwrapped(org.deeplearning4j.nn.conf.layers.Layer layer) {
        if (layer instanceof FrozenLayer frozen) {
            return unwrapped(frozen.getLayer());
        }
        if (layer instanceof FrozenLayerWithBackprop frozen) {
            return unwrapped(frozen.getUnderlying());
        }
        return layer;
    }
}
