package org.espalier.sparse;

import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** Blocks of {@code height} rows × 1 column, CSR being those of height 1, multiplied one output at a time. */
final class ReferenceProduct implements SparseProduct {
    private final ProductShape shape;
    private final int height;
    private final int[] pointers;
    private final int[] indices;
    private final float[] values;
    private final float @Nullable [] bias;
    private final Activation activation;
    private volatile boolean closed;

    ReferenceProduct(ProductShape shape, int height, int[] pointers, int[] indices, float[] values, Epilogue epilogue) {
        this.shape = shape;
        this.height = height;
        this.pointers = pointers;
        this.indices = indices;
        this.values = values;
        this.bias = epilogue.bias();
        this.activation = epilogue.activation();
    }

    @Override
    public void execute(float[] in, float[] out) {
        shape.check(in, out);
        multiply(FloatBuffer.wrap(in), FloatBuffer.wrap(out));
    }

    @Override
    public void execute(FloatBuffer in, FloatBuffer out) {
        shape.check(in, out);
        multiply(in.slice(), out.slice());
    }

    private void multiply(FloatBuffer in, FloatBuffer out) {
        if (closed) {
            throw new IllegalStateException("this product is closed");
        }
        for (int row = 0; row < shape.rows(); row++) {
            for (int column = 0; column < shape.columns(); column++) {
                double sum = bias == null ? 0 : bias[row];
                for (int at = pointers[row / height]; at < pointers[row / height + 1]; at++) {
                    sum += (double) values[at * height + row % height] * in.get(indices[at] * shape.columns() + column);
                }
                out.put(row * shape.columns() + column, activation.of((float) sum));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
