package org.espalier.compile;

import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.program.CompiledProgram;
import org.espalier.program.Instruction;
import org.espalier.program.JavaProgram;
import org.espalier.program.Program;
import org.espalier.program.ProgramBackend;
import org.espalier.sparse.Availability;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.ReferenceBackend;
import org.espalier.sparse.SparseFormat;
import org.espalier.sparse.SparseMatrix;
import org.espalier.sparse.SparseProduct;

/**
 * Runs programs by plain sums. What a step takes is told by a rule instead of the clock, so that what is planned does not
 * depend on the machine.
 */
final class PlainBackend implements ProgramBackend {
    /** Nanoseconds of a step for one group of examples; the step after the last is input and output. */
    interface Clock {
        long nanos(Program program, int step, int lanes);
    }

    private String id = "plain";
    private Availability availability = Availability.on("plain sums");
    private Clock clock = (program, step, lanes) -> 1000;
    private boolean scripted = true;
    private boolean patterns;
    private int wrongStep = -1;
    private int threads = 1;
    private int rank = 50;
    final AtomicInteger compiled = new AtomicInteger();
    final AtomicInteger timed = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();

    PlainBackend named(String name) {
        id = name;
        return this;
    }

    PlainBackend ranked(int preference) {
        rank = preference;
        return this;
    }

    PlainBackend found(Availability here) {
        availability = here;
        return this;
    }

    PlainBackend taking(Clock rule) {
        clock = rule;
        return this;
    }

    /** What the clock says. */
    PlainBackend reallyTimed() {
        scripted = false;
        return this;
    }

    /** With a kernel for N:M. */
    PlainBackend withPatterns() {
        patterns = true;
        return this;
    }

    /** Adds one to each output of this step. */
    PlainBackend wrongAt(int step) {
        wrongStep = step;
        return this;
    }

    int threads() {
        return threads;
    }

    @Override
    public ProgramBackend withThreads(int count) {
        threads = count;
        return this;
    }

    @Override
    public boolean hasKernelFor(SparseFormat format) {
        return format != SparseFormat.N_OF_M || patterns;
    }

    @Override
    public CompiledProgram compile(Program program, int batch) {
        compiled.incrementAndGet();
        open.incrementAndGet();
        return new Plain(program, new JavaProgram(program, batch == 1 ? 1 : 16, new Sums()));
    }

    private final class Sums implements JavaProgram.Products {
        private final PlainSums sums = new PlainSums();

        @Override
        public void prepare(Instruction.Product product, int lanes) {
            sums.prepare(product, lanes);
        }

        @Override
        public void run(Instruction.Product product, int lanes, float[] arena) {
            sums.run(product, lanes, arena);
            if (product.step() == wrongStep) {
                int at = product.out().at(0, 0, 0) * lanes;
                for (int lane = 0; lane < lanes; lane++) {
                    arena[at + lane]++;
                }
            }
        }
    }

    private final class Plain implements CompiledProgram {
        private final Program program;
        private final CompiledProgram inner;
        private boolean closed;

        Plain(Program program, CompiledProgram inner) {
            this.program = program;
            this.inner = inner;
        }

        @Override
        public int lanes() {
            return inner.lanes();
        }

        @Override
        public void execute(int examples, FloatBuffer in, FloatBuffer out) {
            inner.execute(examples, in, out);
        }

        @Override
        public long[] time(int examples, FloatBuffer in, FloatBuffer out) {
            timed.incrementAndGet();
            if (!scripted) {
                return inner.time(examples, in, out);
            }
            long groups = (examples + lanes() - 1) / lanes();
            long[] nanos = new long[program.steps().size() + 1];
            for (int i = 0; i < nanos.length; i++) {
                nanos[i] = groups * clock.nanos(program, i, lanes());
            }
            return nanos;
        }

        @Override
        public long arenaBytes() {
            return inner.arenaBytes();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
            inner.close();
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public Availability availability() {
        return availability;
    }

    @Override
    public boolean supports(SparseFormat format) {
        return true;
    }

    @Override
    public SparseProduct prepare(SparseMatrix matrix, int columns, Epilogue epilogue) {
        return new ReferenceBackend().prepare(matrix, columns, epilogue);
    }
}
