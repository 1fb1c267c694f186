package org.espalier.sparse;

import com.google.auto.service.AutoService;

/**
 * What every other backend is checked against: plain loops, sums in double precision, each output rounded once. Runs
 * everywhere and is never the fast path: it loses to a dense product below about 95 % sparsity.
 *
 * <pre>{@code
 * SparseBackends.named("reference").prepare(CsrMatrix.of(weights, 300, 784), 64).execute(in, out);
 * }</pre>
 */
@AutoService(SparseBackend.class)
public record ReferenceBackend() implements SparseBackend {

    @Override
    public String id() {
        return "reference";
    }

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public Availability availability() {
        return Availability.on("plain Java, double sums; for checking, not for speed");
    }

    @Override
    public SparseProduct prepare(CsrMatrix matrix, int columns) {
        ProductShape shape = ProductShape.of(matrix, columns);
        int[] rowPointers = matrix.rowPointers();
        int[] columnIndices = matrix.columnIndices();
        float[] values = matrix.values();
        return (in, out) -> {
            shape.check(in, out);
            for (int row = 0; row < shape.rows(); row++) {
                for (int column = 0; column < columns; column++) {
                    double sum = 0;
                    for (int at = rowPointers[row]; at < rowPointers[row + 1]; at++) {
                        sum += (double) values[at] * in[columnIndices[at] * columns + column];
                    }
                    out[row * columns + column] = (float) sum;
                }
            }
        };
    }
}
