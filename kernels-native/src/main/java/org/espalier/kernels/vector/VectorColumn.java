package org.espalier.kernels.vector;

import java.nio.FloatBuffer;
import java.util.List;
import org.espalier.sparse.Activation;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.ProductShape;
import org.espalier.sparse.SparseMatrix;
import org.espalier.sparse.SparseProduct;

/** One matrix times one column. */
final class VectorColumn implements SparseProduct {
    private final ProductShape shape;
    private final List<Panels> panels;
    private final Activation activation;
    private volatile boolean closed;

    VectorColumn(SparseMatrix matrix, ProductShape shape, Epilogue epilogue) {
        this.shape = shape;
        this.activation = epilogue.activation();
        this.panels = Panels.of(
                Blocks.of(matrix, ColumnKernels.most(), 1),
                0,
                shape.inner(),
                Panels.bias(epilogue, shape.rows()),
                (row, column) -> column);
    }

    @Override
    public void execute(float[] in, float[] out) {
        shape.check(in, out);
        multiply(in, out);
    }

    @Override
    public void execute(FloatBuffer in, FloatBuffer out) {
        shape.check(in, out);
        float[] from = new float[shape.inner()];
        float[] to = new float[shape.rows()];
        in.get(in.position(), from);
        multiply(from, to);
        out.put(out.position(), to);
    }

    private void multiply(float[] in, float[] out) {
        if (closed) {
            throw new IllegalStateException("this product is closed");
        }
        for (Panels p : panels) {
            ColumnKernels.run(p, in, 0, out, 0);
        }
        if (activation != Activation.NONE) {
            for (int row = 0; row < out.length; row++) {
                out[row] = activation.of(out[row]);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
