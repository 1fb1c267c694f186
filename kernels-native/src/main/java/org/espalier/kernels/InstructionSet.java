package org.espalier.kernels;

import java.util.Arrays;
import java.util.List;

/**
 * What the kernels are compiled for. {@link #best()} is chosen when nothing is said; the system property
 * {@code espalier.cpu.isa} (for instance {@code -Despalier.cpu.isa=avx2}) says otherwise.
 */
public enum InstructionSet {
    /** SSE2, what every x86-64 has. */
    BASE,
    /** AVX2 with FMA, 256 bits: Haswell, Zen and later. */
    AVX2,
    /** AVX-512 (F, VL, BW, DQ), 512 bits: Skylake servers, Zen 4 and later. */
    AVX512,
    /** Advanced SIMD, what every 64-bit Arm has. */
    NEON;

    /** Whether this processor and operating system run it, and the kernels for it are here. */
    public boolean available() {
        return Kernels.problem().isEmpty() && Kernels.canRun(ordinal());
    }

    /** Those that run here, the narrowest first; none where the kernels are missing. */
    public static List<InstructionSet> runnable() {
        return Arrays.stream(values()).filter(InstructionSet::available).toList();
    }

    /**
     * The widest that runs here.
     *
     * @throws IllegalStateException if the kernels are missing; says why and how to get them
     */
    public static InstructionSet best() {
        List<InstructionSet> runnable = runnable();
        if (runnable.isEmpty()) {
            throw new IllegalStateException(Kernels.problem());
        }
        return runnable.get(runnable.size() - 1);
    }
}
