package org.espalier.kernels.vector;

import com.google.auto.service.AutoService;
import org.espalier.program.CompiledProgram;
import org.espalier.program.JavaProgram;
import org.espalier.program.Program;
import org.espalier.program.ProgramBackend;
import org.espalier.sparse.Availability;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.ProductShape;
import org.espalier.sparse.SparseBackend;
import org.espalier.sparse.SparseFormat;
import org.espalier.sparse.SparseMatrix;
import org.espalier.sparse.SparseProduct;

/**
 * Products and programs in Java's Vector API, one thread: needs no compiler and no native library, but Java started with
 * {@code --add-modules jdk.incubator.vector}. Takes column blocks of 4 or 8 rows as they are, other blocks
 * {@linkplain org.espalier.sparse.BlockMatrix#columnBlocks cut into these}, dense as blocks all of which are stored, and
 * N:M as CSR.
 *
 * <p>Arrays and programs are the fast way: direct buffers are copied to the heap and back. The first preparation takes a
 * second or so, until the JVM has compiled the kernels.
 *
 * <pre>{@code
 * SparseBackends.named("vector").prepare(BlockMatrix.of(weights, 256, 1024, 4, 1), 196).execute(in, out)
 * }</pre>
 */
@AutoService(SparseBackend.class)
public record VectorBackend() implements ProgramBackend {
    private static final String MODULE = "jdk.incubator.vector";
    private static final int LANES = 16; // examples side by side, a cache line of each position

    @Override
    public String id() {
        return "vector";
    }

    /** Below the C++ kernels, above the reference. */
    @Override
    public int rank() {
        return 50;
    }

    @Override
    public Availability availability() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return Availability.missing("the Vector API is not there; start Java with --add-modules " + MODULE);
        }
        String problem = Lanes.problem(); // this class, like all others here, can be loaded only now
        return problem.isEmpty() ? Availability.on(Lanes.describe()) : Availability.missing(problem);
    }

    /** Every format. */
    @Override
    public boolean supports(SparseFormat format) {
        return true;
    }

    @Override
    public SparseProduct prepare(SparseMatrix matrix, int columns, Epilogue epilogue) {
        ProductShape shape = ProductShape.of(matrix, columns);
        epilogue.check(shape.rows());
        start();
        return columns == 1 ? new VectorColumn(matrix, shape, epilogue) : new VectorProduct(matrix, shape, epilogue);
    }

    @Override
    public CompiledProgram compile(Program program, int batch) {
        start();
        return new JavaProgram(program, batch == 1 ? 1 : LANES, new VectorProducts());
    }

    private void start() {
        Availability here = availability();
        if (!here.available()) {
            throw new IllegalStateException("sparse backend vector cannot run here: " + here.reason());
        }
        WarmUp.once();
    }
}
