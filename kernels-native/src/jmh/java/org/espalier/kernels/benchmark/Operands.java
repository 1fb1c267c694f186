package org.espalier.kernels.benchmark;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.espalier.sparse.BlockMatrix;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.SparseMatrix;

/**
 * Both sides of {@code [rows × inner] · [inner × columns]} outside the Java heap, and the dense product that a sparse one
 * has to beat: the OpenBLAS that ND4J ships.
 */
record Operands(int rows, int inner, int columns, FloatBuffer weights, FloatBuffer in, FloatBuffer out) {

    static Operands of(SplittableRandom random, int rows, int inner, int columns) {
        return new Operands(
                rows,
                inner,
                columns,
                direct(random, rows * inner),
                direct(random, inner * columns),
                direct(random, rows * columns));
    }

    /** {@code sgemm}, or {@code sgemv} for one column. */
    void dense() {
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

    /** Weights cut in blocks of {@code height} rows, uniformly at random: CSR for height 1, else column blocks. */
    SparseMatrix sparse(SplittableRandom random, int height, double sparsity) {
        float[] dense = new float[rows * inner];
        for (int top = 0; top < rows; top += height) {
            for (int column = 0; column < inner; column++) {
                boolean kept = random.nextDouble() >= sparsity;
                for (int row = top; kept && row < Math.min(rows, top + height); row++) {
                    dense[row * inner + column] = (float) (random.nextDouble() - 0.5);
                }
            }
        }
        return height == 1
                ? CsrMatrix.of(dense, rows, inner)
                : BlockMatrix.of(dense, rows, inner, height, 1);
    }

    static FloatBuffer direct(SplittableRandom random, int length) {
        FloatBuffer buffer = ByteBuffer.allocateDirect(length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int i = 0; i < length; i++) {
            buffer.put(i, (float) (random.nextDouble() - 0.5));
        }
        return buffer;
    }
}
