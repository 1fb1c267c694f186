package org.espalier.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Both of DL4J's network classes as one list.
 *
 * @param nodes each after those it reads
 * @param output the number of the one that gives the model's output
 * @param type of the model's arrays
 */
record Anatomy(List<Node> nodes, int output, DataType type) {

    /**
     * Takes a model apart; it is not changed.
     *
     * @throws IllegalArgumentException if it is of another class, without parameters yet, or has several inputs or outputs
     */
    static Anatomy of(Model model) {
        if (model instanceof MultiLayerNetwork sequential) {
            initialised(sequential.isInitCalled());
            return of(sequential);
        }
        if (model instanceof ComputationGraph graph) {
            initialised(graph.getVertices() != null);
            if (graph.getNumInputArrays() != 1 || graph.getNumOutputArrays() != 1) {
                throw new IllegalArgumentException(
                        ("cannot compile this ComputationGraph: expected one input and one output, found inputs %s and"
                                        + " outputs %s; build one graph for each output you need")
                                .formatted(
                                        graph.getConfiguration().getNetworkInputs(),
                                        graph.getConfiguration().getNetworkOutputs()));
            }
            return of(graph);
        }
        throw new IllegalArgumentException("expected a DL4J MultiLayerNetwork or ComputationGraph, found "
                + model.getClass().getName());
    }

    private static void initialised(boolean initialised) {
        if (!initialised) {
            throw new IllegalArgumentException("the DL4J model has no parameters yet: call its init() first");
        }
    }

    private static Anatomy of(MultiLayerNetwork model) {
        Supplier<MultiLayerNetwork> copy = once(model::clone);
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < model.getnLayers(); i++) {
            int at = i;
            String given = model.getLayer(i).conf().getLayer().getLayerName();
            nodes.add(new Node.OfLayer(
                    TrainedLayer.of(given == null ? "layer" + i : given, model.getLayer(i)),
                    Optional.ofNullable(model.getLayerWiseConfigurations().getInputPreProcess(i)),
                    i,
                    in -> activate(copy.get().getLayer(at), in)));
        }
        return new Anatomy(nodes, nodes.size(), model.params().dataType());
    }

    private static Anatomy of(ComputationGraph model) {
        Supplier<ComputationGraph> copy = once(model::clone);
        Map<Integer, Integer> numbers = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        for (int index : model.topologicalSortOrder()) {
            GraphVertex vertex = model.getVertices()[index];
            if (!vertex.isInputVertex()) {
                List<Integer> inputs = Arrays.stream(vertex.getInputVertices())
                        .map(source -> Objects.requireNonNull(numbers.get(source.getVertexIndex())))
                        .toList();
                nodes.add(node(model, vertex.getVertexName(), inputs, copy));
            }
            numbers.put(index, nodes.size());
        }
        String output = model.getConfiguration().getNetworkOutputs().get(0);
        int number = Objects.requireNonNull(numbers.get(model.getVertex(output).getVertexIndex()));
        return new Anatomy(nodes, number, model.params().dataType());
    }

    private static Node node(
            ComputationGraph model, String name, List<Integer> inputs, Supplier<ComputationGraph> copy) {
        GraphVertex vertex = model.getVertex(name);
        org.deeplearning4j.nn.conf.graph.GraphVertex conf =
                Objects.requireNonNull(model.getConfiguration().getVertices().get(name));
        if (conf instanceof FrozenVertex frozen) {
            conf = frozen.getUnderlying();
        }
        if (conf instanceof org.deeplearning4j.nn.conf.graph.LayerVertex of) {
            return new Node.OfLayer(
                    TrainedLayer.of(name, vertex.getLayer()),
                    Optional.ofNullable(of.getPreProcessor()),
                    inputs.get(0),
                    in -> activate(copy.get().getVertex(name).getLayer(), in));
        }
        return new Node.OfVertex(name, conf, inputs, in -> forward(copy.get().getVertex(name), in));
    }

    private static INDArray activate(Layer layer, List<INDArray> in) {
        INDArray out = layer.activate(in.get(0), false, LayerWorkspaceMgr.noWorkspaces());
        layer.clear();
        return out;
    }

    private static INDArray forward(GraphVertex vertex, List<INDArray> in) {
        for (int i = 0; i < in.size(); i++) {
            vertex.setInput(i, in.get(i), LayerWorkspaceMgr.noWorkspaces());
        }
        INDArray out = vertex.doForward(false, LayerWorkspaceMgr.noWorkspaces());
        vertex.clear();
        return out;
    }

    /** Makes the copy when the first layer needs it, and one for all. */
    private static <T> Supplier<T> once(Supplier<T> make) {
        return new Supplier<>() {
            private final List<T> made = new ArrayList<>(1);

            @Override
            public synchronized T get() {
                if (made.isEmpty()) {
                    made.add(make.get());
                }
                return made.get(0);
            }
        };
    }
}
