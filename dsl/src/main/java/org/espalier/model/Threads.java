package org.espalier.model;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * How many threads one native operation may use. One, unless {@code OMP_NUM_THREADS} or {@link #use} says otherwise:
 * with one, the same seed gives the same bits, and small networks are faster (two threads were measured up to a hundred
 * times slower on a busy machine with two cores).
 *
 * <pre>{@code
 * threads(4)   // for a large model; results then agree to rounding only
 * }</pre>
 */
public final class Threads {
    private static volatile int wanted = fromEnvironment();
    private static final ThreadLocal<Integer> SETTLED = ThreadLocal.withInitial(() -> 0);

    private Threads() {}

    /**
     * Lets every native operation from now on use this many threads.
     *
     * @throws IllegalArgumentException if {@code threads} is below 1, or above what ND4J was started with
     */
    public static void use(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, found " + threads);
        }
        int before = wanted;
        wanted = threads;
        settle();
        int got = Nd4j.getEnvironment().maxThreads();
        if (got != threads) {
            wanted = before;
            settle();
            throw new IllegalArgumentException(
                    "threads(%d): ND4J was started with at most %d; start Java with OMP_NUM_THREADS=%d for more"
                            .formatted(threads, got, threads));
        }
    }

    /** How many threads a native operation may use. */
    public static int wanted() {
        return wanted;
    }

    /** OpenMP keeps its setting for each calling thread, so every entry to native code passes here. */
    public static void settle() {
        int threads = wanted;
        if (SETTLED.get() != threads) {
            // Loads the backend, which sets threads of its own.
            Nd4j.getEnvironment().setMaxThreads(threads);
            Nd4j.getEnvironment().setMaxMasterThreads(threads);
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
            Nd4j.factory().blas().setMaxThreads(threads);
            SETTLED.set(threads);
        }
    }

    private static int fromEnvironment() {
        String set = System.getenv("OMP_NUM_THREADS");
        if (set == null || set.isBlank()) {
            return 1;
        }
        try {
            return Math.max(1, Integer.parseInt(set.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "OMP_NUM_THREADS must be a whole number, found \"%s\"".formatted(set), e);
        }
    }
}
