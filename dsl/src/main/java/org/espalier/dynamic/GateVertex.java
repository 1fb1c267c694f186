package org.espalier.dynamic;

import java.util.Objects;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Multiplies channels {@code [n, C, h, w]} by their saliencies {@code [n, C]} and lets the most salient of each example
 * through; the others are zero. The first input is the channels, the second the saliencies, none below 0.
 */
public final class GateVertex extends GraphVertex {
    private static final long serialVersionUID = 1;

    @JsonProperty("winners")
    private final int winners;

    @JsonProperty("penalty")
    private final double penalty;

    /**
     * @param winners channels let through at most
     * @param penalty L1 penalty on saliencies, added to each example's loss
     */
    @JsonCreator
    public GateVertex(@JsonProperty("winners") int winners, @JsonProperty("penalty") double penalty) {
        this.winners = winners;
        this.penalty = penalty;
    }

    @Override
    public GraphVertex clone() {
        return new GateVertex(winners, penalty);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GateVertex gate && winners == gate.winners && penalty == gate.penalty;
    }

    @Override
    public int hashCode() {
        return Objects.hash(winners, penalty);
    }

    @Override
    public long numParams(boolean backprop) {
        return 0;
    }

    @Override
    public int minVertexInputs() {
        return 2;
    }

    @Override
    public int maxVertexInputs() {
        return 2;
    }

    @Override
    public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int idx,
            INDArray paramsView,
            boolean initializeParams,
            DataType networkDatatype) {
        return new GateNode(graph, name, idx, null, networkDatatype, new Winners(winners), penalty);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... vertexInputs) {
        return vertexInputs[0];
    }

    @Override
    public MemoryReport getMemoryReport(InputType... inputTypes) {
        return new LayerMemoryReport.Builder("gate", GateVertex.class, inputTypes[0], inputTypes[0])
                .standardMemory(0, 0)
                .workingMemory(0, 0, 0, 0)
                .cacheMemory(0, 0)
                .build();
    }
}
