package org.espalier.model;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What went into one layer and what came out of it.
 *
 * @param input after any preprocessor, {@code [n, in]} or {@code [n, in, h, w]}
 * @param output after the layer's own activation function, {@code [n, out]} or {@code [n, out, h, w]}
 */
public record Activations(INDArray input, INDArray output) {

    /**
     * Goes through the network layer by layer. DL4J's own {@code feedForward} won't do: in inference an activation layer
     * works in place, on the array that is meant to be the output of the layer before it.
     */
    static Map<String, Activations> of(Model model, Set<String> layers, INDArray features) {
        Map<String, Activations> found = model instanceof MultiLayerNetwork sequential
                ? along(sequential, layers, features)
                : through((ComputationGraph) model, features);
        model.clear();
        return found;
    }

    private static Map<String, Activations> along(MultiLayerNetwork model, Set<String> layers, INDArray features) {
        Map<String, Activations> found = new LinkedHashMap<>();
        INDArray last = features;
        int i = 0;
        for (String name : layers) {
            InputPreProcessor before = model.getLayerWiseConfigurations().getInputPreProcess(i);
            Activations seen = ofLayer(model.getLayer(i), before, last);
            found.put(name, seen);
            last = seen.output();
            i++;
        }
        return found;
    }

    private static Map<String, Activations> through(ComputationGraph graph, INDArray features) {
        Map<String, Activations> found = new LinkedHashMap<>();
        Map<Integer, INDArray> outputs = new HashMap<>();
        // Some vertices ask the graph for its input.
        graph.setInputs(features);
        for (int index : graph.topologicalSortOrder()) {
            GraphVertex vertex = graph.getVertices()[index];
            if (vertex.isInputVertex()) {
                outputs.put(index, features);
                continue;
            }
            VertexIndices[] sources = vertex.getInputVertices();
            if (vertex.hasLayer()) {
                InputPreProcessor before = vertex instanceof LayerVertex v ? v.getLayerPreProcessor() : null;
                Activations seen = ofLayer(vertex.getLayer(), before, output(outputs, sources[0]));
                found.put(vertex.getVertexName(), seen);
                outputs.put(index, seen.output());
                continue;
            }
            for (int i = 0; i < sources.length; i++) {
                vertex.setInput(i, output(outputs, sources[i]).dup(), LayerWorkspaceMgr.noWorkspaces());
            }
            outputs.put(index, vertex.doForward(false, LayerWorkspaceMgr.noWorkspaces()));
            vertex.clear();
        }
        return found;
    }

    private static INDArray output(Map<Integer, INDArray> outputs, VertexIndices of) {
        return Objects.requireNonNull(outputs.get(of.getVertexIndex()), "a vertex that comes later in the order");
    }

    private static Activations ofLayer(Layer layer, @Nullable InputPreProcessor before, INDArray given) {
        INDArray input = before == null
                ? given
                : before.preProcess(
                        given.dup(), Math.toIntExact(given.size(0)), LayerWorkspaceMgr.noWorkspacesImmutable());
        return new Activations(input, layer.activate(input.dup(), false, LayerWorkspaceMgr.noWorkspaces()));
    }
}
