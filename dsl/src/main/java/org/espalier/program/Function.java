package org.espalier.program;

/**
 * A function applied to each value by itself, as DL4J computes it. Those with a parameter take it as {@code alpha}; the
 * others ignore it.
 */
public enum Function {
    /** {@code max(x, 0)}. */
    RELU {
        @Override
        public double of(double x, double alpha) {
            return x < 0 ? 0 : x;
        }
    },
    /** {@code min(max(x, 0), 6)}. */
    RELU6 {
        @Override
        public double of(double x, double alpha) {
            return x < 0 ? 0 : x > 6 ? 6 : x;
        }
    },
    /** {@code x} where positive, else {@code alpha · x}. */
    LEAKY_RELU {
        @Override
        public double of(double x, double alpha) {
            return x < 0 ? alpha * x : x;
        }
    },
    /** {@code x} where positive, else {@code alpha · (eˣ - 1)}. */
    ELU {
        @Override
        public double of(double x, double alpha) {
            return x < 0 ? alpha * Math.expm1(x) : x;
        }
    },
    /** Hyperbolic tangent. */
    TANH {
        @Override
        public double of(double x, double alpha) {
            return Math.tanh(x);
        }
    },
    /** {@code 1 / (1 + e⁻ˣ)}. */
    SIGMOID {
        @Override
        public double of(double x, double alpha) {
            return 1 / (1 + Math.exp(-x));
        }
    },
    /** {@code min(max(0.2 x + 0.5, 0), 1)}. */
    HARD_SIGMOID {
        @Override
        public double of(double x, double alpha) {
            double y = 0.2 * x + 0.5;
            return y < 0 ? 0 : y > 1 ? 1 : y;
        }
    },
    /** {@code ln(1 + eˣ)}. */
    SOFTPLUS {
        @Override
        public double of(double x, double alpha) {
            return x > 30 ? x : Math.log1p(Math.exp(x));
        }
    },
    /** {@code x / (1 + |x|)}. */
    SOFTSIGN {
        @Override
        public double of(double x, double alpha) {
            return x / (1 + Math.abs(x));
        }
    },
    /** {@code x / (1 + e⁻ˣ)}. */
    SWISH {
        @Override
        public double of(double x, double alpha) {
            return x / (1 + Math.exp(-x));
        }
    },
    /** {@code x³}. */
    CUBE {
        @Override
        public double of(double x, double alpha) {
            return x * x * x;
        }
    },
    /** {@code x / (1 + e^(-1.702 x))}, which is what DL4J takes for the Gaussian one. */
    GELU {
        @Override
        public double of(double x, double alpha) {
            return x / (1 + Math.exp(-1.702 * x));
        }
    },
    /** {@code min(max(x, -1), 1)}. */
    HARD_TANH {
        @Override
        public double of(double x, double alpha) {
            return x < -1 ? -1 : x > 1 ? 1 : x;
        }
    },
    /** {@code x · tanh(ln(1 + eˣ))}. */
    MISH {
        @Override
        public double of(double x, double alpha) {
            return x * Math.tanh(SOFTPLUS.of(x, alpha));
        }
    },
    /**
     * {@code 1.7159 · sgn(y) · (1 - 1 / (1 + |y| + y² + 1.41645 y⁴))} with {@code y = 2x / 3}, an approximation of
     * {@code 1.7159 · tanh(y)}.
     */
    RATIONAL_TANH {
        @Override
        public double of(double x, double alpha) {
            double y = Math.abs(2 * x / 3);
            return 1.7159 * Math.signum(x) * (1 - 1 / (1 + y + y * y + 1.41645 * y * y * y * y));
        }
    },
    /** {@code max(tanh(x), 0)}. */
    RECTIFIED_TANH {
        @Override
        public double of(double x, double alpha) {
            return x < 0 ? 0 : Math.tanh(x);
        }
    },
    /** {@code 1.0507009873554805 x} where positive, else {@code 1.0507009873554805 · 1.6732632423543773 · (eˣ - 1)}. */
    SELU {
        @Override
        public double of(double x, double alpha) {
            return 1.0507009873554805 * (x < 0 ? 1.6732632423543773 * Math.expm1(x) : x);
        }
    },
    /** {@code x} where greater than {@code alpha}, else 0. */
    THRESHOLDED_RELU {
        @Override
        public double of(double x, double alpha) {
            return x <= alpha ? 0 : x;
        }
    };

    /** The function's value; NaN stays NaN. */
    public abstract double of(double x, double alpha);
}
