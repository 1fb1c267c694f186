package org.espalier.training;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.pattern.NofM;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One layer, {@code [out, in]}, whose gradient a test sets and whose step is plain descent; for calculations by hand. */
final class InMemory implements NetworkInTraining, LayerInTraining {
    private final long steps;
    private final double removed;
    private final Optional<NofM> pattern;
    INDArray weights;
    INDArray gradient;
    double learningRate = 1;
    List<ChannelsInTraining> channels = List.of();
    private Optional<INDArray> mask = Optional.empty();

    InMemory(double[][] weights, double removed, Optional<NofM> pattern, long steps) {
        this.weights = Nd4j.create(weights);
        this.gradient = this.weights.mul(0);
        this.removed = removed;
        this.pattern = pattern;
        this.steps = steps;
    }

    /** A step of plain descent with this gradient. */
    void step(Session session, long step, double[][] gradient) {
        session.beforeStep(step);
        this.gradient = Nd4j.create(gradient);
        session.onGradient(step);
        weights.subi(this.gradient.mul(learningRate));
        mask.ifPresent(weights::muli);
        session.afterStep(step);
    }

    @Override
    public List<LayerInTraining> layers() {
        return List.of(this);
    }

    @Override
    public List<ChannelsInTraining> channels() {
        return channels;
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public long stepsPerEpoch() {
        return steps;
    }

    @Override
    public int scheduleSteps() {
        return 1;
    }

    @Override
    public double removed(int scheduleStep) {
        return scheduleStep == 0 ? 0 : removed;
    }

    @Override
    public long seed() {
        return 5;
    }

    @Override
    public Map<String, INDArray> scores() {
        return new HashMap<>(Map.of("layer", weights.dup()));
    }

    @Override
    public Map<String, INDArray> masks(Map<String, INDArray> scores, double fraction) {
        INDArray s = Parts.of(scores, this);
        INDArray mask = pattern.map(p -> p.mask(s)).orElseGet(() -> best(s, fraction));
        return new LinkedHashMap<>(Map.of("layer", mask));
    }

    private static INDArray best(INDArray scores, double fraction) {
        float[] values = Parts.values(scores);
        boolean[] there = new boolean[values.length];
        java.util.Arrays.fill(there, true);
        Rewiring.lowest(there, values, (int) Math.round(fraction * values.length))
                .forEach(i -> values[i] = Float.NaN);
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.isNaN(values[i]) ? 0 : 1;
        }
        return Nd4j.create(values, scores.shape()).castTo(scores.dataType());
    }

    @Override
    public void zeroChannels() {
        throw new UnsupportedOperationException("no channels here");
    }

    @Override
    public String name() {
        return "layer";
    }

    @Override
    public INDArray weights() {
        return weights.dup();
    }

    @Override
    public void setWeights(INDArray weights) {
        this.weights = weights.castTo(this.weights.dataType());
    }

    @Override
    public INDArray gradient() {
        return gradient.dup();
    }

    @Override
    public void setGradient(INDArray gradient) {
        this.gradient = gradient;
    }

    @Override
    public Optional<INDArray> mask() {
        return mask;
    }

    @Override
    public void setMask(INDArray mask) {
        this.mask = Optional.of(mask.castTo(weights.dataType()));
        weights.muli(this.mask.get());
    }

    @Override
    public double learningRate() {
        return learningRate;
    }
}
