package org.espalier.model;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * {@code α·T²·KL(softmax(z_t/T) ‖ softmax(z/T)) + (1 − α)·cross-entropy}. Labels are {@code [n, 2·classes]}: the true
 * ones, then the teacher's logits, or its log-probabilities, which give the same.
 */
final class DistillationLoss implements ILossFunction {
    private static final long serialVersionUID = 1;

    private final double temperature;
    private final double alpha;
    private final LossMCXENT hard = new LossMCXENT();

    DistillationLoss(double temperature, double alpha) {
        this.temperature = temperature;
        this.alpha = alpha;
    }

    /** A batch's labels beside what the teacher's softmax says. */
    static INDArray labels(INDArray labels, INDArray probabilities) {
        // A float softmax may say 0, whose logarithm is of no use; 1e-30 is as certain.
        return Nd4j.hstack(labels, Transforms.log(Transforms.max(probabilities, 1e-30), false));
    }

    private static INDArray part(INDArray labels, int which) {
        long classes = labels.size(1) / 2;
        return labels.get(NDArrayIndex.all(), NDArrayIndex.interval(which * classes, (which + 1) * classes));
    }

    private INDArray softened(INDArray logits) {
        return new ActivationSoftmax().getActivation(logits.div(temperature), false);
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        INDArray teacher = softened(part(labels, 1));
        INDArray divergence = Transforms.log(Transforms.max(teacher, 1e-30), true)
                .subi(Transforms.log(Transforms.max(softened(preOutput), 1e-30), true))
                .muli(teacher)
                .sum(true, 1)
                .muli(alpha * temperature * temperature);
        INDArray entropy = hard.computeScoreArray(part(labels, 0), preOutput.dup(), activation, mask);
        return divergence.addi(entropy.reshape(divergence.shape()).mul(1 - alpha));
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        double sum = computeScoreArray(labels, preOutput, activation, mask)
                .sumNumber()
                .doubleValue();
        return average ? sum / labels.size(0) : sum;
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        INDArray soft = softened(preOutput).subi(softened(part(labels, 1))).muli(alpha * temperature);
        INDArray ofHard = hard.computeGradient(part(labels, 0).dup(), preOutput.dup(), activation, mask);
        return ofHard.muli(1 - alpha).addi(soft);
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        return new Pair<>(
                computeScore(labels, preOutput, activation, mask, average),
                computeGradient(labels, preOutput, activation, mask));
    }

    @Override
    public String name() {
        return "distillation";
    }
}
