package org.espalier.model;

import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** The sum of all outputs as a loss, whatever the labels: SynFlow's {@code R}. */
public final class OutputSum implements ILossFunction {
    private static final long serialVersionUID = 1;

    /** Called when DL4J reads a configuration. */
    public OutputSum() {}

    @Override
    public double computeScore(
            INDArray labels, INDArray before, IActivation activation, @Nullable INDArray mask, boolean average) {
        return activation.getActivation(before.dup(), true).sumNumber().doubleValue();
    }

    @Override
    public INDArray computeScoreArray(
            INDArray labels, INDArray before, IActivation activation, @Nullable INDArray mask) {
        return activation.getActivation(before.dup(), true).sum(true, 1);
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray before, IActivation activation, @Nullable INDArray mask) {
        return activation.backprop(before.dup(), before.ulike().assign(1)).getFirst();
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray before, IActivation activation, @Nullable INDArray mask, boolean average) {
        return new Pair<>(
                computeScore(labels, before, activation, mask, average),
                computeGradient(labels, before, activation, mask));
    }

    @Override
    public String name() {
        return "outputSum";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OutputSum;
    }

    @Override
    public int hashCode() {
        return 1;
    }
}
