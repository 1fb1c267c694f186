package org.espalier.kernels.gpu;

import org.espalier.program.CompiledProgram;
import org.espalier.program.Program;
import org.espalier.program.ProgramBackend;
import org.espalier.sparse.Availability;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.ProductShape;
import org.espalier.sparse.SparseFormat;
import org.espalier.sparse.SparseMatrix;
import org.espalier.sparse.SparseProduct;

/** What both backends do alike. */
interface GpuBackend extends ProgramBackend {
    /** Examples side by side at most; more go one group after the other. */
    int MOST_LANES = 64;

    /** How the device is reached. */
    Api api();

    @Override
    default String id() {
        return api().id();
    }

    /** Below all others: it is used when asked for by its id, never by itself. */
    @Override
    default int rank() {
        return -10;
    }

    @Override
    default Availability availability() {
        return Devices.of(api()).availability();
    }

    /** Every format. */
    @Override
    default boolean supports(SparseFormat format) {
        return true;
    }

    @Override
    default SparseProduct prepare(SparseMatrix matrix, int columns, Epilogue epilogue) {
        ProductShape shape = ProductShape.of(matrix, columns);
        epilogue.check(shape.rows());
        return new GpuProduct(device(), matrix, shape, epilogue);
    }

    @Override
    default CompiledProgram compile(Program program, int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch has at least one example, found " + batch);
        }
        int lanes = batch < 3 ? batch : Math.min(MOST_LANES, (batch + 3) / 4 * 4);
        return new GpuProgram(device(), program, lanes);
    }

    private Device device() {
        Devices.Found found = Devices.of(api());
        Device device = found.device();
        if (device == null) {
            throw new IllegalStateException("sparse backend %s cannot run here: %s"
                    .formatted(id(), found.availability().reason()));
        }
        return device;
    }
}
