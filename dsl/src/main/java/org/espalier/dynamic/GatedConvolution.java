package org.espalier.dynamic;

import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** A convolution, the normalisation behind it folded in, and its gate, as one operation on one example. */
final class GatedConvolution {
    private final ConvolutionLayer convolution;
    private final Winners winners;
    private final IActivation activation;
    /** {@code [out][in · kH · kW]}. */
    private final float[][] weights;

    private final float[] bias;
    /** {@code [out][in]}. */
    private final float[][] towards;

    private final float[] saliencyBias;
    private final int in;
    private final int area;

    GatedConvolution(Layer layer, @Nullable Layer normalisation, Layer saliency, Winners winners) {
        this.convolution = (ConvolutionLayer) layer.conf().getLayer();
        this.winners = winners;
        this.activation = normalisation == null
                ? convolution.getActivationFn()
                : ((BatchNormalization) normalisation.conf().getLayer()).getActivationFn();
        INDArray w = layer.getParam("W");
        int out = (int) w.size(0);
        this.in = (int) w.size(1);
        this.area = (int) (w.size(2) * w.size(3));
        this.weights = w.dup('c').reshape('c', out, (long) in * area).toFloatMatrix();
        this.bias = convolution.hasBias() ? vector(layer, "b") : new float[out];
        if (normalisation != null) {
            fold(normalisation);
        }
        this.towards = saliency.getParam("W").transpose().dup('c').toFloatMatrix();
        this.saliencyBias = vector(saliency, "b");
    }

    private void fold(Layer normalisation) {
        BatchNormalization conf = (BatchNormalization) normalisation.conf().getLayer();
        float[] mean = vector(normalisation, "mean");
        boolean logarithm = normalisation.paramTable().containsKey("log10stdev");
        float[] spread = vector(normalisation, logarithm ? "log10stdev" : "var");
        for (int out = 0; out < weights.length; out++) {
            double variance = logarithm ? Math.pow(10, 2 * spread[out]) : spread[out];
            double scale = value(normalisation, "gamma", conf.getGamma(), out) / Math.sqrt(variance + conf.getEps());
            for (int i = 0; i < weights[out].length; i++) {
                weights[out][i] = (float) (weights[out][i] * scale);
            }
            bias[out] = (float) ((bias[out] - mean[out]) * scale + value(normalisation, "beta", conf.getBeta(), out));
        }
    }

    private static double value(Layer normalisation, String key, double locked, int at) {
        return normalisation.paramTable().containsKey(key) ? vector(normalisation, key)[at] : locked;
    }

    private static float[] vector(Layer layer, String key) {
        return layer.getParam(key).dup('c').data().asFloat();
    }

    /** A signal and the multiply–accumulates that it took, the saliencies' too. */
    record Result(Signal signal, long macs) {}

    /** @param skipping whether channels that do not pass, and those of the input that did not, are left out */
    Result compute(Signal input, boolean skipping) {
        double[] saliencies = saliencies(input);
        int[] passed = winners.of(saliencies);
        int[] computed = skipping ? passed : IntStream.range(0, weights.length).toArray();
        Signal read = skipping ? input : Signal.of(input.full());
        long predictor = (long) in * weights.length;
        if (computed.length == 0) {
            return new Result(nothing(input.values()), predictor);
        }
        INDArray z = activation.getActivation(convolve(read, computed), false);
        float[] factors = new float[computed.length];
        for (int i = 0, p = 0; i < computed.length; i++) {
            if (p < passed.length && passed[p] == computed[i]) {
                factors[i] = (float) saliencies[passed[p++]];
            }
        }
        z.muli(Nd4j.create(factors, new long[] {1, factors.length, 1, 1}, 'c'));
        long macs = (long) computed.length * read.held().length * area * z.size(2) * z.size(3);
        return new Result(new Signal(z, skipping ? passed : null, weights.length), predictor + macs);
    }

    /** {@code ReLU(φ·pool(x) + ρ)}. */
    private double[] saliencies(Signal input) {
        int[] held = input.held();
        INDArray values = input.values();
        float[] x = values.ordering() == 'c' && !values.isView()
                ? values.data().asFloat()
                : values.dup('c').data().asFloat();
        int positions = (int) (values.size(2) * values.size(3));
        double[] means = new double[held.length];
        for (int c = 0; c < held.length; c++) {
            double sum = 0;
            for (int i = c * positions; i < (c + 1) * positions; i++) {
                sum += x[i];
            }
            means[c] = sum / positions;
        }
        double[] saliencies = new double[saliencyBias.length];
        for (int out = 0; out < saliencies.length; out++) {
            double sum = saliencyBias[out];
            for (int c = 0; c < held.length; c++) {
                sum += towards[out][held[c]] * means[c];
            }
            saliencies[out] = Math.max(0, sum);
        }
        return saliencies;
    }

    private INDArray convolve(Signal read, int[] computed) {
        int[] held = read.held();
        float[] w = new float[computed.length * held.length * area];
        float[] b = new float[computed.length];
        int at = 0;
        for (int i = 0; i < computed.length; i++) {
            b[i] = bias[computed[i]];
            for (int channel : held) {
                System.arraycopy(weights[computed[i]], channel * area, w, at, area);
                at += area;
            }
        }
        int[] kernel = convolution.getKernelSize();
        return run(
                read.values(),
                Nd4j.create(w, new long[] {computed.length, held.length, kernel[0], kernel[1]}, 'c'),
                Nd4j.create(b));
    }

    private INDArray run(INDArray x, INDArray w, INDArray b) {
        int[] kernel = convolution.getKernelSize();
        int[] stride = convolution.getStride();
        int[] padding = convolution.getPadding();
        int[] dilation = convolution.getDilation();
        boolean same = convolution.getConvolutionMode() == ConvolutionMode.Same;
        return Nd4j.exec(DynamicCustomOp.builder("conv2d")
                .addInputs(x, w, b)
                .addIntegerArguments(
                        kernel[0],
                        kernel[1],
                        stride[0],
                        stride[1],
                        padding[0],
                        padding[1],
                        dilation[0],
                        dilation[1],
                        same ? 1 : 0,
                        0, // [n, C, h, w]
                        1) // [out, in, kH, kW]
                .build())[0];
    }

    /** What a gate gives that lets nothing through; one channel tells its size. */
    private Signal nothing(INDArray input) {
        int[] kernel = convolution.getKernelSize();
        INDArray one = run(
                Nd4j.zeros(1, 1, input.size(2), input.size(3)), Nd4j.zeros(1, 1, kernel[0], kernel[1]), Nd4j.zeros(1));
        return Signal.of(Nd4j.zeros(1, weights.length, one.size(2), one.size(3)));
    }
}
