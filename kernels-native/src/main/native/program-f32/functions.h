// Functions of each float, to a few units in the last place of the result or of 0.1, whichever is larger. NaN stays NaN.
// Part of kernel.h.

// (eʳ - 1 - r) / r² for |r| <= 0.35.
INLINE Vector exponentialTail(Vector r) {
    Vector p = all(1.9875691500e-4f);
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    return p * r + 5.0000001201e-1f;
}

INLINE Vector exponential(Vector x) {
    const float magic = 12582912;               // 1.5 · 2²³: added, it rounds to an integer
    const Vector inside = x < -104 ? all(-104) : x > 89 ? all(89) : x;
    const Vector rounded = inside * 1.44269504089f + magic;
    const Vector n = rounded - magic;
    const Vector r = inside - n * 0.693359375f + n * 2.12194440e-4f;
    const Vector mantissa = exponentialTail(r) * (r * r) + r + 1;
    const Bits power = (Bits)rounded - (Bits)all(magic);
    const Bits half = (Bits)((Ints)power >> 1);     // 2ⁿ in two steps: n reaches beyond a float's exponents
    return mantissa * (Vector)((half + 127) << 23) * (Vector)((power - half + 127) << 23);
}

INLINE Vector magnitude(Vector x) {
    return x < 0 ? -x : x;
}

// ln(1 + t), 0 <= t <= 1.
INLINE Vector logarithm1p(Vector t) {
    const Ints large = t > 0.41421356f;
    const Vector f = large ? (t - 1) * 0.5f : t;
    Vector p = all(7.0376836292e-2f);
    p = p * f - 1.1514610310e-1f;
    p = p * f + 1.1676998740e-1f;
    p = p * f - 1.2420140846e-1f;
    p = p * f + 1.4249322787e-1f;
    p = p * f - 1.6668057665e-1f;
    p = p * f + 2.0000714765e-1f;
    p = p * f - 2.4999993993e-1f;
    p = p * f + 3.3333331174e-1f;
    const Vector z = f * f;
    const Vector sum = p * f * z - 0.5f * z + f;
    return large ? sum + 0.69314718056f : sum;
}

INLINE Vector hyperbolicTangent(Vector x) {
    const Vector size = magnitude(x);
    const Vector far = 1 - 2 / (exponential(size + size) + 1);
    const Vector z = x * x;
    Vector p = all(-5.70498872745e-3f);
    p = p * z + 2.06390887954e-2f;
    p = p * z - 5.37397155531e-2f;
    p = p * z + 1.33314422036e-1f;
    p = p * z - 3.33332819422e-1f;
    const Vector near = p * z * x + x;
    return size < 0.625f ? near : x < 0 ? -far : far;
}

// eˣ - 1, x < 0.
INLINE Vector exponentialLessOne(Vector x) {
    return x > -0.34f ? exponentialTail(x) * (x * x) + x : exponential(x) - 1;
}

// x / (1 + e^(-steepness · x)).
INLINE Vector swish(Vector x, float steepness) {
    return x / (1 + exponential(-steepness * x));
}

// x · tanh(ln(1 + eˣ)).
INLINE Vector mish(Vector x) {
    const Vector e = exponential(x);
    const Vector square = e * (e + 2);      // (1 + eˣ)² - 1
    return x > 20 ? x : x * (square / (square + 2));
}

INLINE Vector rationalTangent(Vector x) {
    const Vector y = magnitude(x * (2.0f / 3));
    const Vector d = y + y * y + 1.41645f * (y * y) * (y * y);
    const Vector size = y < 1 ? d / (1 + d) : 1 - 1 / (1 + d);
    return 1.7159f * (x < 0 ? -size : size);
}

template <Function F>
INLINE Vector applied(Vector x, float alpha) {
    switch (F) {
        case F_RELU: return activated(x, true);
        case RELU6: return x < 0 ? Vector{} : x > 6 ? all(6) : x;
        case LEAKY_RELU: return x < 0 ? alpha * x : x;
        case ELU: return x < 0 ? alpha * exponentialLessOne(x) : x;
        case TANH: return hyperbolicTangent(x);
        case SIGMOID: return 1 / (1 + exponential(-x));
        case HARD_SIGMOID: {
            const Vector y = 0.2f * x + 0.5f;
            return y < 0 ? Vector{} : y > 1 ? all(1) : y;
        }
        case SOFTPLUS: return (x < 0 ? Vector{} : x) + logarithm1p(exponential(-magnitude(x)));
        case SOFTSIGN: return x / (1 + magnitude(x));
        case SWISH: return swish(x, 1);
        case CUBE: return x * x * x;
        case GELU: return swish(x, 1.702f);
        case HARD_TANH: return x < -1 ? all(-1) : x > 1 ? all(1) : x;
        case MISH: return mish(x);
        case RATIONAL_TANH: return rationalTangent(x);
        case RECTIFIED_TANH: return x < 0 ? Vector{} : hyperbolicTangent(x);
        case SELU: return 1.05070099f * (x < 0 ? 1.67326324f * exponentialLessOne(x) : x);
        case THRESHOLDED_RELU: return x <= alpha ? Vector{} : x;
    }
}
