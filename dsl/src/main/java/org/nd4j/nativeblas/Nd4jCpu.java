package org.nd4j.nativeblas;

/**
 * The class that DL4J 1.0.0-M2.1 asks, by reflection, whether oneDNN may be used. ND4J moved it to another package and
 * DL4J's layer helpers have been off since: without this answer its convolutions run im2col and are 10–20 times slower.
 * Works on a class path only (a module may not split this package).
 */
public final class Nd4jCpu {
    private Nd4jCpu() {}

    /** The part of the moved class that is asked for. */
    public static final class Environment {
        private static final Environment INSTANCE = new Environment();

        private Environment() {}

        /** Called by reflection. */
        public static Environment getInstance() {
            return INSTANCE;
        }

        /** Yes: whether the native library really has oneDNN is checked again, natively, at each operation. */
        public boolean isUseMKLDNN() {
            return true;
        }
    }
}
