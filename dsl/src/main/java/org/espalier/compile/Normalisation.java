package org.espalier.compile;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.espalier.program.Step.Scaling;
import org.espalier.sparse.Activation;

/** Batch normalisation by running mean and variance. */
final class Normalisation {
    private Normalisation() {}

    static Value batch(TrainedLayer layer, Value given, Draft draft) throws NoStep {
        BatchNormalization conf = (BatchNormalization) layer.conf();
        Value in = given;
        switch (given.layout()) {
            case IMAGE, IMAGE_CHANNELS_LAST -> Convolutions.requireImage(given, conf.getCnn2DFormat());
            case VECTOR, VECTOR_CHANNELS_LAST -> in = draft.flat(layer.name(), given);
            case STEPS -> {}
            default -> throw new NoStep("it normalises %s %s".formatted(given.layout(), given.example()));
        }
        int channels = in.shape().channels();
        Convolutions.requireInputs(layer, conf.getNOut(), in);
        double[] gamma = conf.isLockGammaBeta() ? constant(conf.getGamma(), channels) : doubles(layer, "gamma");
        double[] beta = conf.isLockGammaBeta() ? constant(conf.getBeta(), channels) : doubles(layer, "beta");
        double[] mean = doubles(layer, "mean");
        double[] spread = doubles(layer, conf.isUseLogStd() ? "log10stdev" : "var");
        float[] scale = new float[channels];
        float[] shift = new float[channels];
        for (int c = 0; c < channels; c++) {
            double variance = conf.isUseLogStd() ? Math.pow(10, 2 * spread[c]) : spread[c];
            double factor = gamma[c] / Math.sqrt(variance + conf.getEps());
            scale[c] = (float) factor;
            shift[c] = (float) (beta[c] - mean[c] * factor);
        }
        return draft.add(
                new Scaling(layer.name(), in.number(), scale, shift, Activation.NONE, in.shape()), in.layout());
    }

    private static double[] doubles(TrainedLayer layer, String key) {
        return layer.parameter(key).dup('c').data().asDouble();
    }

    private static double[] constant(double value, int count) {
        double[] all = new double[count];
        Arrays.fill(all, value);
        return all;
    }
}
