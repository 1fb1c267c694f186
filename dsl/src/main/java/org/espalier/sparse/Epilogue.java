package org.espalier.sparse;

import org.jspecify.annotations.Nullable;

/**
 * What a product does with each sum before it stores it: adds its row's bias, then applies an activation. Immutable.
 *
 * <pre>{@code
 * backend.prepare(matrix, 32, Epilogue.bias(bias).then(Activation.RELU))
 * }</pre>
 */
public final class Epilogue {
    /** Stores the sums as they are. */
    public static final Epilogue NONE = new Epilogue(null, Activation.NONE);

    private final float @Nullable [] bias;
    private final Activation activation;

    private Epilogue(float @Nullable [] bias, Activation activation) {
        this.bias = bias;
        this.activation = activation;
    }

    /**
     * Adds a bias.
     *
     * @param bias one value for each row; copied
     */
    public static Epilogue bias(float... bias) {
        return new Epilogue(bias.clone(), Activation.NONE);
    }

    /** The same with this activation in place of its own. */
    public Epilogue then(Activation next) {
        return new Epilogue(bias, next);
    }

    /** A copy of the bias, or null if there is none. */
    public float @Nullable [] bias() {
        return bias == null ? null : bias.clone();
    }

    /** What is applied last. */
    public Activation activation() {
        return activation;
    }

    /**
     * Checks that the bias fits a matrix.
     *
     * @throws IllegalArgumentException if there is a bias and it has another number of values than the matrix has rows
     */
    public void check(int rows) {
        if (bias != null && bias.length != rows) {
            throw new IllegalArgumentException(
                    "a matrix of %d rows needs a bias of %d values, found %d".formatted(rows, rows, bias.length));
        }
    }

    @Override
    public String toString() {
        return (bias == null ? "" : "+ bias, ") + activation;
    }
}
