package org.espalier.criterion;

/** Least squares by their normal equations, damped, in double precision. */
public final class LeastSquares {
    private LeastSquares() {}

    /**
     * The W, {@code [n, m]}, that brings {@code X·W} nearest to Y: {@code (XᵀX + λI)⁻¹XᵀY}, λ a fraction of the mean diagonal.
     * Inputs that are always zero get zero weights.
     *
     * @param gram {@code XᵀX}, n × n, row by row; not changed
     * @param products {@code XᵀY}, n × m, row by row
     * @param damp the fraction, at least 0
     * @param of the layer in words, for the error
     * @throws IllegalStateException if the matrix is not positive definite
     */
    public static double[] solve(double[] gram, int n, double[] products, double damp, String of) {
        double[] a = gram.clone();
        double sum = 0;
        int live = 0;
        for (int i = 0; i < n; i++) {
            sum += a[i * n + i];
            live += a[i * n + i] == 0 ? 0 : 1;
        }
        for (int i = 0; i < n; i++) {
            a[i * n + i] = a[i * n + i] == 0 ? 1 : a[i * n + i] + damp * sum / live;
        }
        double[] inverse = Cholesky.inverse(a, n, of);
        int m = products.length / n;
        double[] w = new double[products.length];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                double factor = inverse[i * n + k];
                for (int j = 0; j < m; j++) {
                    w[i * m + j] += factor * products[k * m + j];
                }
            }
        }
        return w;
    }
}
