package org.espalier.kernels.benchmark;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.kernels.InstructionSet;

/** What the figures were taken on, and what it can do at most: measured in the same race as everything else. */
final class Machine {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final String LIBRARY = "libespalier-machine.so";
    private static final int CHAINS = 12;
    private static final int ROUNDS = 10_000;
    private static final int READ_UNIT = 128;
    private static final int LEAST_READ = 1 << 12;

    static {
        load();
    }

    private Machine() {}

    /** The processor's name where Linux tells it, the system's and Java's. */
    static String name() {
        return "%s, %s, Java %s"
                .formatted(
                        processor(),
                        System.getProperty("os.name"),
                        Runtime.version().feature());
    }

    /** Multiply-adds without any memory, {@link #peakFlops} of them. */
    static Runnable peak(InstructionSet instructions) {
        int lanes = lanes(instructions);
        return () -> multiplyAdds(lanes, ROUNDS);
    }

    /** Floating-point operations of one run of {@link #peak}. */
    static double peakFlops(InstructionSet instructions) {
        return 2.0 * CHAINS * lanes(instructions) * ROUNDS;
    }

    /** Reads a buffer once. */
    static Runnable read(InstructionSet instructions, FloatBuffer buffer) {
        int lanes = lanes(instructions);
        return () -> read(lanes, buffer, buffer.capacity());
    }

    /** A buffer to {@link #read}, of about so many bytes. */
    static FloatBuffer readable(double bytes) {
        long units = Math.round(bytes / Float.BYTES / READ_UNIT);
        return Tensor.buffer(Math.toIntExact(Math.max(LEAST_READ, units * READ_UNIT)));
    }

    /** One image {@code [channels, size, size]} to {@code [channels · kernel · kernel, outSize · outSize]}. */
    static native void columns(
            FloatBuffer image, FloatBuffer out, int channels, int size, int kernel, int stride, int padding);

    private static native float multiplyAdds(int lanes, long rounds);

    private static native float read(int lanes, FloatBuffer buffer, long count);

    private static int lanes(InstructionSet instructions) {
        return switch (instructions) {
            case BASE, NEON -> 4;
            case AVX2 -> 8;
            case AVX512 -> 16;
        };
    }

    private static void load() {
        URL library = Machine.class.getResource(LIBRARY);
        if (library == null) {
            throw new IllegalStateException(
                    "%s is missing beside %s; run the benchmarks by Maven, on Linux with g++ and a full JDK"
                            .formatted(LIBRARY, Machine.class.getName()));
        }
        try {
            System.load(Path.of(library.toURI()).toString());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String processor() {
        try {
            return Files.readAllLines(CPU_INFO).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException notLinux) {
            return System.getProperty("os.arch");
        }
    }
}
