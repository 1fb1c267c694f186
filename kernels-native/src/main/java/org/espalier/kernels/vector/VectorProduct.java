package org.espalier.kernels.vector;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.espalier.sparse.Activation;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.ProductShape;
import org.espalier.sparse.SparseMatrix;
import org.espalier.sparse.SparseProduct;

/**
 * One matrix times several columns. Columns are taken strip by strip; of each strip the input's rows are packed side by
 * side (a power-of-two row length would put them all into the same few cache sets), and every panel goes over them.
 */
final class VectorProduct implements SparseProduct {
    private static final int CHUNK = 32; // rows of sums that wait to be copied out
    private static final int LINE = 16; // floats in a cache line

    /** Some rows of the input, and the columns of the matrix that meet them. */
    private record Tile(int first, int rows, List<Panels> panels) {}

    private final ProductShape shape;
    private final boolean relu;
    private final List<Strip> strips;
    private final List<Tile> tiles = new ArrayList<>();
    private final int stride;
    private volatile boolean closed;

    VectorProduct(SparseMatrix matrix, ProductShape shape, Epilogue epilogue) {
        this.shape = shape;
        this.relu = epilogue.activation() == Activation.RELU;
        Blocks blocks = Blocks.of(matrix, 4, 1);
        this.strips = Strip.cut(shape.columns(), blocks.height(), shape.inner());
        this.stride = strips.get(0).room() + LINE;
        int tile = Math.min(shape.inner(), Scratch.FLOATS / stride - CHUNK);
        float[] bias = Panels.bias(epilogue, shape.rows());
        for (int first = 0; first < shape.inner(); first += tile) {
            int from = first;
            int rows = Math.min(tile, shape.inner() - first);
            tiles.add(new Tile(
                    first,
                    rows,
                    Panels.of(
                            blocks,
                            first,
                            first + rows,
                            first == 0 ? bias : new float[shape.rows()],
                            (row, column) -> (column - from) * stride)));
            if (rows == shape.inner() - first) {
                break; // first + tile may exceed an int
            }
        }
    }

    @Override
    public void execute(float[] in, float[] out) {
        shape.check(in, out);
        multiply(FloatBuffer.wrap(in), FloatBuffer.wrap(out));
    }

    @Override
    public void execute(FloatBuffer in, FloatBuffer out) {
        shape.check(in, out);
        multiply(in, out);
    }

    private void multiply(FloatBuffer in, FloatBuffer out) {
        if (closed) {
            throw new IllegalStateException("this product is closed");
        }
        float[] scratch = Scratch.take();
        for (Strip strip : strips) {
            for (Tile tile : tiles) {
                pack(strip, tile, in, scratch);
                multiply(strip, tile, scratch, out);
            }
        }
        Scratch.give(scratch);
    }

    private void multiply(Strip strip, Tile tile, float[] scratch, FloatBuffer out) {
        boolean begun = tile.first > 0;
        boolean last = tile.first + tile.rows == shape.inner();
        int at = Scratch.START;
        for (Panels p : tile.panels) {
            if (out.hasArray() && strip.width(shape.columns()) == strip.room()) {
                Rows to = new Rows(out.array(), out.arrayOffset() + strip.start(), shape.columns());
                p.multiply(0, p.count(), strip, scratch, at, begun ? to : null, to, last && relu);
                continue;
            }
            for (int first = 0; first < p.count(); first += CHUNK / p.height()) {
                int end = Math.min(p.count(), first + CHUNK / p.height());
                int top = p.firstRow() + first * p.height();
                int bottom = p.firstRow() + end * p.height();
                int waiting = at + tile.rows * stride;
                Rows to = new Rows(scratch, waiting - top * strip.room(), strip.room());
                if (begun) {
                    copy(out, strip, top, bottom, scratch, waiting, false);
                }
                p.multiply(first, end, strip, scratch, at, begun ? to : null, to, last && relu);
                copy(out, strip, top, bottom, scratch, waiting, true);
            }
        }
    }

    private void pack(Strip strip, Tile tile, FloatBuffer in, float[] scratch) {
        int columns = shape.columns();
        int from = in.position() + tile.first * columns + strip.start();
        int width = strip.width(columns);
        for (int row = 0; row < tile.rows; row++) {
            in.get(from + row * columns, scratch, Scratch.START + row * stride, width);
        }
    }

    /** Rows [top, bottom) of a strip between its sums and the output. */
    private void copy(FloatBuffer out, Strip strip, int top, int bottom, float[] scratch, int waiting, boolean toOut) {
        int columns = shape.columns();
        int width = strip.width(columns);
        int at = out.position() + strip.start() + top * columns;
        if (width == columns && width == strip.room() && toOut) {
            out.put(at, scratch, waiting, (bottom - top) * columns);
            return;
        }
        for (int row = 0; row < bottom - top; row++, at += columns) {
            int from = waiting + row * strip.room();
            if (toOut) {
                out.put(at, scratch, from, width);
            } else {
                out.get(at, scratch, from, width);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
