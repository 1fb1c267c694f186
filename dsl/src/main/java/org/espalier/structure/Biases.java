package org.espalier.structure;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The biases of a smaller model, which take over what removed units still sent. */
record Biases(Tracing tracing, Model smaller) {

    /**
     * Adds {@code Σ_i sent[i] · Σ weights[o, i, …]} to the bias of each output that is left.
     *
     * @param sent for each channel of what is read; zero for those that are kept
     */
    void add(Reading reading, double[] sent, Kept kept) {
        if (Arrays.stream(sent).allMatch(s -> s == 0)) {
            return;
        }
        INDArray weights = array(tracing.wiring(), reading, reading.weights());
        double[] sums = sums(weights, reading, sent);
        int[] outputs = outputs(reading)
                .map(units -> kept.places(units))
                .orElseGet(
                        () -> java.util.stream.IntStream.range(0, sums.length).toArray());
        INDArray bias = array(Wiring.of(smaller), reading, reading.bias());
        for (int o = 0; o < outputs.length; o++) {
            bias.putScalar(o, bias.getDouble(o) + sums[outputs[o]]);
        }
    }

    private static INDArray array(Wiring wiring, Reading reading, String key) {
        return Cut.held(wiring).stream()
                .filter(held ->
                        held.layer().equals(reading.layer()) && held.key().equals(key))
                .findFirst()
                .orElseThrow()
                .array();
    }

    /** The units of the bias. */
    private Optional<int[]> outputs(Reading reading) {
        List<Parameter> parameters = tracing.draft().parameters();
        return parameters.stream()
                .filter(p -> p.layer().equals(reading.layer()) && p.key().equals(reading.weights()))
                .map(p -> p.axes()[reading.outAxis()])
                .filter(units -> units.length > 0)
                .findFirst();
    }

    private static double[] sums(INDArray weights, Reading reading, double[] sent) {
        long[] shape = weights.shape();
        double[] values = weights.dup('c').data().asDouble();
        long inStep = step(shape, reading.inAxis());
        long outStep = step(shape, reading.outAxis());
        double[] sums = new double[Math.toIntExact(shape[reading.outAxis()])];
        for (int at = 0; at < values.length; at++) {
            double constant = sent[(int) (at / inStep % shape[reading.inAxis()])];
            if (constant != 0) {
                sums[(int) (at / outStep % sums.length)] += constant * values[at];
            }
        }
        return sums;
    }

    private static long step(long[] shape, int axis) {
        long step = 1;
        for (int i = axis + 1; i < shape.length; i++) {
            step *= shape[i];
        }
        return step;
    }
}
