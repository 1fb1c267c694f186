package org.espalier.kernels;

import java.lang.ref.Cleaner;
import java.util.stream.IntStream;
import org.espalier.sparse.BlockMatrix;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.ProductShape;
import org.espalier.sparse.SparseMatrix;

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

    /** Every column of every panel as a block, of the height that is the faster one where all are there. */
    private static long pack(ProductShape shape, Epilogue epilogue, InstructionSet instructions, DenseMatrix m) {
        int height = shape.columns() == 1 ? 8 : 4;
        int inner = m.columns();
        int panels = (int) (((long) m.rows() + height - 1) / height);
        long length = (long) panels * height * inner;
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "%s in blocks of %d rows has %d values, more than a Java array holds (%d)"
                            .formatted(m, height, length, Integer.MAX_VALUE - 8));
        }
        float[] values = m.values();
        float[] blocks = new float[(int) length];
        int[] pointers =
                IntStream.rangeClosed(0, panels).map(panel -> panel * inner).toArray();
        int[] indices = IntStream.range(0, panels * inner).map(at -> at % inner).toArray();
        for (int i = 0; i < values.length; i++) {
            int row = i / inner;
            blocks[(row / height * inner + i % inner) * height + row % height] = values[i];
        }
        return pack(shape, epilogue, instructions, height, pointers, indices, blocks);
    }

    private static long pack(
            ProductShape shape,
            Epilogue epilogue,
            InstructionSet instructions,
            int height,
            int[] pointers,
            int[] indices,
            float[] values) {
        // The kernels know an activation by its place in this list: see plan.h.
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
