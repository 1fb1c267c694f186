package org.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the kernel's process uses, for the usage panel of front ends. */
final class Usage {

    private static final int PERCENT = 100;
    private static final int KIBI = 1024;

    private Usage() {}

    static JsonObject answer() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        JsonObject content = Json.ok();
        content.addProperty("pid", ProcessHandle.current().pid());
        content.addProperty("kernel_cpu", share(system.getProcessCpuLoad()) * system.getAvailableProcessors());
        content.addProperty("kernel_memory", memory());
        content.addProperty("cpu_count", system.getAvailableProcessors());
        content.addProperty("host_cpu_percent", share(system.getCpuLoad()));
        JsonObject host = new JsonObject();
        long total = system.getTotalMemorySize();
        long free = system.getFreeMemorySize();
        host.addProperty("total", total);
        host.addProperty("available", free);
        host.addProperty("free", free);
        host.addProperty("used", total - free);
        host.addProperty("percent", total == 0 ? 0 : PERCENT * (double) (total - free) / total);
        content.add("host_virtual_memory", host);
        return content;
    }

    /** A load is negative as long as it isn't known. */
    private static double share(double load) {
        return load > 0 ? PERCENT * load : 0;
    }

    /** What is resident, native memory of ND4J included; where the system doesn't tell, the heap. */
    private static long memory() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBI)
                    .findFirst()
                    .orElseGet(Usage::heap);
        } catch (IOException e) {
            return heap();
        }
    }

    private static long heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }
}
