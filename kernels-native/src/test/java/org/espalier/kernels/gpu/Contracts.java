package org.espalier.kernels.gpu;

import java.util.List;
import java.util.stream.Stream;
import org.espalier.program.ProgramContract;
import org.espalier.sparse.BackendContract;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

/**
 * The contracts over the CUDA backend in a JVM of its own, where the settings name a stand-in for the driver. Prints what
 * failed; the exit status is how much. {@code look} prints the availability only.
 */
final class Contracts {
    /** Thousands of small products: too slow for work-items that take turns. OpenCL keeps to it in full. */
    private static final List<String> LEFT_OUT = List.of("agrees with an exact dense product at awkward sizes");

    private Contracts() {}

    public static void main(String[] args) {
        CudaBackend backend = new CudaBackend();
        System.out.println(backend.availability().reason());
        int failed = 0;
        if (args.length == 0) {
            for (DynamicTest test : Stream.concat(BackendContract.of(backend), ProgramContract.of(backend))
                    .toList()) {
                failed += LEFT_OUT.stream().anyMatch(test.getDisplayName()::contains) ? 0 : run(test);
            }
        }
        System.exit(failed);
    }

    private static int run(DynamicTest test) {
        try {
            test.getExecutable().execute();
            System.out.println("kept: " + test.getDisplayName());
            return 0;
        } catch (TestAbortedException skipped) {
            System.out.println("skipped: " + test.getDisplayName() + ": " + skipped.getMessage());
            return 1; // the stand-in is there, nothing may be skipped
        } catch (Throwable failure) {
            System.out.println("failed: " + test.getDisplayName() + ": " + failure);
            return 1;
        }
    }
}
