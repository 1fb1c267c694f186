package org.espalier.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The processor that measurements ran on. */
public final class Device {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Device() {}

    /** The CPU's model name where the system tells it (Linux), else the architecture such as {@code aarch64}. */
    public static String name() {
        try {
            if (Files.isReadable(CPU_INFO)) {
                return modelIn(Files.readAllLines(CPU_INFO, StandardCharsets.UTF_8));
            }
        } catch (IOException unreadable) {
            return architecture();
        }
        return architecture();
    }

    /** The model name in the lines of Linux's {@code /proc/cpuinfo}; ARM machines write none. */
    static String modelIn(List<String> cpuInfo) {
        return cpuInfo.stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .filter(model -> !model.isEmpty())
                .findFirst()
                .orElseGet(Device::architecture);
    }

    /** Threads that ND4J's native operations may use. */
    public static int threads() {
        return NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
    }

    private static String architecture() {
        return System.getProperty("os.arch", "unknown");
    }
}
