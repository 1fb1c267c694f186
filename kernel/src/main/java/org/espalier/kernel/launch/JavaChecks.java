package org.espalier.kernel.launch;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.espalier.WarmUp;
import org.espalier.report.Facility;

/** What this Java and this class path can do. */
final class JavaChecks {

    private static final int MIB = 1 << 20;
    private static final int LITTLE_HEAP = 1 << 10;

    private JavaChecks() {}

    static List<Finding> findings() {
        List<Finding> findings =
                new ArrayList<>(List.of(java(), memory(Runtime.getRuntime().maxMemory() / MIB)));
        findings.add(natives());
        findings.addAll(of("sparse backend", Facility.backends()));
        findings.addAll(of("data", Facility.datasets()));
        return findings;
    }

    private static Finding java() {
        String version = System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ") in "
                + System.getProperty("java.home");
        List<String> lacking = Stream.of("jdk.jshell", "jdk.compiler", "java.net.http", "jdk.unsupported")
                .filter(module -> ModuleLayer.boot().findModule(module).isEmpty())
                .toList();
        return lacking.isEmpty()
                ? Finding.ok("java", version)
                : Finding.fail(
                        "java",
                        version + " lacks " + String.join(", ", lacking)
                                + ". Install a whole JDK of 17 or later, and run `install` with it.");
    }

    static Finding memory(long heap) {
        String found = String.format(Locale.ROOT, "up to %,d MiB of heap", heap);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine) {
            found += String.format(Locale.ROOT, ", the machine has %,d MiB", machine.getTotalMemorySize() / MIB);
        }
        return heap >= LITTLE_HEAP
                ? Finding.ok("memory", found)
                : Finding.warn(
                        "memory",
                        found + "; training wants 1 GiB and more. Run `install --jvm-option=-Xmx2g` or more.");
    }

    /** Whether ND4J's native library loads and computes. */
    private static Finding natives() {
        long start = System.nanoTime();
        try {
            WarmUp.run();
            return Finding.ok(
                    "nd4j",
                    String.format(
                            Locale.ROOT,
                            "its native library trains, ready in %.1f s",
                            (System.nanoTime() - start) / 1e9));
        } catch (RuntimeException | Error e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return Finding.fail(
                    "nd4j",
                    cause + ". Put nd4j-native of this system (" + System.getProperty("os.name") + ", "
                            + System.getProperty("os.arch") + ") on the class path, and run `install` again.");
        }
    }

    private static List<Finding> of(String kind, List<Facility> facilities) {
        return facilities.stream()
                .map(facility -> new Finding(
                        switch (facility.state()) {
                            case READY -> Finding.Level.OK;
                            case LACKING -> Finding.Level.WARN;
                            case BROKEN -> Finding.Level.FAIL;
                        },
                        kind + " " + facility.name(),
                        facility.detail()))
                .toList();
    }
}
