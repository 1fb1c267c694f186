package org.espalier.sparse;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Blocks, a row of a dense matrix being one, multiplied one output at a time. */
final class ReferenceProduct implements SparseProduct {
    private final ProductShape shape;
    private final int height;
    private final int width;
    private final int[] pointers;
    private final int[] indices;
    private final float[] values;
    private final float @Nullable [] bias;
    private final Activation activation;
    private volatile boolean closed;

    ReferenceProduct(ProductShape shape, BlockMatrix m, Epilogue epilogue) {
        this(shape, m.height(), m.width(), m.panelPointers(), m.columnIndices(), m.values(), epilogue);
    }

    ReferenceProduct(ProductShape shape, DenseMatrix m, Epilogue epilogue) {
        this(
                shape,
                1,
                m.columns(),
                IntStream.rangeClosed(0, m.rows()).toArray(),
                new int[m.rows()],
                m.values(),
                epilogue);
    }

    private ReferenceProduct(
            ProductShape shape,
            int height,
            int width,
            int[] pointers,
            int[] indices,
            float[] values,
            Epilogue epilogue) {
        this.shape = shape;
        this.height = height;
        this.width = width;
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
                    sum += multiply((at * height + row % height) * width, indices[at] * width, in, column);
                }
                out.put(row * shape.columns() + column, activation.of((float) sum));
            }
        }
    }

    /** One row of a block, as far as the matrix goes. */
    private double multiply(int from, int left, FloatBuffer in, int column) {
        double sum = 0;
        for (int c = 0; c < Math.min(width, shape.inner() - left); c++) {
            sum += (double) values[from + c] * in.get((left + c) * shape.columns() + column);
        }
        return sum;
    }

    @Override
    public void close() {
        closed = true;
    }
}
