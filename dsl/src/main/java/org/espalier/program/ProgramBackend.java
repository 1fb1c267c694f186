package org.espalier.program;

import org.espalier.sparse.SparseBackend;
import org.espalier.sparse.SparseFormat;

/**
 * A sparse backend that runs whole programs, data staying in its own memory and layout from the first step to the last.
 *
 * <p>Tests hold every backend on the class path to the same contract, {@code ProgramContract}.
 */
public interface ProgramBackend extends SparseBackend {

    /**
     * Makes a program ready.
     *
     * @param batch how many examples are expected at a time: 1, or more; any number may be executed later
     * @throws IllegalArgumentException if a step's format is not {@linkplain #supports supported}
     * @throws IllegalStateException if the backend is not available here
     */
    CompiledProgram compile(Program program, int batch);

    /** The same backend on so many threads; itself if it knows one number of threads only. */
    default ProgramBackend withThreads(int threads) {
        return this;
    }

    /** Whether a format has a kernel of its own here, rather than being run as another: a planner tries no other. */
    default boolean hasKernelFor(SparseFormat format) {
        return supports(format) && format != SparseFormat.N_OF_M;
    }
}
