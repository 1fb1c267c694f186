package org.espalier.kernels;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.espalier.program.CompiledProgram;
import org.espalier.program.Program;
import org.espalier.program.ProgramBackend;
import org.espalier.sparse.Availability;
import org.espalier.sparse.BlockMatrix;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.ProductShape;
import org.espalier.sparse.SparseBackend;
import org.espalier.sparse.SparseFormat;
import org.espalier.sparse.SparseMatrix;
import org.espalier.sparse.SparseProduct;

/**
 * Sparse products by C++ kernels on the processor's vector registers. Takes CSR and column blocks of 4 or 8 rows as they
 * are, other blocks {@linkplain BlockMatrix#columnBlocks cut into these}, dense as blocks all of which are stored, and N:M
 * as CSR: a processor has no instruction for it. Everything a product needs is packed outside the Java heap when it is
 * prepared; close it.
 *
 * <pre>{@code
 * CpuBackend.on(InstructionSet.best(), 2).prepare(BlockMatrix.of(weights, 256, 1024, 4, 1), 196)
 * }</pre>
 *
 * <p>Arrays are not copied, but while a product runs on arrays the garbage collector may have to wait for it; direct
 * buffers are free of that.
 *
 * @param forced what to run on; empty: what the system property {@code espalier.cpu.isa} names, else the best here
 * @param threads how many threads a product may use, at least 1; they start with it and end when it is closed
 */
@AutoService(SparseBackend.class)
public record CpuBackend(Optional<InstructionSet> forced, int threads) implements ProgramBackend {
    private static final String PROPERTY = "espalier.cpu.isa";
    private static final int LANES = 16;

    /** Checks the number of threads. */
    public CpuBackend {
        if (threads < 1) {
            throw new IllegalArgumentException("a product needs at least one thread, found %d".formatted(threads));
        }
    }

    /** The best instruction set that is here, or the one asked for by property; one thread. */
    public CpuBackend() {
        this(Optional.empty(), 1);
    }

    /** These instructions and so many threads. */
    public static CpuBackend on(InstructionSet instructions, int threads) {
        return new CpuBackend(Optional.of(instructions), threads);
    }

    @Override
    public String id() {
        return "cpu";
    }

    @Override
    public int rank() {
        return 100;
    }

    @Override
    public Availability availability() {
        if (!Kernels.problem().isEmpty()) {
            return Availability.missing(Kernels.problem());
        }
        Optional<InstructionSet> asked = asked();
        if (forced.isEmpty() && asked.isEmpty() && System.getProperty(PROPERTY) != null) {
            return Availability.missing("%s=%s is none of %s"
                    .formatted(PROPERTY, System.getProperty(PROPERTY), Arrays.toString(InstructionSet.values())));
        }
        InstructionSet instructions = asked.orElseGet(InstructionSet::best);
        if (!instructions.available()) {
            return Availability.missing(
                    "this processor does not run %s; it runs %s".formatted(instructions, InstructionSet.runnable()));
        }
        return Availability.on("%s, %d thread%s".formatted(instructions, threads, threads == 1 ? "" : "s"));
    }

    private Optional<InstructionSet> asked() {
        String name = System.getProperty(PROPERTY, "").toUpperCase(Locale.ROOT);
        return forced.or(() -> Arrays.stream(InstructionSet.values())
                .filter(i -> i.name().equals(name))
                .findFirst());
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
        return new CpuProduct(Plan.of(matrix, shape, epilogue, chosen()), shape, threads);
    }

    /** One lane for one example at a time, else 16, whatever the instruction set. */
    @Override
    public CompiledProgram compile(Program program, int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch has at least one example, found %d".formatted(batch));
        }
        return new CpuProgram(program, batch == 1 ? 1 : LANES, chosen(), threads);
    }

    @Override
    public CpuBackend withThreads(int count) {
        return new CpuBackend(forced, count);
    }

    private InstructionSet chosen() {
        Availability here = availability();
        if (!here.available()) {
            throw new IllegalStateException("sparse backend cpu cannot run here: " + here.reason());
        }
        return asked().orElseGet(InstructionSet::best);
    }
}
