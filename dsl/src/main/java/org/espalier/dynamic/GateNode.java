package org.espalier.dynamic;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A {@link GateVertex} at work: forward {@code z·top(g)}, backward to both. */
final class GateNode extends BaseGraphVertex {
    private static final long serialVersionUID = 1;

    private final transient Winners winners;
    private final double penalty;

    GateNode(
            ComputationGraph graph,
            String name,
            int index,
            VertexIndices @Nullable [] sources,
            DataType type,
            Winners winners,
            double penalty) {
        super(graph, name, index, sources, null, type);
        this.winners = winners;
        this.penalty = penalty;
    }

    Winners winners() {
        return winners;
    }

    @Override
    public boolean hasLayer() {
        return false;
    }

    @Override
    public @Nullable Layer getLayer() {
        return null;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaceMgr) {
        INDArray passed = winners.let(inputs[1]);
        return workspaceMgr.dup(ArrayType.ACTIVATIONS, perChannel(inputs[0], passed));
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
        INDArray passed = winners.let(inputs[1]);
        INDArray channels = perChannel(epsilon, passed);
        // The penalty's slope is 1 wherever a saliency is above zero; which channels pass has no slope.
        INDArray open = Transforms.sign(passed, true);
        INDArray saliencies = epsilon.mul(inputs[0]).sum(2, 3).muli(open);
        saliencies.addi(Transforms.sign(inputs[1], true).muli(penalty));
        return new Pair<>(null, new INDArray[] {
            workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, channels),
            workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, saliencies)
        });
    }

    /** {@code [n, C, h, w]} times {@code [n, C]}. */
    private static INDArray perChannel(INDArray images, INDArray factors) {
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return images.mul(factors.reshape(factors.size(0), factors.size(1), 1, 1));
        }
    }

    @Override
    public void setBackpropGradientsViewArray(@Nullable INDArray gradients) {
        if (gradients != null) {
            throw new IllegalStateException(
                    "a gate has no parameters, found a place for %d gradients".formatted(gradients.length()));
        }
    }

    @Override
    public @Nullable Pair<INDArray, MaskState> feedForwardMaskArrays(
            INDArray @Nullable [] masks, MaskState state, int examples) {
        return masks == null || masks.length == 0 ? null : new Pair<>(masks[0], state);
    }

    @Override
    public String toString() {
        return "gate " + vertexName;
    }
}
