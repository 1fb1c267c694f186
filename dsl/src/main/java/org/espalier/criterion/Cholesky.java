package org.espalier.criterion;

import java.util.Locale;

/** Factors of symmetric positive definite matrices: n × n, row by row, in double precision. */
final class Cholesky {
    private Cholesky() {}

    /**
     * The lower triangular L of {@code A = LLᵀ}.
     *
     * @param of the matrix in words, for the error
     * @throws IllegalStateException if A is not positive definite
     */
    static double[] lower(double[] a, int n, String of) {
        double[] l = new double[a.length];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = a[i * n + j] - dot(l, i * n, j * n, j);
                if (i != j) {
                    l[i * n + j] = rest / l[j * n + j];
                    continue;
                }
                // What rounding alone leaves of a diagonal element is no pivot.
                if (!(rest > 1e-13 * Math.abs(a[i * n + i]))) {
                    throw new IllegalStateException(String.format(
                            Locale.ROOT,
                            "%s is not positive definite: pivot %d of %d is %.3g; take more calibration batches, or damp it more",
                            of,
                            i + 1,
                            n,
                            rest));
                }
                l[i * n + i] = Math.sqrt(rest);
            }
        }
        return l;
    }

    /** The inverse of a lower triangular matrix. */
    static double[] inverseOfLower(double[] l, int n) {
        double[] x = new double[l.length];
        for (int i = 0; i < n; i++) {
            double pivot = l[i * n + i];
            for (int k = 0; k < i; k++) {
                double factor = l[i * n + k] / pivot;
                for (int j = 0; j <= k; j++) {
                    x[i * n + j] -= factor * x[k * n + j];
                }
            }
            x[i * n + i] = 1 / pivot;
        }
        return x;
    }

    /** {@code A⁻¹}, both triangles. */
    static double[] inverse(double[] a, int n, String of) {
        double[] x = inverseOfLower(lower(a, n, of), n);
        double[] inverse = new double[a.length];
        for (int k = 0; k < n; k++) {
            for (int i = 0; i <= k; i++) {
                double factor = x[k * n + i];
                for (int j = 0; j <= k; j++) {
                    inverse[i * n + j] += factor * x[k * n + j];
                }
            }
        }
        return inverse;
    }

    /** The upper triangular U of {@code A⁻¹ = UᵀU}, from one factor of A taken from its last row upwards. */
    static double[] upperOfInverse(double[] a, int n, String of) {
        return reversed(inverseOfLower(lower(reversed(a), n, of), n));
    }

    /** The solution of {@code LLᵀx = b}. */
    static double[] solve(double[] l, int n, double... b) {
        double[] x = b.clone();
        for (int i = 0; i < n; i++) {
            double sum = x[i];
            for (int j = 0; j < i; j++) {
                sum -= l[i * n + j] * x[j];
            }
            x[i] = sum / l[i * n + i];
        }
        for (int i = n - 1; i >= 0; i--) {
            x[i] /= l[i * n + i];
            for (int j = 0; j < i; j++) {
                x[j] -= l[i * n + j] * x[i];
            }
        }
        return x;
    }

    private static double dot(double[] l, int a, int b, int length) {
        double s0 = 0;
        double s1 = 0;
        int k = 0;
        for (; k + 1 < length; k += 2) {
            s0 += l[a + k] * l[b + k];
            s1 += l[a + k + 1] * l[b + k + 1];
        }
        return k < length ? s0 + s1 + l[a + k] * l[b + k] : s0 + s1;
    }

    /** Rows and columns in reverse: the whole array backwards. */
    private static double[] reversed(double[] a) {
        double[] r = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            r[i] = a[a.length - 1 - i];
        }
        return r;
    }
}
