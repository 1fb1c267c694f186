package org.espalier.kernels.vector;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
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
    private final float floor;
    private final List<Strip> strips;
    private final List<Tile> tiles = new ArrayList<>();
    private final int stride;
    private volatile boolean closed;

    VectorProduct(SparseMatrix matrix, ProductShape shape, Epilogue epilogue) {
        this.shape = shape;
        this.floor = Panels.floor(epilogue);
        Blocks blocks = Blocks.of(matrix, 4, 1);
        this.strips = Strip.cut(shape.columns(), blocks.height(), shape.inner());
        this.stride = strips.get(0).room() + LINE;
        int tile = Math.min(shape.inner(), Scratch.FLOATS / stride - 2 * CHUNK);
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
        int columns = shape.columns();
        boolean begun = tile.first > 0;
        float least = tile.first + tile.rows == shape.inner() ? floor : Float.NEGATIVE_INFINITY;
        for (Panels p : tile.panels) {
            if (!begun && out.hasArray() && strip.width(columns) == strip.room()) {
                Rows to = new Rows(out.array(), out.arrayOffset() + strip.start(), columns);
                p.multiply(0, p.count(), strip, scratch, Scratch.START, to, least);
                continue;
            }
            int waiting = Scratch.START + tile.rows * stride;
            for (int first = 0; first < p.count(); first += CHUNK / p.height()) {
                int end = Math.min(p.count(), first + CHUNK / p.height());
                int top = p.firstRow() + first * p.height();
                Rows to = new Rows(scratch, waiting - top * strip.room(), strip.room());
                p.multiply(first, end, strip, scratch, Scratch.START, to, begun ? Float.NEGATIVE_INFINITY : least);
                int rows = (end - first) * p.height();
                if (begun) {
                    add(out, strip, top, rows, scratch, waiting, least);
                }
                copyOut(out, strip, top, rows, scratch, waiting);
            }
        }
    }

    /** What earlier tiles have left in the output. */
    private void add(FloatBuffer out, Strip strip, int top, int rows, float[] scratch, int waiting, float least) {
        int before = waiting + CHUNK * strip.room();
        int width = strip.width(shape.columns());
        for (int row = 0; row < rows; row++) {
            out.get(out.position() + strip.start() + (top + row) * shape.columns(), scratch, before, width);
            int at = waiting + row * strip.room();
            Sums.add(scratch, at, scratch, before, scratch, at, width, least);
        }
    }

    private void copyOut(FloatBuffer out, Strip strip, int top, int rows, float[] scratch, int waiting) {
        int columns = shape.columns();
        int width = strip.width(columns);
        int at = out.position() + strip.start() + top * columns;
        if (width == columns && width == strip.room()) {
            out.put(at, scratch, waiting, rows * columns);
            return;
        }
        for (int row = 0; row < rows; row++, at += columns) {
            out.put(at, scratch, waiting + row * strip.room(), width);
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

    @Override
    public void close() {
        closed = true;
    }
}
