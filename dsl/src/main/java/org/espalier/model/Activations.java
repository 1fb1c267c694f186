package org.espalier.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What went into one layer and what came out of it.
 *
 * @param input after any preprocessor, {@code [n, in]} or {@code [n, in, h, w]}
 * @param output after the activation function, {@code [n, out]} or {@code [n, out, h, w]}
 */
public record Activations(INDArray input, INDArray output) {

    static Map<String, Activations> of(Model model, Set<String> layers, INDArray features) {
        Map<String, Activations> found = new LinkedHashMap<>();
        if (model instanceof MultiLayerNetwork sequential) {
            List<INDArray> outputs = sequential.feedForward(features, false);
            int i = 0;
            for (String name : layers) {
                InputPreProcessor before =
                        sequential.getLayerWiseConfigurations().getInputPreProcess(i);
                found.put(name, new Activations(processed(before, outputs.get(i)), outputs.get(i + 1)));
                i++;
            }
            return found;
        }
        ComputationGraph graph = (ComputationGraph) model;
        Map<String, INDArray> outputs = graph.feedForward(features, false);
        for (String name : layers) {
            String source = graph.getConfiguration()
                    .getVertexInputs()
                    .getOrDefault(name, List.of(name))
                    .get(0);
            INDArray input = outputs.getOrDefault(source, features);
            InputPreProcessor before =
                    graph.getVertex(name) instanceof LayerVertex vertex ? vertex.getLayerPreProcessor() : null;
            INDArray output = outputs.get(name);
            if (output != null) {
                found.put(name, new Activations(processed(before, input), output));
            }
        }
        return found;
    }

    private static INDArray processed(@Nullable InputPreProcessor before, INDArray input) {
        return before == null
                ? input
                : before.preProcess(
                        input.dup(), Math.toIntExact(input.size(0)), LayerWorkspaceMgr.noWorkspacesImmutable());
    }
}
