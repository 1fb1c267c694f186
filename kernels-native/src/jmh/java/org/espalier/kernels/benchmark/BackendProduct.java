package org.espalier.kernels.benchmark;

import java.nio.FloatBuffer;
import java.util.List;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.SparseBackend;
import org.espalier.sparse.SparseMatrix;
import org.espalier.sparse.SparseProduct;

/** A layer that is a matrix product as it stands, fully connected or 1×1, by a sparse backend. */
final class BackendProduct implements Contender {
    private final LayerTask task;
    private final SparseProduct product;
    private final List<FloatBuffer> ins;
    private final FloatBuffer all;
    private final List<FloatBuffer> outs;

    BackendProduct(LayerTask task, SparseBackend backend, SparseMatrix weights) {
        this.task = task;
        product = backend.prepare(weights, task.shape().columns(task.batch()), Epilogue.NONE);
        ins = task.products(task.input());
        all = task.output();
        outs = task.products(all);
    }

    @Override
    public void run() {
        for (int i = 0; i < ins.size(); i++) {
            product.execute(ins.get(i), outs.get(i));
        }
    }

    @Override
    public float[] output() {
        return task.batchFirst(all);
    }

    @Override
    public void close() {
        product.close();
    }
}
