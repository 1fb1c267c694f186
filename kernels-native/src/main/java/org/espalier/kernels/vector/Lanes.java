package org.espalier.kernels.vector;

import java.util.Locale;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vectors that the kernels use: as wide as the JVM prefers on this processor. */
final class Lanes {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    /** Floats in a vector. */
    static final int COUNT = SPECIES.length();

    private static final boolean X86 = System.getProperty("os.arch", "").matches("amd64|x86_64|x86|i386");
    private static final int REGISTERS = X86 && COUNT < 16 ? 16 : 32;

    private Lanes() {}

    /** Most vectors at a time: as many sums as there are registers beside the operands. */
    static int most(int height) {
        return height == 1 ? 8 : REGISTERS == 32 ? 4 : 2;
    }

    /** Empty if multiply-adds are single instructions here, else what is missing; emulated they take microseconds. */
    static String problem() {
        return X86 && COUNT < 8
                ? "this processor, or this JVM by its flags, has no AVX2; the kernels need 256-bit vectors and FMA"
                : "";
    }

    static String describe() {
        return String.format(Locale.ROOT, "vectors of %d bits, %d registers", SPECIES.vectorBitSize(), REGISTERS);
    }
}
