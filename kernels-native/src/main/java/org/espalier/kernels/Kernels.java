package org.espalier.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.nio.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The native side, {@code src/main/native/jni.cpp}: loaded from the jar on first use. A plan is an address; what is passed
 * in was checked before.
 */
final class Kernels {
    private static final String PLATFORM = "linux-" + architecture();
    private static final String LIBRARY = PLATFORM + "/libespalier-kernels.so";
    private static final String PROBLEM = load();

    private Kernels() {}

    /** What is missing and how to get it; empty if nothing is. */
    static String problem() {
        return PROBLEM;
    }

    private static String architecture() {
        String arch = System.getProperty("os.arch", "");
        return switch (arch) {
            case "amd64" -> "x86_64";
            case "aarch64" -> "arm64";
            default -> arch;
        };
    }

    private static String load() {
        String os = System.getProperty("os.name", "");
        if (!os.toLowerCase(Locale.ROOT).startsWith("linux")) {
            return "there are kernels for Linux (x86-64, arm64) only, found %s".formatted(os);
        }
        try (InputStream library = Kernels.class.getResourceAsStream(LIBRARY)) {
            if (library == null) {
                return ("espalier-kernels-native was built without %s; install g++ and a full JDK (Debian: apt-get"
                                + " install g++ openjdk-17-jdk-headless) and build it again with mvn verify")
                        .formatted(LIBRARY);
            }
            // The file's name says nothing: two JVMs, or two class loaders, must not meet in it.
            Path file = Files.createTempFile("espalier-kernels", ".so");
            try {
                Files.write(file, library.readAllBytes());
                System.load(file.toString());
            } finally {
                Files.deleteIfExists(file);
            }
            return "";
        } catch (IOException | UnsatisfiedLinkError | SecurityException e) {
            return "%s could not be loaded: %s; is %s writable and not mounted noexec?"
                    .formatted(LIBRARY, e.getMessage(), System.getProperty("java.io.tmpdir"));
        }
    }

    static native boolean canRun(int instructionSet);

    /** A product's address, or 0 when memory ran out; height 0: a dense matrix, neither pointers nor indices. */
    static native long prepare(
            int instructionSet,
            int rows,
            int inner,
            int columns,
            int height,
            int @Nullable [] pointers,
            int @Nullable [] indices,
            float[] values,
            float @Nullable [] bias,
            int activation);

    /** How many parts are worth running at the same time. */
    static native int usefulParts(long plan);

    /** One part of a product on Java arrays, which the garbage collector leaves in place meanwhile; false: no memory. */
    static native boolean runArrays(long plan, float[] in, float[] out, int part, int parts);

    /** One part of a product on addresses; false when memory ran out. */
    static native boolean run(long plan, long in, long out, int part, int parts);

    static native long address(Buffer direct);

    static native void release(long plan);
}
