package org.espalier.sparse;

import com.google.auto.service.AutoService;

/**
 * What every other backend is checked against: plain loops, sums in double precision, each output rounded once. Runs
 * everywhere, takes every format, and is never the fast path: it loses to a dense product below about 95 % sparsity.
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
    public boolean supports(SparseFormat format) {
        return true;
    }

    @Override
    public SparseProduct prepare(SparseMatrix matrix, int columns, Epilogue epilogue) {
        ProductShape shape = ProductShape.of(matrix, columns);
        epilogue.check(shape.rows());
        if (matrix instanceof DenseMatrix m) {
            return new ReferenceProduct(shape, m, epilogue);
        }
        return new ReferenceProduct(
                shape, matrix instanceof BlockMatrix m ? m : BlockMatrix.of(matrix, 1, 1), epilogue);
    }
}
