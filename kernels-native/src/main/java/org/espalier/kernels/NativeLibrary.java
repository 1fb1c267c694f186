package org.espalier.kernels;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Loads what {@code src/main/native/build.sh} put into the jar; for this module's own packages. */
public final class NativeLibrary {
    private NativeLibrary() {}

    /**
     * Loads a library by its name, for instance {@code "espalier-kernels"}.
     *
     * @return what is missing and how to get it; empty if nothing is
     */
    public static String load(String name) {
        String os = System.getProperty("os.name", "");
        if (!os.toLowerCase(Locale.ROOT).startsWith("linux")) {
            return "%s is built for Linux (x86-64, arm64) only, found %s".formatted(name, os);
        }
        String resource = "linux-%s/lib%s.so".formatted(architecture(), name);
        try (InputStream library = NativeLibrary.class.getResourceAsStream(resource)) {
            if (library == null) {
                return ("espalier-kernels-native was built without %s; install g++ and a full JDK (Debian: apt-get"
                                + " install g++ openjdk-17-jdk-headless) and build it again with mvn verify")
                        .formatted(resource);
            }
            // The file's name says nothing: two JVMs, or two class loaders, must not meet in it.
            Path file = Files.createTempFile(name, ".so");
            try {
                Files.write(file, library.readAllBytes());
                System.load(file.toString());
            } finally {
                Files.deleteIfExists(file);
            }
            return "";
        } catch (IOException | UnsatisfiedLinkError | SecurityException e) {
            return "%s could not be loaded: %s; is %s writable and not mounted noexec?"
                    .formatted(resource, e.getMessage(), System.getProperty("java.io.tmpdir"));
        }
    }

    private static String architecture() {
        String arch = System.getProperty("os.arch", "");
        return switch (arch) {
            case "amd64" -> "x86_64";
            case "aarch64" -> "arm64";
            default -> arch;
        };
    }
}
