package org.espalier.kernels;

import java.lang.ref.Cleaner;
import org.espalier.sparse.BlockMatrix;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.ProductShape;
import org.espalier.sparse.SparseMatrix;
import org.jspecify.annotations.Nullable;

/**
 * A packed matrix outside the Java heap. It is released once, on {@link #close()}, or by the collector where that was
 * forgotten; who uses {@link #address()} must keep the plan reachable and open meanwhile.
 */
final class Plan implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final long address;
    private final Cleaner.Cleanable release;

    private Plan(long address) {
        this.address = address;
        this.release = CLEANER.register(this, () -> Kernels.release(address));
    }

    /**
     * Packs a matrix.
     *
     * @throws OutOfMemoryError if there is no room for it outside the heap
     */
    static Plan of(SparseMatrix matrix, ProductShape shape, Epilogue epilogue, InstructionSet instructions) {
        long address;
        if (matrix instanceof BlockMatrix m) {
            address = pack(shape, epilogue, instructions, m.columnBlocks(4, 8));
        } else if (matrix instanceof DenseMatrix m) {
            address = pack(shape, epilogue, instructions, m);
        } else {
            address = pack(shape, epilogue, instructions, matrix.toCsr());
        }
        if (address == 0) {
            throw new OutOfMemoryError("no room outside the Java heap for " + matrix);
        }
        return new Plan(address);
    }

    private static long pack(ProductShape shape, Epilogue epilogue, InstructionSet instructions, CsrMatrix m) {
        return pack(shape, epilogue, instructions, 1, m.rowPointers(), m.columnIndices(), m.values());
    }

    private static long pack(ProductShape shape, Epilogue epilogue, InstructionSet instructions, BlockMatrix m) {
        return pack(shape, epilogue, instructions, m.height(), m.panelPointers(), m.columnIndices(), m.values());
    }

    private static long pack(ProductShape shape, Epilogue epilogue, InstructionSet instructions, DenseMatrix m) {
        return pack(shape, epilogue, instructions, 0, null, null, m.values());
    }

    private static long pack(
            ProductShape shape,
            Epilogue epilogue,
            InstructionSet instructions,
            int height,
            int @Nullable [] pointers,
            int @Nullable [] indices,
            float[] values) {
        // The kernels know an activation by its place in this list: see product.h.
        int activation = switch (epilogue.activation()) {
            case NONE -> 0;
            case RELU -> 1;
        };
        return Kernels.prepare(
                instructions.ordinal(),
                shape.rows(),
                shape.inner(),
                shape.columns(),
                height,
                pointers,
                indices,
                values,
                epilogue.bias(),
                activation);
    }

    long address() {
        return address;
    }

    @Override
    public void close() {
        release.clean();
    }
}
