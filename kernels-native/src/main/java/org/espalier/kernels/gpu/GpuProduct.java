package org.espalier.kernels.gpu;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.stream.IntStream;
import org.espalier.program.Instruction;
import org.espalier.program.Region;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.ProductShape;
import org.espalier.sparse.SparseMatrix;
import org.espalier.sparse.SparseProduct;

/** One product as a program of one instruction, columns being lanes: input and output are in the arena as they are. */
final class GpuProduct implements SparseProduct {
    private final ProductShape shape;
    private final Resident resident;

    GpuProduct(Device device, SparseMatrix matrix, ProductShape shape, Epilogue epilogue) {
        this.shape = shape;
        Launches launches = new Launches(shape.columns());
        launches.add(new Instruction.Product(
                0,
                matrix,
                epilogue,
                1,
                0,
                IntStream.range(0, shape.inner()).toArray(),
                new Region(0, shape.inner(), 1, 1, 1, 1),
                Optional.empty(),
                new Region(shape.inner(), shape.rows(), 1, 1, 1, 1)));
        this.resident =
                new Resident("product", device, launches, ((long) shape.inner() + shape.rows()) * shape.columns());
    }

    @Override
    public void execute(float[] in, float[] out) {
        shape.check(in, out);
        run(FloatBuffer.wrap(in), FloatBuffer.wrap(out));
    }

    @Override
    public void execute(FloatBuffer in, FloatBuffer out) {
        shape.check(in, out);
        run(in, out);
    }

    private void run(FloatBuffer in, FloatBuffer out) {
        resident.enter();
        try {
            resident.transfer.upload(in, 0);
            resident.run(0, 1);
            resident.transfer.download((long) shape.inner() * shape.columns(), out);
        } finally {
            resident.lock.unlock();
        }
    }

    @Override
    public void close() {
        resident.close();
    }
}
