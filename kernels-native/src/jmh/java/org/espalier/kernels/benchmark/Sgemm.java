package org.espalier.kernels.benchmark;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * The dense product that a sparse one has to beat: the OpenBLAS that ND4J ships, {@code sgemm}, or {@code sgemv} for one
 * column; convolutions of more than one position by way of im2col.
 */
final class Sgemm implements Contender {
    private final LayerTask task;
    private final FloatBuffer weights;
    private final List<FloatBuffer> ins;
    private final FloatBuffer all;
    private final List<FloatBuffer> outs;
    private final FloatBuffer columns;

    Sgemm(LayerTask task, float[] weights) {
        this.task = task;
        this.weights = new Tensor(weights).buffer();
        ins = task.products(task.input());
        all = task.output();
        outs = task.products(all);
        columns = Tensor.buffer(task.shape().kernel() == 1 ? 0 : task.shape().inner() * columnsOfOne());
    }

    @Override
    public void run() {
        LayerShape shape = task.shape();
        for (int product = 0; product < ins.size(); product++) {
            FloatBuffer in = ins.get(product);
            if (shape.kernel() > 1) {
                Machine.columns(in, columns, shape.in(), shape.size(), shape.kernel(), 1, shape.padding());
                in = columns;
            }
            multiply(shape.out(), shape.inner(), columnsOfOne(), in, outs.get(product));
        }
    }

    private int columnsOfOne() {
        return task.shape().columns(task.batch());
    }

    private void multiply(int rows, int inner, int columns, FloatBuffer in, FloatBuffer out) {
        if (columns == 1) {
            cblas_sgemv(CblasRowMajor, CblasNoTrans, rows, inner, 1, weights, inner, in, 1, 0, out, 1);
        } else {
            cblas_sgemm(
                    CblasRowMajor,
                    CblasNoTrans,
                    CblasNoTrans,
                    rows,
                    columns,
                    inner,
                    1,
                    weights,
                    inner,
                    in,
                    columns,
                    0,
                    out,
                    columns);
        }
    }

    @Override
    public float[] output() {
        return task.batchFirst(all);
    }

    @Override
    public void close() {}
}
