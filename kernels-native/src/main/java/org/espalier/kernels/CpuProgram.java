package org.espalier.kernels;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.concurrent.locks.StampedLock;
import org.espalier.program.Batches;
import org.espalier.program.CompiledProgram;
import org.espalier.program.Lowered;
import org.espalier.program.Lowering;
import org.espalier.program.Program;

/**
 * A program on the native side. Examples are computed in groups, as many side by side as there are lanes; several groups
 * are shared out among the threads, each in a workspace of its own, and of a single one each large operation is.
 */
final class CpuProgram implements CompiledProgram {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Program program;
    private final Assembly assembly;
    private final Crew crew;
    private final Cleaner.Cleanable release;
    private final Cleaner.Cleanable dismissal;
    private final StampedLock open = new StampedLock();
    private boolean closed;

    CpuProgram(Program program, int lanes, InstructionSet instructions, int threads) {
        this.program = program;
        Lowered lowered = Lowering.of(program, lanes);
        Assembly assembled = Assembly.of(lowered, instructions, threads);
        this.assembly = assembled;
        this.release = CLEANER.register(this, () -> ProgramKernels.release(assembled.address()));
        Crew hired = new Crew(threads);
        this.crew = hired;
        this.dismissal = CLEANER.register(this, hired::close);
    }

    @Override
    public int lanes() {
        return assembly.lanes();
    }

    @Override
    public long arenaBytes() {
        return assembly.arenaBytes();
    }

    @Override
    public void execute(int examples, FloatBuffer in, FloatBuffer out) {
        run(examples, in, out, Stopwatch.NONE);
    }

    @Override
    public long[] time(int examples, FloatBuffer in, FloatBuffer out) {
        Stopwatch watch = Stopwatch.of(program.steps().size());
        run(examples, in, out, watch);
        return watch.nanoseconds();
    }

    private void run(int examples, FloatBuffer in, FloatBuffer out, Stopwatch watch) {
        Batches.check(program, examples, in, out);
        long stamp = open.readLock();
        try {
            if (closed) {
                throw new IllegalStateException("this program is closed");
            }
            new Execution(assembly, crew, examples, Ends.of(program, in, out), watch).run();
        } finally {
            open.unlockRead(stamp);
            Reference.reachabilityFence(in);
            Reference.reachabilityFence(out);
        }
    }

    @Override
    public void close() {
        long stamp = open.writeLock();
        try {
            closed = true;
            dismissal.clean();
            release.clean();
        } finally {
            open.unlockWrite(stamp);
        }
    }
}
