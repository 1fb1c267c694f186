package org.espalier.kernels.benchmark;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.espalier.sparse.BlockMatrix;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.SparseMatrix;

/**
 * A layer with a batch of random input, and weights for it: {@code [out × in · kernel · kernel]}, uniform at random.
 *
 * @param input {@code [batch, in, size, size]} outside the Java heap; {@code [in, batch]} where fully connected
 */
record LayerTask(LayerShape shape, int batch, FloatBuffer input) {
    private static final long SEED = 42;
    private static final long MOST_FLOATS = 1L << 27;

    /** @throws IllegalArgumentException if input or output would take more than 512 MiB */
    static LayerTask of(LayerShape shape, int batch) {
        long in = (long) batch * shape.in() * shape.size() * shape.size();
        long out = (long) batch * shape.out() * shape.outSize() * shape.outSize();
        if (Math.max(in, out) > MOST_FLOATS) {
            throw new IllegalArgumentException("%s: a batch of %d takes %d MiB, expected at most %d; take fewer"
                    .formatted(shape, batch, Math.max(in, out) >> 18, MOST_FLOATS >> 18));
        }
        return new LayerTask(shape, batch, Tensor.random(SEED, in).buffer());
    }

    /** Zeros for the output of every product, one after the other. */
    FloatBuffer output() {
        return Tensor.buffer(Math.toIntExact((long) batch * shape.out() * shape.outSize() * shape.outSize()));
    }

    /** What each product reads, of the input or of such an output. */
    List<FloatBuffer> products(FloatBuffer all) {
        int length = all.capacity() / shape.products(batch);
        return IntStream.range(0, shape.products(batch))
                .mapToObj(product -> all.slice(product * length, length))
                .toList();
    }

    /** Batch first: {@code [batch, channels, size, size]} from an input or output, which differ where fully connected. */
    float[] batchFirst(FloatBuffer all) {
        float[] values = new float[all.capacity()];
        all.get(0, values);
        if (!shape.dense()) {
            return values;
        }
        int channels = values.length / batch;
        float[] turned = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            turned[i % batch * channels + i / batch] = values[i];
        }
        return turned;
    }

    /** Weights, none of them zero. */
    float[] weights() {
        return weights(1, 0);
    }

    /** Weights cut uniformly at random in blocks of so many rows. */
    float[] weights(int height, double sparsity) {
        SplittableRandom random = new SplittableRandom(SEED + height);
        float[] weights = new float[shape.out() * shape.inner()];
        for (int top = 0; top < shape.out(); top += height) {
            for (int column = 0; column < shape.inner(); column++) {
                boolean kept = random.nextDouble() >= sparsity;
                for (int row = top; kept && row < Math.min(shape.out(), top + height); row++) {
                    weights[row * shape.inner() + column] = (float) (random.nextDouble() - 0.5);
                }
            }
        }
        return weights;
    }

    /**
     * Weights in a format: {@code dense}, {@code csr}, or column blocks such as {@code 4x1}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    SparseMatrix matrix(String format, double sparsity) {
        int rows = shape.out();
        int columns = shape.inner();
        return switch (format) {
            case "dense" -> DenseMatrix.of(weights(), rows, columns);
            case "csr" -> CsrMatrix.of(weights(1, sparsity), rows, columns);
            case "4x1" -> BlockMatrix.of(weights(4, sparsity), rows, columns, 4, 1);
            case "8x1" -> BlockMatrix.of(weights(8, sparsity), rows, columns, 8, 1);
            default -> throw new IllegalArgumentException(
                    "format: expected dense, csr, 4x1 or 8x1, found \"%s\"".formatted(format));
        };
    }

    /** Multiply-adds of a batch, times two. */
    double flops(long weights) {
        return 2.0 * weights * shape.outSize() * shape.outSize() * batch;
    }

    /** Bytes that a batch has to read and write, everything once. */
    double bytes(long weightBytes) {
        double values = (double) shape.in() * shape.size() * shape.size()
                + (double) shape.out() * shape.outSize() * shape.outSize();
        return weightBytes + Float.BYTES * values * batch;
    }
}
