package org.espalier.criterion;

/**
 * The Hessian of a layer's squared output error with respect to the weights of one output, the same for all outputs:
 * {@code H = 2XXᵀ/n}, damped by a fraction of its mean diagonal. An input that is never active has {@code H_jj = 1}, so
 * that it stands apart from all others, and does not count in the mean.
 */
public final class Curvature {
    private final String layer;
    private final int inputs;
    private final double[] matrix;
    private final boolean[] dead;

    private Curvature(String layer, int inputs, double[] matrix, boolean[] dead) {
        this.layer = layer;
        this.inputs = inputs;
        this.matrix = matrix;
        this.dead = dead;
    }

    /**
     * The curvature of a layer of which {@link Need#INPUT_GRAM} was gathered.
     *
     * @param damp added to the diagonal, a fraction of its mean, at least 0
     */
    public static Curvature of(LayerView layer, double damp) {
        double[] h = Flat.of(layer.gathered(Need.INPUT_GRAM).get(0));
        int n = Math.toIntExact(Math.round(Math.sqrt(h.length)));
        boolean[] dead = new boolean[n];
        double sum = 0;
        int live = 0;
        for (int j = 0; j < n; j++) {
            double diagonal = h[j * n + j];
            if (!Double.isFinite(diagonal)) {
                throw new IllegalStateException("layer %s: input %d is not a finite number; did the training diverge?"
                        .formatted(layer.name(), j));
            }
            dead[j] = diagonal == 0;
            sum += diagonal;
            live += dead[j] ? 0 : 1;
        }
        for (int j = 0; j < n; j++) {
            h[j * n + j] = dead[j] ? 1 : h[j * n + j] + damp * sum / live;
        }
        return new Curvature(layer.name(), n, h, dead);
    }

    /** How many inputs an output reads. */
    int inputs() {
        return inputs;
    }

    /** Whether an input was zero in all of the calibration data. */
    boolean dead(int input) {
        return dead[input];
    }

    /** {@code H⁻¹}, row by row. */
    double[] inverse() {
        return Cholesky.inverse(matrix, inputs, words());
    }

    /** The upper triangular U of {@code H⁻¹ = UᵀU}, inputs taken in this order. */
    double[] upperOfInverse(int... order) {
        double[] permuted = new double[matrix.length];
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j < inputs; j++) {
                permuted[i * inputs + j] = matrix[order[i] * inputs + order[j]];
            }
        }
        return Cholesky.upperOfInverse(permuted, inputs, words());
    }

    /**
     * The kept weights of one output that bring it nearest to what {@code weights} make of it:
     * {@code w_K + H_KK⁻¹ H_KP w_P}, P the inputs that are not kept; zero there.
     */
    public double[] refit(double[] weights, boolean... kept) {
        int[] in = new int[inputs];
        int count = 0;
        for (int j = 0; j < inputs; j++) {
            if (kept[j]) {
                in[count++] = j;
            }
        }
        double[] of = new double[count * count];
        double[] lost = new double[count];
        for (int a = 0; a < count; a++) {
            int row = in[a] * inputs;
            for (int b = 0; b <= a; b++) {
                of[a * count + b] = matrix[row + in[b]];
            }
            for (int j = 0; j < inputs; j++) {
                lost[a] += kept[j] ? 0 : matrix[row + j] * weights[j];
            }
        }
        double[] made = Cholesky.solve(Cholesky.lower(of, count, words()), count, lost);
        double[] refit = new double[inputs];
        for (int a = 0; a < count; a++) {
            refit[in[a]] = weights[in[a]] + made[a];
        }
        return refit;
    }

    private String words() {
        return "layer %s: the Hessian of its %d inputs".formatted(layer, inputs);
    }
}
